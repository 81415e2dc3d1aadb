import { describe, expect, it } from 'vitest';
import type { Scenario } from '../scenario/format.ts';
import { reserveForPlan } from './plan-reserve.ts';
import { storyTrace } from './story.fixture.ts';

describe('reserveForPlan', () => {
  const reserve = reserveForPlan(storyTrace(0).header.scenario);

  it('counts a transfer and its import as one row, in the process that was named', () => {
    expect(Object.fromEntries(reserve.rows)).toEqual({ main: 2, reader: 2, writer: 2, spare: 1 });
  });

  it('finds every name of a socket that will be registered, through blobs and messages', () => {
    expect([...reserve.registered].sort()).toEqual(['b1', 'b2', 'b3', 'c', 'e1', 'e2', 'r', 'w', 'x']);
  });
});

describe('reserves room for later parts of a socket', () => {
  const windows = (...steps: Scenario['steps']) =>
    reserveForPlan({ format: 'handoff-scenario/1', title: 't', rules: 'winsock', processes: [{ name: 'main' }], steps });
  const socket = { process: 'main', call: 'WSASocketW', args: { af: 'AF_INET', type: 'SOCK_STREAM' }, as: 's' };

  it('is kept for a window', () => {
    const reserve = windows(socket, { process: 'main', call: 'CreateWindowExW', as: 'w' },
      { process: 'main', call: 'WSAAsyncSelect', args: { s: '$s', window: '$w', mask: ['FD_READ'] } });
    expect([...reserve.registered]).toEqual(['s']);
  });

  it('is kept for a completion port, beside the registration', () => {
    const port = { process: 'main', call: 'CreateIoCompletionPort', as: 'p' };
    const reserve = windows(socket, port, { process: 'main', call: 'CreateIoCompletionPort', args: { s: '$s', port: '$p' } });
    expect([[...reserve.registered], [...reserve.ported]]).toEqual([[], ['s']]);
  });

  it('is given back with an event object that is closed', () => {
    const event = { process: 'main', call: 'WSACreateEvent', as: 'e' };
    expect(windows(event, { process: 'main', call: 'WSACloseEvent', args: { event: '$e' } }, event).rows.get('main')).toBe(1);
  });

  it('is kept for the owner of SIGIO, and for a duplicate by fcntl', () => {
    const reserve = reserveForPlan({
      format: 'handoff-scenario/1', title: 't', rules: 'linux', processes: [{ name: 'main' }],
      steps: [
        { process: 'main', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' }, as: 's' },
        { process: 'main', call: 'fcntl', args: { fd: '$s', command: 'F_DUPFD', from: 9 }, as: 'd' },
        { process: 'main', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' }, as: 'other' },
        { process: 'main', call: 'fcntl', args: { fd: '$other', command: 'F_SETFL', value: ['O_NONBLOCK'] } },
        { process: 'main', call: 'fcntl', args: { fd: '$d', command: 'F_SETOWN', owner: '$main' } },
      ],
    });
    expect([[...reserve.registered].sort(), reserve.rows.get('main')]).toEqual([['d', 's'], 3]);
  });
});

describe('reserveForPlan on Linux', () => {
  it('finds the sockets through which descriptors will be received', () => {
    const reserve = reserveForPlan({
      format: 'handoff-scenario/1', title: 't', rules: 'linux', processes: [{ name: 'main' }, { name: 'child' }],
      steps: [
        { process: 'child', call: 'socket', args: { domain: 'AF_UNIX', type: 'SOCK_DGRAM' }, as: 'inbox' },
        { process: 'child', call: 'dup', args: { fd: '$inbox' }, as: 'again' },
        { process: 'main', call: 'socket', args: { domain: 'AF_UNIX', type: 'SOCK_DGRAM' }, as: 'outbox' },
        { process: 'child', call: 'recvmsg', args: { fd: '$again', length: 8 }, as: 'got' },
      ],
    });
    expect([...reserve.carriers].sort()).toEqual(['again', 'inbox']);
    expect(reserve.rows.get('child')).toBe(3);
  });
});
