/**
 * Cache of parts of earlier pictures of the same history: a part with unchanged inputs is not
 * rebuilt and keeps its object. Memoised views skip it, so the cost of a step depends on its changes, not on the total.
 */

interface Part {
  inputs: readonly unknown[];
  made: unknown;
}

export class Reuse {
  readonly #parts = new Map<string, Part>();

  /**
   * Returns the part called `name`. `inputs` is everything that `make` reads: while all inputs are identical, the
   * cached part is returned. A rebuilt part keeps the objects of sub-parts that are equal.
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

/** Returns `before` if equal, otherwise `after` with equal parts of `before`, list items matched by id. Modifies `after`. */
function kept(before: unknown, after: unknown): unknown {
  if (before === after) return before;
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) return after;
  if (Array.isArray(before) !== Array.isArray(after)) return after;
  return Array.isArray(after) ? keptList(before as unknown[], after)
    : keptObject(before as Record<string, unknown>, after as Record<string, unknown>);
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

const idOf = (item: unknown): string | undefined =>
  (typeof item === 'object' && item !== null && 'id' in item ? String(item.id) : undefined);
