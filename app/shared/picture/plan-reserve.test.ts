import { describe, expect, it } from 'vitest';
import { reserveForPlan } from './plan-reserve.ts';
import { storyTrace } from './story.fixture.ts';

describe('reserveForPlan', () => {
  const reserve = reserveForPlan(storyTrace(0).header.scenario);

  it('counts a transfer and its import as one row, in the process that was named', () => {
    expect(Object.fromEntries(reserve.rows)).toEqual({ main: 2, reader: 2, writer: 2, spare: 1 });
  });

  it('knows every name of a socket that will be registered, through blobs and messages', () => {
    expect([...reserve.registered].sort()).toEqual(['b1', 'b2', 'b3', 'c', 'e1', 'e2', 'r', 'w', 'x']);
  });
});

describe('reserveForPlan on Linux', () => {
  it('knows the sockets through which descriptors will be received', () => {
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
