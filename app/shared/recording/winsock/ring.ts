/**
 * The ring that the stubs write: a counter, then slots of one size. A slot is being written while its first number is 0, and
 * holds record `n` when it is `n + 1`. What it contains is foreign: any thread of the target can write it.
 */
import { type Copy, FUNCTIONS, type RecordedFunction } from './functions.ts';

export const SLOT_BYTES = 1024;
/** Where slots begin: after the page of the counter and that of the answers to held calls (`hold-page.ts`). */
export const FIRST_SLOT = 8192;
/** Places in a slot. */
export const AT = {
  SEQUENCE: 0, FUNCTION: 8, THREAD: 12, PROCESS: 16, COPIED: 20, TIME: 24, ENTER: 32, RESULT: 40, ERROR: 48, HELD: 48, ARGS: 64,
  PAYLOAD: 192,
} as const;
/** In the number of a function: the record is of the end of the call. */
export const IS_EXIT = 0x1_0000;
export const ARGUMENTS = 10;

export interface RingRecord {
  index: number;
  exit: boolean;
  /** Index in `FUNCTIONS`. */
  fn: number;
  task: number;
  process: number;
  /** Time stamp counter of the processor. */
  time: bigint;
  /** At the enter: where the call returns to. At the exit: what it returned. */
  value: bigint;
  /** At the enter: the thread waits for an answer before it makes the call. */
  held: boolean;
  /** At the exit: number of the enter record, and the error of the thread. */
  enter: number;
  error: number;
  args: readonly bigint[];
  /** A bit for each copy of the function at this moment, in order, that could be read. */
  copied: number;
  payload: Uint8Array;
}

/** By function: where its copies at one moment are in the payload, in order, and the bytes of all. */
const PAYLOADS = { enter: FUNCTIONS.map((fn) => payloadOf(fn, 'enter')), exit: FUNCTIONS.map((fn) => payloadOf(fn, 'exit')) };

function payloadOf({ copies }: RecordedFunction, when: Copy['when']): { offsets: readonly number[]; bytes: number } {
  const offsets: number[] = [];
  let bytes = 0;
  for (const copy of copies.filter((each) => each.when === when)) {
    offsets.push(bytes);
    bytes += copy.bytes;
  }
  return { offsets, bytes };
}

/** Offsets of the copies of a function at one moment in the payload, in order. */
export const offsetsOf = (fn: number, when: Copy['when']): readonly number[] => PAYLOADS[when][fn]!.offsets;

export class RingReader {
  readonly #view: DataView;
  readonly #slots: number;
  #next = 0;
  /** Attempts to read a record that another thread has not finished. */
  #waits = 0;
  /** Records that were written over before they were read. */
  overrun = 0;
  /** Records that were never finished, or whose content makes no sense. */
  torn = 0;
  /** Records in which the end of their process came: their calls have no end. */
  cut = 0;

  /** `memory`: the whole ring. `slots`: a power of two. */
  constructor(memory: Uint8Array, slots: number) {
    this.#view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
    this.#slots = slots;
  }

  /**
   * Reads what was written since. `patience`: attempts after which an unfinished record is given up: until its process is written,
   * the slot names that of an earlier record. `hasEnded`: whether a process has ended; its unfinished records are then no loss.
   */
  drain(patience: number, hasEnded: (process: number) => boolean = () => false): RingRecord[] {
    const records: RingRecord[] = [];
    const written = Number(BigInt.asUintN(53, this.#view.getBigUint64(0, true)));
    if (written - this.#next > this.#slots) {
      this.overrun += written - this.#slots - this.#next;
      this.#next = written - this.#slots;
    }
    while (this.#next < written && records.length < this.#slots) {
      const state = this.#read(records);
      if (state === 'unfinished') {
        this.#waits += 1;
        if (this.#waits <= patience) break;
        this[hasEnded(this.#view.getUint32(this.#place() + AT.PROCESS, true)) ? 'cut' : 'torn'] += 1;
      }
      this.#waits = 0;
      this.#next += 1;
    }
    return records;
  }

  /** Number of the first record that was not read. */
  get next(): number {
    return this.#next;
  }

  /** Whether a record was begun that is not read yet. */
  get isBehind(): boolean {
    return Number(BigInt.asUintN(53, this.#view.getBigUint64(0, true))) > this.#next;
  }

  #place(): number {
    return FIRST_SLOT + (this.#next % this.#slots) * SLOT_BYTES;
  }

  #read(records: RingRecord[]): 'read' | 'unfinished' {
    const at = this.#place();
    const wanted = BigInt(this.#next + 1);
    const before = this.#view.getBigUint64(at, true);
    // A later one has this place: it was written over.
    if (before > wanted) {
      this.overrun += 1;
      return 'read';
    }
    if (before < wanted) return 'unfinished';
    const record = recordAt(this.#view, at, this.#next);
    if (this.#view.getBigUint64(at, true) !== wanted) this.overrun += 1;
    else if (record) records.push(record);
    else this.torn += 1;
    return 'read';
  }
}

function recordAt(view: DataView, at: number, index: number): RingRecord | null {
  const number = view.getUint32(at + AT.FUNCTION, true);
  const [exit, fn] = [(number & IS_EXIT) !== 0, (number & ~IS_EXIT) >>> 0];
  if (fn >= FUNCTIONS.length) return null;
  const payload = new Uint8Array(PAYLOADS[exit ? 'exit' : 'enter'][fn]!.bytes);
  payload.set(new Uint8Array(view.buffer, view.byteOffset + at + AT.PAYLOAD, payload.length));
  return {
    index, exit, fn, held: !exit && view.getUint32(at + AT.HELD, true) !== 0,
    task: view.getUint32(at + AT.THREAD, true), process: view.getUint32(at + AT.PROCESS, true),
    time: view.getBigUint64(at + AT.TIME, true), value: view.getBigUint64(at + AT.RESULT, true),
    enter: exit ? Number(BigInt.asUintN(53, view.getBigUint64(at + AT.ENTER, true))) : index, error: view.getUint32(at + AT.ERROR, true),
    args: exit ? [] : Array.from({ length: ARGUMENTS }, (_, i) => view.getBigUint64(at + AT.ARGS + 8 * i, true)),
    copied: view.getUint32(at + AT.COPIED, true), payload,
  };
}
