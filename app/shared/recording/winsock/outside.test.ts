import { describe, expect, it } from 'vitest';
import { toHex } from '../../domain/bytes.ts';
import { divergences } from '../log.fixture.ts';
import { Recording } from '../recording.ts';
import { FUNCTIONS } from './functions.ts';
import { WinsockReader } from './reader.ts';
import { ARGUMENTS } from './ring.ts';
import type { WinsockLine, WireRecord } from './wire.ts';

/** A call: its name, arguments and result in hexadecimal, and what is copied of memory before it and after it. */
interface Call { name: string; values: readonly string[]; result?: string; error?: number; before?: string; after?: string }

/** The divergences of calls of one thread. */
function differences(calls: readonly Call[]): string[] {
  const recording = new Recording('test', undefined, true, { provider: 'winsock', platform: 'windows-11', rules: 'winsock' });
  const reader = new WinsockReader(recording.tally);
  const lines: WinsockLine[] = [{ kind: 'process', process: 220, task: 224, program: String.raw`C:\a.exe` }];
  const record = (index: number, name: string, payload: string, more: Partial<WireRecord>): WireRecord => ({
    kind: 'record', index, fn: FUNCTIONS.findIndex((fn) => fn.name === name), exit: false, task: 224, process: 220, at: index, values: [],
    enter: index, error: 0, copied: payload === '' ? 0 : 1, payload, ...more });
  for (const { name, values, result = '0', error = 0, before = '', after = '' } of calls) {
    const all = [...values, ...Array<string>(ARGUMENTS - values.length).fill('0')];
    lines.push(record(lines.length, name, before, { values: all }));
    lines.push(record(lines.length, name, after, { exit: true, enter: lines.length - 1, values: [result], error }));
  }
  for (const line of lines) recording.events(reader.events(line));
  return divergences(recording.finish('stubs', { lost: 0, unread: 0, examples: [] }));
}

/** sockaddr_in, as long as the copies of it. */
const address = (host: readonly number[], port: number): string =>
  toHex(Uint8Array.from([2, 0, port >> 8, port & 0xff, ...host, ...Array<number>(20).fill(0)]));
const LOCAL = [127, 0, 0, 1];
const FAILS = 'ffffffff';
const made = (handle: string): Call => ({ name: 'socket', values: ['2', '1', '6'], result: handle });
const connect = (handle: string, host: readonly number[], error: number): Call =>
  ({ name: 'connect', values: [handle, '1000', '10'], before: address(host, 80), ...(error === 0 ? {} : { result: FAILS, error }) });

describe('a count of ready sockets', () => {
  const [LISTENER, CLIENT, SERVER] = ['64', '68', '6c'];
  /** WSAPOLLFD that asks for POLLRDNORM. */
  const polled = (fd: string) => `${fd}000000000000000001000000000000`;
  const setUp: Call[] = [
    made(LISTENER), { name: 'bind', values: [LISTENER, '1000', '10'], before: address(LOCAL, 80), after: address(LOCAL, 80) },
    { name: 'listen', values: [LISTENER, '5'] }, made(CLIENT), { ...connect(CLIENT, LOCAL, 0), after: address(LOCAL, 4000) },
    { name: 'accept', values: [LISTENER, '0', '0'], result: SERVER, after: address(LOCAL, 4000) },
  ];
  const poll = (count: number): Call => ({ name: 'WSAPoll', values: ['2000', '3', '0'], result: count.toString(16),
    before: [LISTENER, CLIENT, SERVER].map(polled).join('') });

  it('can be higher by the sockets that other programs reach by name, and not by more', () => {
    const MORE = ['outcome of WSAPoll'];
    expect([0, 1, 2, 3].map((count) => differences([...setUp, poll(count)]))).toEqual([[], [], MORE, MORE]);
  });
});

describe('a non-blocking connect', () => {
  const NONBLOCKING: Call = { name: 'ioctlsocket', values: ['64', '8004667e', '3000'], before: '01000000' };
  const [WOULD_BLOCK, UNREACHABLE] = [10_035, 10_051];
  const to = (host: readonly number[], error: number) => differences([made('64'), NONBLOCKING, connect('64', host, error)]);

  it('to another machine can fail immediately', () => {
    expect([to([10, 1, 2, 3], UNREACHABLE), to([10, 1, 2, 3], WOULD_BLOCK)]).toEqual([[], []]);
  });

  it('to this machine continues in the background', () => {
    expect([to(LOCAL, WOULD_BLOCK), to(LOCAL, UNREACHABLE)]).toEqual([[], ['outcome of connect']]);
  });
});
