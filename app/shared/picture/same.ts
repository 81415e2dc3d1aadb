/** Keeps the objects of the former picture wherever nothing about them changed, so that memoised views rest. */
import type { Picture } from './types.ts';

/** `next`, with every node and edge that equals its predecessor replaced by that predecessor. */
export function keepUnchanged(former: Picture | null, next: Picture): Picture {
  if (!former) return next;
  return {
    ...next,
    nodes: keepEach(former.nodes, next.nodes),
    edges: keepEach(former.edges, next.edges),
  };
}

function keepEach<T extends { id: string }>(former: readonly T[], next: readonly T[]): T[] {
  const byId = new Map(former.map((item) => [item.id, item]));
  return next.map((item) => {
    const before = byId.get(item.id);
    return before !== undefined && equal(before, item) ? before : item;
  });
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  // Without lists of keys: this is asked of every field of every node, at every step.
  const [ours, theirs] = [a as Record<string, unknown>, b as Record<string, unknown>];
  let count = 0;
  for (const key in ours) {
    if (!equal(ours[key], theirs[key])) return false;
    count += 1;
  }
  for (const _ in theirs) count -= 1;
  return count === 0;
}
