import { describe, expect, it } from 'vitest';
import { byteStringOf } from '../domain/bytes.ts';
import { entity } from '../domain/world.ts';
import type { TraceLog } from '../trace/log.ts';
import type { RawCall, RawEvent, RawValue } from './raw.ts';
import { Recording } from './recording.ts';
import { FUNCTIONS } from './winsock/functions.ts';
import { ARGUMENTS } from './winsock/ring.ts';

const PORT = 90;
const PENDING = { kind: 'error', name: '997' } as const;
const value = (number: number) => ({ kind: 'value', value: number } as const);
const bytes = (list: readonly number[]): RawValue => ({ kind: 'bytes', bytes: byteStringOf(Uint8Array.from(list)), cut: false });
const word = (n: number): number[] => [n & 255, n >> 8 & 255, n >> 16 & 255, n >> 24 & 255];
const address = (port: number): RawValue =>
  bytes([2, 0, port >> 8, port & 255, 127, 0, 0, 1, ...Array<number>(20).fill(0)]);
const buffer: RawValue = bytes([...word(4), ...Array<number>(12).fill(0)]);

/** `copies` by their index. */
function call(
  task: number, name: string, args: readonly number[], result: RawCall['result'], copies: Record<number, RawValue> = {},
): RawCall {
  const { copies: all } = FUNCTIONS.find((fn) => fn.name === name)!;
  const numbers = Array.from({ length: ARGUMENTS }, (_, i): RawValue => ({ kind: 'number', value: args[i] ?? 0 }));
  const memory = all.map((_, i): RawValue => copies[i] ?? { kind: 'null' });
  return { task, name, args: [...numbers, ...memory], result, entered: null, left: null };
}

const whole = (one: RawCall): RawEvent[] => [{ kind: 'enter', call: one }, { kind: 'exit', call: one }];
const found = (task: number): RawEvent => ({ kind: 'found', task, process: task, program: 'server' });

/** A packet as GetQueuedCompletionStatusEx returns it. */
const packet = (operation: number, transferred = 0, status = 0): number[] =>
  [...word(7), ...word(0), ...word(operation), ...word(0), ...word(status), ...word(0), ...word(transferred), ...word(0)];
const taken = (task: number, ...packets: readonly number[][]): RawCall => call(task, 'GetQueuedCompletionStatusEx',
  [PORT, 0, 64, 0, 0], value(1), { 0: bytes(packets.flat()), 1: bytes(word(packets.length)) });

const made = (task: number, number: number): RawCall => call(task, 'socket', [2, 1, 6], value(number));
const listening = (task: number): RawCall[] => [made(task, 10), call(task, 'bind', [10, 0, 16], value(0), { 0: address(8080) }),
  call(task, 'listen', [10, 5], value(0)), call(task, 'CreateIoCompletionPort', [10, 0, 7, 0], value(PORT))];
const acceptEx = (task: number, socket: number, operation: number): RawCall =>
  call(task, 'AcceptEx', [10, socket, 0, 0, 0, 0, 0, operation], PENDING);
const updated = (task: number, socket: number, port: number): RawCall =>
  call(task, 'setsockopt', [socket, 0xffff, 0x700b, 0, 8], value(0), { 0: bytes([10, 0, 0, 0, 0, 0, 0, 0]), 1: address(port) });
const connected = (task: number, socket: number, port: number): RawCall[] => [made(task, socket),
  call(task, 'connect', [socket, 0, 16], value(0), { 0: address(8080), 1: address(port) })];

const traceOf = (...calls: readonly RawCall[]): TraceLog => traceOfEvents(calls.flatMap(whole));

function traceOfEvents(events: readonly RawEvent[]): TraceLog {
  const recording = new Recording('test', undefined, true, { provider: 'winsock', platform: 'windows', rules: 'winsock' });
  recording.events([...new Set(events.flatMap((event) => (event.kind === 'enter' ? [event.call.task] : [])))].map(found));
  recording.events(events);
  return recording.finish('stubs', { lost: 0, unread: 0, examples: [] });
}
const divergencesOf = (log: TraceLog): string[] => log.steps().flatMap(({ divergences }) => divergences.map(({ observed }) => observed));
const socketAt = (log: TraceLog, number: number) => {
  const world = log.worldAt(log.length);
  return entity(world, 'socket', [...world.ofKind('descriptor')].find((d) => d.number === number)!.object);
};

describe('overlapped operations of a recording', () => {
  it('are over with their packets', () => {
    const log = traceOf(...listening(1), made(1, 11), acceptEx(1, 11, 0x100), ...connected(2, 20, 5001), taken(1, packet(0x100)));
    expect(divergencesOf(log)).toEqual([]);
    const world = log.worldAt(log.length);
    expect([...world.ofKind('operation')]).toEqual([]);
    expect([...world.ofKind('port')].map(({ packets }) => packets)).toEqual([[]]);
    expect(socketAt(log, 11)).toMatchObject({ state: 'established', remote: '127.0.0.1:5001' });
  });

  it('accept from a connect that has begun and returns later, also where nothing but the address shows it', () => {
    const [client, connect] = connected(2, 20, 5001);
    const log = traceOfEvents([...[...listening(1).slice(0, 3), made(1, 11), acceptEx(1, 11, 0x100), client!].flatMap(whole),
      { kind: 'enter', call: connect! }, ...whole(updated(1, 11, 5001)), { kind: 'exit', call: connect! }]);
    expect(divergencesOf(log)).toEqual([]);
    expect(socketAt(log, 11)).toMatchObject({ state: 'established', remote: '127.0.0.1:5001', peer: socketAt(log, 20)!.id, sure: true });
  });

  it('are over when their OVERLAPPED is used again, or immediately where the program has no packet then', () => {
    const receive = (result: RawCall['result']) => call(1, 'recv', [11, 0, 4, 0], result);
    const send = call(1, 'WSASend', [20, 0, 1, 0, 0, 0x200], value(0), { 0: buffer, 1: bytes(word(4)) });
    const start = [...listening(1), ...connected(1, 20, 5001), call(1, 'accept', [10, 0, 0], value(11), { 0: address(5001) }),
      call(1, 'CreateIoCompletionPort', [20, PORT, 7, 0], value(PORT))];
    const again = traceOf(...start, { ...send }, { ...send }, receive(value(4)), receive(value(4)));
    expect(divergencesOf(again)).toEqual([]);
    expect([...again.worldAt(again.length).ofKind('operation')]).toHaveLength(1);
    const quiet = traceOf(...start, call(1, 'SetFileCompletionNotificationModes', [20, 1], value(1)), { ...send });
    expect([...quiet.worldAt(quiet.length).ofKind('operation')]).toEqual([]);
    expect([...quiet.worldAt(quiet.length).ofKind('port')].map(({ packets }) => packets)).toEqual([[]]);
  });

  it.each([['agrees with', 0, true], ['contradicts', 0xc000_020d, false]])('a packet that %s the world', (_, status, sure) => {
    const send = call(1, 'WSASend', [20, 0, 1, 0, 0, 0x200], value(0), { 0: buffer, 1: bytes(word(4)) });
    const log = traceOf(...listening(1), ...connected(1, 20, 5001), call(1, 'CreateIoCompletionPort', [20, PORT, 7, 0], value(PORT)),
      send, taken(1, packet(0x200, 4, status)));
    expect(socketAt(log, 20)).toMatchObject({ sure });
  });

  it('of several AcceptEx, the one whose packet came has the connection, and the address says which', () => {
    const log = traceOf(...listening(1), made(1, 11), made(1, 12), acceptEx(1, 11, 0x100), acceptEx(1, 12, 0x200),
      ...connected(2, 20, 5001), taken(1, packet(0x200)), updated(1, 12, 5001), ...connected(2, 21, 5002), ...connected(2, 22, 5003),
      taken(1, packet(0x100)), updated(1, 11, 5003));
    expect(divergencesOf(log)).toEqual([]);
    expect([11, 12].map((number) => socketAt(log, number)?.remote)).toEqual(['127.0.0.1:5003', '127.0.0.1:5001']);
    expect(socketAt(log, 10)?.backlog.map((id) => entity(log.worldAt(log.length), 'socket', id)?.remote)).toEqual(['127.0.0.1:5002']);
  });

  it('complete by programs that are not recorded, and diverge where nothing explains it', () => {
    const outside = traceOf(...listening(1), made(1, 11), acceptEx(1, 11, 0x100), taken(1, packet(0x100)), updated(1, 11, 5001));
    expect(divergencesOf(outside)).toEqual([]);
    expect(socketAt(outside, 11)).toMatchObject({ state: 'established', remote: '127.0.0.1:5001', sure: false });
    const receive = call(1, 'WSARecv', [11, 0, 1, 0, 0, 0x300], PENDING, { 0: buffer });
    const inside = traceOf(...listening(1), ...connected(1, 20, 5001), call(1, 'accept', [10, 0, 0], value(11), { 0: address(5001) }),
      receive, taken(1, packet(0x300, 4)));
    expect(divergencesOf(inside)).toEqual(['its completion']);
  });

  it('end with the result that a program gets without a packet', () => {
    const log = traceOf(...listening(1), made(1, 11), acceptEx(1, 11, 0x100),
      call(1, 'WSAGetOverlappedResult', [10, 0x100, 0, 0, 0], value(1), { 0: bytes(word(0)) }));
    expect(divergencesOf(log)).toEqual([]);
    expect([...log.worldAt(log.length).ofKind('operation')]).toEqual([]);
    expect(socketAt(log, 11)).toMatchObject({ state: 'established', sure: false });
  });

  it('takes packets that the program posted', () => {
    const post = call(1, 'PostQueuedCompletionStatus', [PORT, 0, 7, 0x900], value(1));
    const log = traceOf(...listening(1), post, taken(1, packet(0x900)));
    expect([...log.worldAt(log.length).ofKind('port')].map(({ packets }) => packets)).toEqual([[]]);
  });
});

it('a call that ends long after its effect still explains the calls that see it', () => {
  const send = call(2, 'send', [20, 0, 4, 0], null);
  const start = [...listening(1), ...connected(2, 20, 5001), call(1, 'accept', [10, 0, 0], value(11), { 0: address(5001) })];
  const recording = new Recording('test', undefined, true, { provider: 'winsock', platform: 'windows', rules: 'winsock' });
  recording.events([found(1), found(2), found(3), ...start.flatMap(whole), { kind: 'enter', call: send }]);
  recording.events(whole(call(1, 'recv', [11, 0, 64, 0], value(4))));
  for (let i = 0; i < 2000; i += 1) recording.events(whole(call(3, 'getsockname', [99, 0, 0], { kind: 'error', name: '10038' })));
  send.result = value(4);
  recording.events([{ kind: 'exit', call: send }]);
  expect(divergencesOf(recording.finish('stubs', { lost: 0, unread: 0, examples: [] }))).toEqual([]);
});
