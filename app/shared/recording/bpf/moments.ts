/** Starts and ends of calls, in the order of time: the kernel writes a call when it ends. */
import { AT, KIND } from './layout.ts';
import { Record } from './record.ts';
import { eachRecord } from './records.ts';

export type Phase = 'enter' | 'exit' | 'fork' | 'exec' | 'end' | 'read';
const PHASES: readonly Phase[] = ['enter', 'exit', 'fork', 'exec', 'end', 'read'];

/** When what a process has was read; nanoseconds. */
export type Reads = ReadonlyMap<number, number>;

export class Moments {
  readonly #ring: Uint8Array;
  /** Offset, length, phase and time of each moment. */
  readonly #at: number[] = [];
  readonly #length: number[] = [];
  readonly #phase: number[] = [];
  readonly #time: number[] = [];

  /** Processes that the recording has seen begin: what was read of them then says nothing new. */
  readonly born = new Set<number>();

  /** `reads`: what ended before a process was read is part of what was read. */
  constructor(ring: Uint8Array, reads: Reads) {
    this.#ring = ring;
    // Before what begins at the same time.
    for (const [process, time] of reads) this.#put('read', process, 0, time);
    eachRecord(ring, ring.length, (at, length) => { if (length > AT.from) this.#add(at, length, reads); });
  }

  /** In order. For 'read' the process, and no record. */
  *inOrder(): Generator<{ phase: Phase; time: number; at: number; length: number }> {
    const order = Uint32Array.from(this.#time.keys()).sort((a, b) => this.#time[a]! - this.#time[b]! || a - b);
    for (const i of order) yield { phase: PHASES[this.#phase[i]!]!, time: this.#time[i]!, at: this.#at[i]!, length: this.#length[i]! };
  }

  #add(at: number, length: number, reads: Reads): void {
    const record = new Record(this.#ring, at, length);
    const { kind, left } = record;
    const since = this.born.has(record.process) ? 0 : reads.get(record.process) ?? 0;
    if (left < since && kind !== KIND.unfinished) return;
    const entered = Math.max(record.entered, since);
    switch (kind) {
      case KIND.call: {
        // A call that began before the recording and whose process was not read is only seen to end.
        this.#put('enter', at, length, entered === 0 ? left : entered);
        this.#put('exit', at, length, left);
        return;
      }
      case KIND.unfinished: return this.#put('enter', at, length, entered);
      case KIND.fork: {
        this.born.add(Number(record.registers[0]));
        return this.#put('fork', at, length, left);
      }
      case KIND.exec: return this.#put('exec', at, length, left);
      case KIND.end: return this.#put('end', at, length, left);
      default:
    }
  }

  #put(phase: Phase, at: number, length: number, time: number): void {
    this.#at.push(at);
    this.#length.push(length);
    this.#phase.push(PHASES.indexOf(phase));
    this.#time.push(time);
  }
}
