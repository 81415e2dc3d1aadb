/**
 * What earlier pictures of the same history were made of, so that a part whose making would come out the same is not
 * made again and keeps its object: memoised views of it rest, and a step costs what it changed, not what there is.
 */

interface Part {
  inputs: readonly unknown[];
  made: unknown;
}

export class Reuse {
  readonly #parts = new Map<string, Part>();

  /**
   * The part called `name`. `inputs` is everything that `make` reads: while all of it is the same, by identity, the
   * former part is taken. A part that is made anew keeps the objects of whatever in it came out equal.
   */
  part<T>(name: string, inputs: readonly unknown[], make: () => T): T {
    const before = this.#parts.get(name);
    if (before && same(before.inputs, inputs)) return before.made as T;
    const made = before ? kept(before.made, make()) : make();
    this.#parts.set(name, { inputs, made });
    return made as T;
  }
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** `after`, or `before` when they are equal; within it likewise, items of a list by their id. `after` is ours to change. */
function kept(before: unknown, after: unknown): unknown {
  if (before === after) return before;
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) return after;
  if (Array.isArray(before) !== Array.isArray(after)) return after;
  return Array.isArray(after) ? keptList(before as unknown[], after) : keptObject(before as Record<string, unknown>, after as Record<string, unknown>);
}

function keptObject(before: Record<string, unknown>, after: Record<string, unknown>): unknown {
  let equal = true;
  let count = 0;
  for (const key in after) {
    count += 1;
    const value = kept(before[key], after[key]);
    if (value !== before[key] || !(key in before)) equal = false;
    after[key] = value;
  }
  for (const _ in before) count -= 1;
  return equal && count === 0 ? before : after;
}

function keptList(before: readonly unknown[], after: unknown[]): unknown {
  const byId = new Map(before.map((item, i) => [idOf(item) ?? i, item]));
  let equal = before.length === after.length;
  for (const [i, item] of after.entries()) {
    const value = kept(byId.get(idOf(item) ?? i), item);
    if (value !== before[i]) equal = false;
    after[i] = value;
  }
  return equal ? before : after;
}

const idOf = (item: unknown): string | undefined => (typeof item === 'object' && item !== null && 'id' in item ? String(item.id) : undefined);
