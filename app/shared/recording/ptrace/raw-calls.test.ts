import { expect, it } from 'vitest';
import { FOLLOWED_CALLS } from '../recording.ts';
import { type CallReader, type ReadCall, endOf, startOf } from './call-events.ts';
import { Frames, eachFrame } from './frames.ts';
import { namesByNumber } from './numbers.ts';
import { RawReader, RawWriter } from './raw-calls.ts';

const NAMES = namesByNumber(FOLLOWED_CALLS);
/** Each address has other bytes, small enough for lengths; above 2^40 nothing can be read. */
const bytesAt = (address: bigint, length: number): Uint8Array | null =>
  (address >= 1n << 40n ? null : Uint8Array.from({ length }, (_, i) => ((Number(address) + i) % 4 === 0 ? (Number(address) + i) % 23 : 0)));
const READER: CallReader = { memory: () => bytesAt,
  about: (_, descriptor, internet) => (descriptor === 4 ? null : `socket:[${internet ? 9 : 8}]`),
  aboutAddress: () => 'TCP:[127.0.0.1:80]', now: () => 17 };
/** Numbers as small as descriptors, addresses that can be read, and one that cannot. */
const REGISTERS = [[3n, 0x1002n, 2n, 0x2001n, 0x3004n, 16n], [4n, 1n << 41n, 16n, 1n << 41n, 1n << 41n, 0n], [5n, 0n, 0n, 0n, 0n, 0n]];
const RETURNED = [0, 2, 4, -11, -512, null];

it.each([0, 8])('a followed call that was kept reads as it does at its stops, with %i bytes of data', (data) => {
  const [frames, expected] = [new Frames(), [] as unknown[]];
  const writer = new RawWriter(frames, READER, NAMES, data);
  let id = 0;
  for (const name of NAMES.values()) {
    for (const registers of REGISTERS) {
      for (const returned of RETURNED) {
        const call: ReadCall = { id: id += 1, name, registers, path: null, room: null };
        writer.start(7, call);
        writer.end(7, call, returned);
        expected.push(startOf(READER, 7, call), endOf(READER, 7, call, returned, data));
      }
    }
  }
  const [reader, read] = [new RawReader(NAMES, data), [] as unknown[]];
  eachFrame(frames.take(), (frame) => read.push(reader.event(frame)));
  expect(read).toEqual(expected);
});

it('gives the whole frames of a file that ends inside one', () => {
  const frames = new Frames();
  for (const text of ['first', 'second']) frames.whole(new TextEncoder().encode(text));
  const bytes = frames.take();
  const whole = [0, 3, 8, 9, 12, 18, 19].map((length) => {
    const found: string[] = [];
    const used = eachFrame(bytes.subarray(0, length), (frame) => found.push(new TextDecoder().decode(frame)));
    return [used, ...found].join(' ');
  });
  expect(whole).toEqual(['0', '0', '0', '9 first', '9 first', '9 first', '19 first second']);
});
