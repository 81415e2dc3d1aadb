/**
 * A change as added, updated and removed entities: it can be applied and merged, and it
 * is empty if nothing changed.
 */
import type { Entity } from './entities.ts';

export interface WorldDiff {
  added: Readonly<Record<string, Entity>>;
  /** [before, after] */
  updated: Readonly<Record<string, readonly [Entity, Entity]>>;
  removed: Readonly<Record<string, Entity>>;
}

export const EMPTY_DIFF: WorldDiff = Object.freeze({ added: {}, updated: {}, removed: {} });

export function isEmptyDiff(diff: WorldDiff): boolean {
  return !hasKey(diff.added) && !hasKey(diff.updated) && !hasKey(diff.removed);
}

/** Returns whether a record is not empty. It builds no list of keys, because it runs for every step of a trace. */
export function hasKey(record: object): boolean {
  for (const _ in record) return true;
  return false;
}

/** Applies a change to a map of entities in place. Entities keep their identity. @param keep which of them the map has. */
export function applyDiff(entities: Map<string, Entity>, diff: WorldDiff, keep: (e: Entity) => boolean = () => true): void {
  for (const id in diff.removed) entities.delete(id);
  for (const id in diff.added) put(entities, id, diff.added[id]!, keep);
  for (const id in diff.updated) put(entities, id, diff.updated[id]![1], keep);
}

function put(entities: Map<string, Entity>, id: string, entity: Entity, keep: (e: Entity) => boolean): void {
  if (keep(entity)) entities.set(id, entity);
  else entities.delete(id);
}

/** Merges `first` and then `second` into one change; an entity added and removed again disappears. */
export function mergeDiffs(first: WorldDiff, second: WorldDiff): WorldDiff {
  const added: Record<string, Entity> = { ...first.added };
  const updated: Record<string, readonly [Entity, Entity]> = { ...first.updated };
  const removed: Record<string, Entity> = { ...first.removed };
  for (const [id, entity] of Object.entries(second.added)) {
    const before = removed[id];
    if (before) {
      delete removed[id];
      if (before !== entity) updated[id] = [before, entity];
    } else added[id] = entity;
  }
  for (const [id, [from, to]] of Object.entries(second.updated)) {
    if (added[id]) added[id] = to;
    else {
      const start = updated[id]?.[0] ?? from;
      if (start === to) delete updated[id];
      else updated[id] = [start, to];
    }
  }
  for (const [id, entity] of Object.entries(second.removed)) {
    if (added[id]) delete added[id];
    else {
      removed[id] = updated[id]?.[0] ?? entity;
      delete updated[id];
    }
  }
  return { added, updated, removed };
}
