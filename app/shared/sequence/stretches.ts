/**
 * Things that reach from one step to another, so that those which touch a window are found without looking at all of
 * a long trace. What is over is kept by its length, in powers of two, each list in order of its ends: of such a list
 * only ends from the window's first step to one length after its last can matter.
 */
import type { StepNumber } from '../domain/ids.ts';

export interface Stretch {
  id: string;
  from: StepNumber;
  /** Null while it is not over. */
  to: StepNumber | null;
}

export class Stretches<T extends Stretch> {
  readonly #open = new Map<string, T>();
  readonly #over: T[][] = [];

  /** Steps come in order, so what is added begins no earlier than what was. */
  open(item: T): void {
    this.#open.set(item.id, item);
  }

  opened(id: string): T | undefined {
    return this.#open.get(id);
  }

  /** Ends what is open; nothing happens where it is not. */
  close(id: string, to: StepNumber): T | undefined {
    const item = this.#open.get(id);
    if (!item) return undefined;
    this.#open.delete(id);
    item.to = to;
    this.add(item);
    return item;
  }

  /** Adds one that is over at the newest step. */
  add(item: T): void {
    const level = Math.floor(Math.log2(Math.max(1, (item.to ?? item.from) - item.from)));
    while (this.#over.length <= level) this.#over.push([]);
    this.#over[level]!.push(item);
  }

  /** Those that touch the steps `first` to `last`, in order of their beginnings. */
  touching(first: StepNumber, last: StepNumber): T[] {
    const found: T[] = [];
    for (const [level, list] of this.#over.entries()) {
      const reach = last + 2 ** (level + 1);
      for (let i = firstEndingFrom(list, first); i < list.length && list[i]!.to! <= reach; i++) {
        if (list[i]!.from <= last) found.push(list[i]!);
      }
    }
    for (const item of this.#open.values()) {
      if (item.from > last) break;
      found.push(item);
    }
    return found.sort((a, b) => a.from - b.from);
  }
}

function firstEndingFrom(list: readonly Stretch[], first: StepNumber): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]!.to! < first) low = middle + 1;
    else high = middle;
  }
  return low;
}
