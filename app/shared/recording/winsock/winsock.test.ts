import { describe, expect, it } from 'vitest';
import { Recording } from '../recording.ts';
import { descriptorStories } from '../summary.ts';
import { Tally } from '../tally.ts';
import { FUNCTIONS } from './functions.ts';
import { WinsockReader } from './reader.ts';
import { AT, FIRST_SLOT, IS_EXIT, RingReader, SLOT_BYTES } from './ring.ts';
import type { WinsockLine, WireRecord } from './wire.ts';

const SLOTS = 8;
const numberOf = (name: string): number => FUNCTIONS.findIndex((fn) => fn.name === name);

/** Writes records as the stubs do. */
class Ring {
  readonly bytes = new Uint8Array(FIRST_SLOT + SLOTS * SLOT_BYTES);
  readonly reader = new RingReader(this.bytes, SLOTS);
  readonly #view = new DataView(this.bytes.buffer);
  #next = 0;

  /** Takes a slot. `finished`: whether its record is published. */
  write(fn: number, finished = true): number {
    const at = FIRST_SLOT + (this.#next % SLOTS) * SLOT_BYTES;
    this.#view.setBigUint64(at, 0n, true);
    this.#view.setUint32(at + AT.FUNCTION, fn, true);
    this.#next += 1;
    this.#view.setBigUint64(0, BigInt(this.#next), true);
    if (finished) this.#view.setBigUint64(at, BigInt(this.#next), true);
    return at;
  }

  finish(at: number, index: number): void {
    this.#view.setBigUint64(at, BigInt(index + 1), true);
  }
}

/** Repeatable numbers of 32 bits (xorshift). */
function randomFrom(first: number): () => number {
  let seed = first;
  return () => {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return seed >>> 0;
  };
}

describe('ring', () => {
  it('gives records in the order in which their slots were taken', () => {
    const ring = new Ring();
    ring.write(numberOf('listen'));
    ring.write(numberOf('listen') | IS_EXIT);
    expect(ring.reader.drain(0).map(({ index, exit, fn }) => [index, exit, FUNCTIONS[fn]!.name]))
      .toEqual([[0, false, 'listen'], [1, true, 'listen']]);
    expect(ring.reader.drain(0)).toEqual([]);
  });

  it('counts the records that were written over before they were read', () => {
    const ring = new Ring();
    for (let i = 0; i < SLOTS + 3; i += 1) ring.write(0);
    expect(ring.reader.drain(0).map(({ index }) => index)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
    expect([ring.reader.overrun, ring.reader.torn]).toEqual([3, 0]);
  });

  it('waits for a record that is being written, and gives it up after some attempts', () => {
    const ring = new Ring();
    const at = ring.write(0, false);
    ring.write(1);
    expect(ring.reader.drain(2)).toEqual([]);
    expect(ring.reader.isBehind).toBe(true);
    ring.finish(at, 0);
    expect(ring.reader.drain(2).map(({ index }) => index)).toEqual([0, 1]);
    expect(ring.reader.isBehind).toBe(false);
    ring.write(0, false);
    ring.write(1);
    expect([1, 2, 3].map(() => ring.reader.drain(2).length)).toEqual([0, 0, 1]);
    expect([ring.reader.overrun, ring.reader.torn]).toEqual([0, 1]);
  });

  it('counts an unfinished record of a process that has ended apart', () => {
    const ring = new Ring();
    ring.write(0, false);
    ring.write(1);
    expect([1, 2, 3].map(() => ring.reader.drain(2, () => true).length)).toEqual([0, 0, 1]);
    expect([ring.reader.overrun, ring.reader.torn, ring.reader.cut]).toEqual([0, 0, 1]);
  });

  it('survives any content, and counts every record once', () => {
    const random = randomFrom(1);
    for (let round = 0; round < 300; round += 1) {
      const bytes = new Uint8Array(FIRST_SLOT + SLOTS * SLOT_BYTES).map(() => random() & (round % 2 === 0 ? 0xff : 0x03));
      const written = random() % 20;
      new DataView(bytes.buffer).setBigUint64(0, BigInt(written), true);
      for (let i = 0; i < SLOTS; i += 1) new DataView(bytes.buffer).setBigUint64(FIRST_SLOT + i * SLOT_BYTES, BigInt(random() % 22), true);
      const reader = new RingReader(bytes, SLOTS);
      const records = reader.drain(0);
      expect(records.length + reader.overrun + reader.torn).toBe(written);
    }
  });
});

const PROCESS: WinsockLine = { kind: 'process', process: 220, task: 224, program: String.raw`C:\tools\server.exe` };
const record = (index: number, more: Partial<WireRecord>): WireRecord =>
  ({ kind: 'record', index, fn: 0, exit: false, task: 224, process: 220, at: index, values: [], enter: index, error: 0, copied: 0,
    payload: '', ...more });

describe('reader', () => {
  it('makes calls of records, and a first thread the process', () => {
    const recording = new Recording('test', undefined, true, { provider: 'winsock', platform: 'wine-8.0', rules: 'winsock' });
    const reader = new WinsockReader(recording.tally);
    const lines: WinsockLine[] = [PROCESS,
      record(0, { fn: numberOf('socket'), values: ['2', '1', '6'] }), record(1, { exit: true, enter: 0, values: ['38'] }),
      record(2, { fn: numberOf('listen'), values: ['38', '7f00000005'] }),
      record(3, { fn: numberOf('listen'), exit: true, enter: 2, values: ['ffffffffffffffff'], error: 10_022 }),
      record(4, { fn: numberOf('CloseHandle'), values: ['38'] }),
      record(5, { fn: numberOf('CloseHandle'), exit: true, enter: 4, values: ['1'] }),
      { kind: 'process-end', process: 220, code: 3, at: 9 }];
    for (const line of lines) recording.events(reader.events(line));
    const log = recording.finish('stubs', { lost: 0, unread: 0, examples: [] });
    expect(descriptorStories(log)).toEqual(['server fd 56 socket:1: created by socket, closed by closesocket']);
    expect(log.steps().map(({ action, outcome, divergences }) => [action, outcome, divergences.length])).toMatchObject([
      [{ call: 'socket', resolved: { af: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP' } }, { results: { descriptor: 56 } }, 0],
      [{ call: 'listen', resolved: { s: 56, backlog: 5 } }, { name: 'WSAEINVAL' }, 0],
      [{ call: 'closesocket', resolved: { s: 56 } }, { kind: 'ok' }, 0],
      [{ call: 'ExitProcess', resolved: { code: 3 } }, { kind: 'ok' }, 0],
    ]);
  });

  it('counts the end of a call without a start, except of calls that it leaves out', () => {
    const reader = new WinsockReader(new Tally());
    for (const name of ['listen', 'OpenProcess', 'WSAIoctl', 'DuplicateHandle', 'CreateProcessW'])
      expect(reader.events(record(1, { fn: numberOf(name), exit: true, enter: 0, values: ['1'] }))).toEqual([]);
    expect(reader.unread).toBe(2);
  });

  it('names a call to the driver whose code has other bits in the upper half of its place', () => {
    const tally = new Tally();
    const reader = new WinsockReader(tally);
    const fn = numberOf('NtDeviceIoControlFile');
    reader.events(record(0, { fn, values: ['44', '0', '0', '0', '0', 'dead000000012017'] }));
    reader.events(record(1, { fn, exit: true, enter: 0, values: ['103'] }));
    expect([...tally.concerning]).toEqual([['IOCTL_AFD_RECEIVE(handle 0x44) = STATUS_PENDING', 1]]);
  });

  it('survives records of every function with any values', () => {
    const next = randomFrom(7);
    const random = (most: number): number => next() % most;
    const recording = new Recording('test', undefined, true, { provider: 'winsock', platform: 'wine-8.0', rules: 'winsock' });
    const reader = new WinsockReader(new Tally());
    recording.events(reader.events(PROCESS));
    const hex = (length: number): string => Array.from({ length }, () => '0123456789abcdef'[random(16)]).join('');
    for (let i = 0; i < 4000; i += 1) {
      const exit = random(2) === 1;
      const values = Array.from({ length: exit ? 1 : random(11) }, () => (random(3) === 0 ? hex(16) : String(random(9))));
      recording.events(reader.events(record(i, { fn: random(FUNCTIONS.length), exit, enter: Math.max(0, i - random(3)), values,
        task: 224 + 4 * random(3), copied: random(8), payload: hex(2 * random(700)), error: [0, 10_022, 997, 10_035][random(4)]! })));
    }
    expect(recording.finish('stubs', { lost: 0, unread: 0, examples: [] }).header.recording!.calls).toBeGreaterThan(100);
  });
});
