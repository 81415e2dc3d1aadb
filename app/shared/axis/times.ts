/** When each step happened, in milliseconds, never before the one before it. */
import type { StepNumber } from '../domain/ids.ts';
import { grown } from './column.ts';

export class Times {
  #millis = new Float64Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(at: number): void {
    if (this.#length === this.#millis.length) this.#millis = grown(this.#millis);
    this.#millis[this.#length] = Math.max(at, this.#length === 0 ? 0 : this.#millis[this.#length - 1]!);
    this.#length += 1;
  }

  /** Of step `n`, from 1; 0 before the first. */
  of(n: StepNumber): number {
    return n < 1 ? 0 : this.#millis[Math.min(n, this.#length) - 1] ?? 0;
  }

  /** The first step at or after a time; one more than the last if all are before it. */
  stepAt(millis: number): StepNumber {
    let [low, high] = [0, this.#length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#millis[middle]! < millis) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  }
}
