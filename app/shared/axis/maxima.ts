/** A number that changes from step to step, and its largest value in any stretch, by blocks of maxima. */
import type { StepNumber } from '../domain/ids.ts';
import { Column, grown } from './column.ts';

/** Each level has the maxima of so many values of the one below. */
const BLOCK = 32;

export class Maxima {
  readonly #steps = new Column();
  /** The values, then the maxima of each block, of each block of blocks, and so on. */
  readonly #levels: Uint32Array[] = [new Uint32Array(BLOCK * 2)];

  /** The value from step `n` on; steps come in order. */
  set(n: StepNumber, value: number): void {
    let i = this.#steps.length;
    this.#steps.push(n);
    for (let level = 0; ; level++) {
      const values = this.#levels[level]!;
      const room = i < values.length ? values : (this.#levels[level] = grown(values));
      room[i] = Math.max(level === 0 ? 0 : room[i]!, value);
      if (i < BLOCK) return;
      i = Math.floor(i / BLOCK);
      if (this.#levels.length === level + 1) this.#levels.push(this.#levelAbove(level));
    }
  }

  /** The largest value that it has at any step from `from` to `to`; 0 before the first. */
  mostIn(from: StepNumber, to: StepNumber): number {
    let first = Math.max(0, this.#steps.firstFrom(from + 1) - 1);
    let end = this.#steps.firstFrom(to + 1);
    if (end === 0) return 0;
    let most = 0;
    for (let level = 0; first < end; level++) {
      const values = this.#levels[level]!;
      // The values outside of whole blocks; at the highest level all of them.
      const highest = level + 1 === this.#levels.length;
      const [begin, stop] = [Math.ceil(first / BLOCK) * BLOCK, Math.floor(end / BLOCK) * BLOCK];
      const [head, tail] = highest || begin >= stop ? [end, end] : [begin, stop];
      for (let i = first; i < head; i++) most = Math.max(most, values[i]!);
      for (let i = tail; i < end; i++) most = Math.max(most, values[i]!);
      [first, end] = head === end ? [0, 0] : [begin / BLOCK, stop / BLOCK];
    }
    return most;
  }

  /** The last change up to step `n` with its index; null before the first. */
  changeAt(n: StepNumber): { index: number; step: StepNumber; value: number } | null {
    const index = this.#steps.firstFrom(n + 1) - 1;
    return index < 0 ? null : { index, step: this.#steps.at(index), value: this.#levels[0]![index]! };
  }

  /** The step of the next change after the one with this index; null if there is none. */
  nextAfter(index: number): StepNumber | null {
    return index + 1 < this.#steps.length ? this.#steps.at(index + 1) : null;
  }

  #levelAbove(level: number): Uint32Array {
    const made = new Uint32Array(BLOCK * 2);
    const below = this.#levels[level]!;
    for (let i = 0; i < BLOCK; i++) made[0] = Math.max(made[0]!, below[i]!);
    return made;
  }
}
