/**
 * Raw material of a random sequence: plain numbers, so that fast-check can make a failing one small. What a number
 * means is decided while the sequence runs, by the world it meets there; 0 always means the plainest choice.
 */
import fc from 'fast-check';

export interface Raw {
  /** Processes besides `main` and the first: 0 to 2. */
  more: number;
  /** Which situation the sequence starts from, and the choices within it. */
  start: readonly number[];
  /** One list of choices an operation. */
  operations: readonly (readonly number[])[];
}

/** One past the largest number of the raw material. */
export const CEILING = 10_000;
const CHOICES = 10;

const choices = fc.array(fc.nat(CEILING - 1), { minLength: CHOICES, maxLength: CHOICES });

export const RAW: fc.Arbitrary<Raw> = fc.record({
  more: fc.nat(2),
  start: choices,
  operations: fc.array(choices, { minLength: 1, maxLength: 16, size: 'max' }),
});

/** Reads choices off one list of numbers; past its end, every choice is the plainest. */
export class Draw {
  readonly #numbers: readonly number[];
  #at = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** A whole number from 0 to `count - 1`. */
  below(count: number): number {
    const number = this.#numbers[this.#at++] ?? 0;
    return count <= 1 ? 0 : Math.floor((number * count) / CEILING);
  }

  /** True in `percent` of a hundred draws; never for 0, so that shrinking takes it away. */
  odds(percent: number): boolean {
    return this.below(100) >= 100 - percent;
  }

  /** One of a list that is not empty; the first is the plainest. */
  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** One of a list by weight, or undefined when no weight is positive. */
  weighted<T>(list: readonly (readonly [number, T])[]): T | undefined {
    const total = list.reduce((sum, [weight]) => sum + weight, 0);
    let at = (this.below(CEILING) / CEILING) * total;
    for (const [weight, item] of list) {
      if (at < weight) return item;
      at -= weight;
    }
    return undefined;
  }
}
