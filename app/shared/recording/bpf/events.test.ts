/** The start of a recording by BPF: what was read of processes, and the records from while it was read. */
import { expect, it } from 'vitest';
import type { FoundDescriptor, RawEvent } from '../raw.ts';
import { eventsOf } from './events.ts';
import { AT, HEADER_BYTES, KIND, SOCKET_AT, WITH_SOCKET_BYTES } from './layout.ts';
import { asInRing } from './records.ts';

const [ACCEPT4, CLOSE, PROCESS] = [288, 3, 10];
const NAMES = new Map([[ACCEPT4, 'accept4'], [CLOSE, 'close']]);

/** A call of the process; `inode`: of the socket that it returned. Times are nanoseconds. */
function call(number: number, [entered, left]: readonly [number, number], first: number, result: number, inode = 0): Uint8Array {
  const bytes = new Uint8Array(inode === 0 ? HEADER_BYTES + 8 : WITH_SOCKET_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [field, value] of [['kind', KIND.call], ['task', PROCESS], ['process', PROCESS], ['number', number]] as const)
    view.setUint32(AT[field], value, true);
  for (const [field, value] of [['entered', entered], ['left', left], ['result', result], ['registers', first]] as const)
    view.setBigInt64(AT[field], BigInt(value), true);
  view.setUint32(AT.from, inode === 0 ? HEADER_BYTES : WITH_SOCKET_BYTES, true);
  if (inode !== 0) view.setBigUint64(SOCKET_AT.inode, BigInt(inode), true);
  return asInRing(bytes);
}

const socket = (number: number, inode: number): FoundDescriptor => ({ number, inode: String(inode), family: 'AF_INET', type: 'SOCK_STREAM',
  state: 'established', local: null, remote: null, inheritable: true, nonblocking: false });

function joined(records: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(records.flatMap((record) => [...record]));
}

function told(descriptors: readonly FoundDescriptor[], ...records: Uint8Array[]): string[] {
  const found: Extract<RawEvent, { kind: 'found' }> = { kind: 'found', task: PROCESS, process: PROCESS, program: 'a', descriptors };
  const events = eventsOf({ ring: joined(records), names: NAMES, startedAt: 0, root: null, signalName: String, data: 0,
    without: () => false,
    reads: new Map([[PROCESS, { at: 1000, tasks: [found] }]]) });
  return [...events].flat().map((event) => (event.kind === 'found' ? `found ${event.descriptors!.map(({ number }) => number).join(', ')}`
    : event.kind === 'enter' || event.kind === 'exit' ? `${event.kind} ${event.call.name}` : event.kind));
}

it('a call that ended before what the process has was read is part of it', () => {
  expect(told([socket(3, 71), socket(4, 72)], call(ACCEPT4, [800, 900], 3, 4, 72))).toEqual(['found 3, 4']);
});

it('a socket that came while it was read comes from its call, whether it was read or not', () => {
  const accepted = call(ACCEPT4, [800, 1100], 3, 4, 72);
  const expected = ['found 3', 'enter accept4', 'exit accept4'];
  expect(told([socket(3, 71), socket(4, 72)], accepted)).toEqual(expected);
  expect(told([socket(3, 71)], accepted)).toEqual(expected);
});

it('another socket with the number of a later one was there before', () => {
  expect(told([socket(3, 71), socket(4, 70)], call(CLOSE, [1100, 1150], 4, 0), call(ACCEPT4, [1160, 1200], 3, 4, 72)))
    .toEqual(['found 3, 4', 'enter close', 'exit close', 'enter accept4', 'exit accept4']);
});
