/** Compares two worlds field by field: the difference of any two steps, in either direction. */
import type { Entity } from './entities.ts';
import type { EntityId } from './ids.ts';
import { flatEntity } from './socket-extensions.ts';
import type { WorldView } from './world.ts';

export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

export type WorldChange =
  | { kind: 'added'; id: EntityId; after: Entity }
  | { kind: 'removed'; id: EntityId; before: Entity }
  | { kind: 'updated'; id: EntityId; before: Entity; after: Entity; fields: readonly FieldChange[] };

/** Returns the changes from one world to the other: added, updated, then removed, each in world order. */
export function compareWorlds(before: WorldView, after: WorldView): WorldChange[] {
  const added: WorldChange[] = [];
  const updated: WorldChange[] = [];
  const removed: WorldChange[] = [];
  for (const now of after.values()) {
    const was = before.get(now.id);
    if (!was) added.push({ kind: 'added', id: now.id, after: now });
    else if (was !== now) {
      const fields = changedFields(was, now);
      if (fields.length > 0) updated.push({ kind: 'updated', id: now.id, before: was, after: now, fields });
    }
  }
  for (const was of before.values()) if (!after.get(was.id)) removed.push({ kind: 'removed', id: was.id, before: was });
  return [...added, ...updated, ...removed];
}

/** Fields whose values differ in meaning; equal content in a new object is no change. */
export function changedFields(before: Entity, after: Entity): FieldChange[] {
  const was = new Map<string, unknown>(Object.entries(flatEntity(before)));
  const now = new Map<string, unknown>(Object.entries(flatEntity(after)));
  return [...new Set([...was.keys(), ...now.keys()])]
    .map((field) => ({ field, before: was.get(field), after: now.get(field) }))
    .filter((c) => JSON.stringify(c.before) !== JSON.stringify(c.after));
}
