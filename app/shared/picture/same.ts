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
  const theirs = new Map<string, unknown>(Object.entries(b));
  const ours = Object.entries(a);
  return ours.length === theirs.size && ours.every(([key, value]) => theirs.has(key) && equal(value, theirs.get(key)));
}
