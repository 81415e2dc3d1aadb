/** Numbers in rising order, such as the steps of one process: four bytes each, and counted between any two by search. */

const FIRST_ROOM = 64;

/** Doubles the room of a typed array. */
export function grown<T extends Uint32Array | Float64Array>(full: T): T {
  const more = new (full.constructor as new (length: number) => T)(full.length * 2);
  more.set(full);
  return more;
}

export class Column {
  #numbers = new Uint32Array(FIRST_ROOM);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds a number that is at least the last one. */
  push(n: number): void {
    if (this.#length === this.#numbers.length) this.#numbers = grown(this.#numbers);
    this.#numbers[this.#length++] = n;
  }

  at(i: number): number {
    return this.#numbers[i]!;
  }

  /** Index of the first number that is at least `n`; the search begins at `from`, and is short if the answer is near it. */
  firstFrom(n: number, from = 0): number {
    let [low, step] = [from, 1];
    while (low + step < this.#length && this.#numbers[low + step]! < n) {
      low += step;
      step *= 2;
    }
    let high = Math.min(this.#length, low + step);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#numbers[middle]! < n) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** How many numbers are in `from` to `to`, both included. */
  countIn(from: number, to: number): number {
    return Math.max(0, this.firstFrom(to + 1) - this.firstFrom(from));
  }
}
