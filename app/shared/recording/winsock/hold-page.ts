/**
 * The part of the ring's memory through which threads are held: which functions wait, and an answer per held call. A thread that waits
 * goes on by itself if nothing beats for some seconds, so that no program depends on its recorder.
 */
import type { Refused } from './wire.ts';

/** Places. ARMED: a byte per function. LET_GO: records below that number are not held. CELLS: answers, by thread. */
export const HOLD_AT = { BEAT: 8, LET_GO: 16, ARMED: 64, CELLS: 4096 } as const;
/** Bits of a thread id that choose its cell, and how far they are shifted: cells of 32 bytes. */
export const [CELL_MASK, CELL_SHIFT] = [0x1fc, 3];
const CELL = { RECORD: 0, ERROR: 8, REFUSED: 12, RESULT: 16 } as const;
const MOST_FUNCTIONS = 192;
const EVERY_RECORD = 1n << 62n;
const cellOf = (task: number): number => HOLD_AT.CELLS + ((task & CELL_MASK) << CELL_SHIFT);

export class HoldPage {
  readonly #view: DataView;
  /** Threads that wait for records below that number have been let go. */
  #below = 0n;
  #waiting: { index: number; task: number; refused: Refused | null }[] = [];
  /** Whose answer each cell had last. */
  readonly #given = new Map<number, number>();

  /** `memory`: that of the ring. */
  constructor(memory: Uint8Array) {
    this.#view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
  }

  arm(functions: readonly number[]): void {
    for (let fn = 0; fn < MOST_FUNCTIONS; fn += 1) this.#view.setUint8(HOLD_AT.ARMED + fn, functions.includes(fn) ? 1 : 0);
  }

  /** Shows that the recorder is there, and gives the answers for which a cell was taken. */
  beat(): void {
    this.#view.setUint32(HOLD_AT.BEAT, this.#view.getUint32(HOLD_AT.BEAT, true) + 1, true);
    this.#waiting = this.#waiting.filter((answer) => !this.#give(answer));
  }

  answer(index: number, task: number, refused: Refused | null): void {
    // Its thread has gone on: the answer would stay in the cell.
    if (this.hasLetGo(index)) return;
    const answer = { index, task, refused };
    if (!this.#give(answer)) this.#waiting.push(answer);
  }

  /** A thread has ended: it reads no answer, and frees its cell for others. */
  ended(task: number): void {
    this.#waiting = this.#waiting.filter((answer) => answer.task !== task);
    const at = cellOf(task);
    if (this.#given.get(at) === task) this.#view.setBigUint64(at + CELL.RECORD, 0n, true);
  }

  /** Lets all threads go that wait for records below a number, which are lost; without one all threads, for good. */
  letGo(below?: number): void {
    const to = below === undefined ? EVERY_RECORD : BigInt(below);
    if (to <= this.#below) return;
    this.#below = to;
    this.#view.setBigUint64(HOLD_AT.LET_GO, to, true);
    if (below === undefined) return;
    // Their answers are read by no thread, and would keep the cells from later ones.
    this.#waiting = this.#waiting.filter(({ index }) => index >= below);
    for (let cell = 0; cell <= CELL_MASK; cell += 4) {
      const at = HOLD_AT.CELLS + (cell << CELL_SHIFT) + CELL.RECORD;
      if (this.#view.getBigUint64(at, true) <= BigInt(below)) this.#view.setBigUint64(at, 0n, true);
    }
  }

  /** Whether no thread waits for an answer to that record. */
  hasLetGo(index: number): boolean {
    return BigInt(index) < this.#below;
  }

  /** A thread empties its cell when it has the answer. Returns whether it was empty. */
  #give({ index, task, refused }: { index: number; task: number; refused: Refused | null }): boolean {
    const at = cellOf(task);
    if (this.#view.getBigUint64(at + CELL.RECORD, true) !== 0n) return false;
    this.#view.setUint32(at + CELL.ERROR, refused?.error ?? 0, true);
    this.#view.setUint32(at + CELL.REFUSED, refused === null ? 0 : 1, true);
    this.#view.setBigUint64(at + CELL.RESULT, BigInt(`0x${refused?.result ?? '0'}`), true);
    this.#given.set(at, task);
    this.#view.setBigUint64(at + CELL.RECORD, BigInt(index + 1), true);
    return true;
  }
}
