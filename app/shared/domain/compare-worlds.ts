/** Compares two worlds field by field: the difference of any two steps, in either direction. */
import type { Entity } from './entities.ts';
import type { EntityId, ObjectId } from './ids.ts';
import { flatEntity } from './socket-extensions.ts';
import { type WorldView, entity, referenceCount } from './world.ts';

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
  return [...added, ...withReferences(updated, [...added, ...updated, ...removed], before, after), ...removed];
}

/** The sockets whose number of references changed: no field of theirs says so. */
function withReferences(
  updated: readonly WorldChange[], changes: readonly WorldChange[], before: WorldView, after: WorldView,
): WorldChange[] {
  const held = new Set(changes.flatMap((c) => ('before' in c ? objectsOf(c.before) : []).concat('after' in c ? objectsOf(c.after) : [])));
  const fields = new Map<EntityId, FieldChange>([...held].flatMap((id) => {
    const counts = [referenceCount(before, id), referenceCount(after, id)] as const;
    return counts[0] === counts[1] ? [] : [[id, { field: 'references', before: counts[0], after: counts[1] }] as const];
  }));
  const known = new Set(updated.map(({ id }) => id));
  const others = [...fields].flatMap(([id, field]): WorldChange[] => {
    const [was, now] = [entity(before, 'socket', id), entity(after, 'socket', id)];
    return !was || !now || known.has(id) ? [] : [{ kind: 'updated', id, before: was, after: now, fields: [field] }];
  });
  return [...updated.map((c) => {
    const field = fields.get(c.id);
    return field && c.kind === 'updated' ? { ...c, fields: [...c.fields, field] } : c;
  }), ...others];
}

const objectsOf = (e: Entity): ObjectId[] => (e.kind === 'descriptor' ? [e.object] : e.kind === 'transfer' ? [...e.objects] : []);

/** Fields whose values differ in meaning; equal content in a new object is no change. */
export function changedFields(before: Entity, after: Entity): FieldChange[] {
  const was = new Map<string, unknown>(Object.entries(flatEntity(before)));
  const now = new Map<string, unknown>(Object.entries(flatEntity(after)));
  return [...new Set([...was.keys(), ...now.keys()])]
    .map((field) => ({ field, before: was.get(field), after: now.get(field) }))
    .filter((c) => JSON.stringify(c.before) !== JSON.stringify(c.after));
}
