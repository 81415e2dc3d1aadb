/** Positions of the steps. Real spacing is a running sum, extended per step, so that any row is found by search. */
import type { StepNumber } from '../domain/ids.ts';
import type { Step } from '../trace/step.ts';
import { HEADER, LONGEST, ROW } from './metrics.ts';
import type { Spacing } from './types.ts';

export class Rows {
  /** Microseconds of each step's own call; what a pending call waited is shown by its span instead. */
  readonly #micros: number[] = [];
  #longest = 0;
  /** Tops of the rows in real spacing, plus the end of the last; recomputed when the scale changes. */
  #tops: number[] = [HEADER];
  #scaled = 0;

  add(step: Step): void {
    const micros = step.action.kind === 'call' && step.outcome.kind !== 'pending' ? step.micros ?? 0 : 0;
    this.#micros.push(micros);
    this.#longest = Math.max(this.#longest, micros);
  }

  get length(): number {
    return this.#micros.length;
  }

  /** Pixels for a microsecond, in real spacing. */
  get scale(): number {
    return this.#longest === 0 ? 0 : LONGEST / this.#longest;
  }

  /** Top of a step's row; that of the step after the last is the end of the rows. */
  top(n: StepNumber, spacing: Spacing): number {
    if (spacing === 'even') return HEADER + (n - 1) * ROW.even;
    return this.#real()[n - 1] ?? HEADER;
  }

  height(n: StepNumber, spacing: Spacing): number {
    return this.top(n + 1, spacing) - this.top(n, spacing);
  }

  /** Height of the call itself, in real spacing. */
  duration(n: StepNumber): number {
    return (this.#micros[n - 1] ?? 0) * this.scale;
  }

  /** The step whose row is at `y`, from 1 to the last. */
  at(y: number, spacing: Spacing): StepNumber {
    if (this.length === 0) return 0;
    if (spacing === 'even') return clamp(Math.floor((y - HEADER) / ROW.even) + 1, this.length);
    const tops = this.#real();
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (tops[middle]! <= y) low = middle + 1;
      else high = middle;
    }
    return clamp(low, this.length);
  }

  #real(): readonly number[] {
    if (this.#scaled !== this.#longest) {
      this.#tops = [HEADER];
      this.#scaled = this.#longest;
    }
    for (let i = this.#tops.length - 1; i < this.length; i++) {
      this.#tops.push(this.#tops[i]! + Math.max(ROW.least, Math.round(this.#micros[i]! * this.scale) + ROW.least - ROW.arrow + 4));
    }
    return this.#tops;
  }
}

function clamp(n: number, last: number): number {
  return Math.max(1, Math.min(n, last));
}
