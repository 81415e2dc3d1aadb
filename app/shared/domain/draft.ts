/** A world being changed by one step: reads see the writes, and the result is the diff. */
import { EMPTY_DIFF, type WorldDiff } from './diff.ts';
import type { DescriptorEntity, Entity, EntityKind, EntityOf, OperationEntity } from './entities.ts';
import { isLiving } from './kind-index.ts';
import type { SocketId } from './ids.ts';
import type { WorldView } from './world.ts';

export class Draft implements WorldView {
  readonly #base: WorldView;
  readonly #puts = new Map<string, Entity>();
  readonly #deletes = new Set<string>();
  readonly #counters: IdCounters;

  constructor(base: WorldView, counters: IdCounters) {
    this.#base = base;
    this.#counters = counters;
  }

  get(id: string): Entity | undefined {
    if (this.#deletes.has(id)) return undefined;
    return this.#puts.get(id) ?? this.#base.get(id);
  }

  *values(): Iterable<Entity> {
    for (const e of this.#base.values()) {
      if (this.#deletes.has(e.id)) continue;
      yield this.#puts.get(e.id) ?? e;
    }
    for (const e of this.#puts.values()) if (!this.#base.get(e.id)) yield e;
  }

  ofKind<K extends EntityKind>(kind: K): Iterable<EntityOf<K>> {
    return this.#changed(this.#base.ofKind(kind), kind, () => true);
  }

  living<K extends EntityKind>(kind: K): Iterable<EntityOf<K>> {
    return this.#changed(this.#base.living(kind), kind, isLiving);
  }

  holding(object: string): Iterable<DescriptorEntity> {
    return this.#changed(this.#base.holding(object), 'descriptor', (e) => e.kind === 'descriptor' && e.object === object);
  }

  inSlot(process: string, number: number): Iterable<DescriptorEntity> {
    return this.#changed(this.#base.inSlot(process, number), 'descriptor',
      (e) => e.kind === 'descriptor' && e.process === process && e.number === number);
  }

  under(process: string, number: number): Iterable<OperationEntity> {
    return this.#changed(this.#base.under(process, number), 'operation',
      (e) => e.kind === 'operation' && e.process === process && e.number === number);
  }

  /** The current state of `before`: with changes and added entities, without removed ones. */
  #changed<K extends EntityKind>(before: Iterable<EntityOf<K>>, kind: K, wanted: (e: Entity) => boolean): Iterable<EntityOf<K>> {
    if (this.#puts.size === 0 && this.#deletes.size === 0) return before;
    const now: EntityOf<K>[] = [];
    for (const e of before) {
      const changed = this.#puts.get(e.id) ?? e;
      if (!this.#deletes.has(e.id) && wanted(changed)) now.push(changed as EntityOf<K>);
    }
    for (const e of this.#puts.values()) {
      if (e.kind !== kind || !wanted(e)) continue;
      const old = this.#base.get(e.id);
      if (!old || !wanted(old)) now.push(e as EntityOf<K>);
    }
    return now;
  }

  put(entity: Entity): void {
    this.#deletes.delete(entity.id);
    this.#puts.set(entity.id, entity);
  }

  /** Changes fields of an existing entity. @throws Error if it does not exist, which is a mistake in a rule. */
  change<K extends EntityKind>(kind: K, id: string, fields: Partial<EntityOf<K>>): EntityOf<K> {
    const before = this.get(id);
    if (before?.kind !== kind) throw new Error(`No ${kind} under ${id} to change`);
    const after = { ...before, ...fields } as EntityOf<K>;
    this.put(after);
    return after;
  }

  remove(id: string): void {
    this.#puts.delete(id);
    if (this.#base.get(id)) this.#deletes.add(id);
  }

  /** Returns the next id of a kind: "socket:3". Counters belong to the session, so ids are never reused. */
  nextId<K extends Exclude<EntityKind, 'process'>>(kind: K): EntityOf<K>['id'] {
    const n = (this.#counters[kind] ?? 0) + 1;
    this.#counters[kind] = n;
    return `${kind}:${n}` as EntityOf<K>['id'];
  }

  nextOutsideSocketId(): SocketId {
    const n = (this.#counters.outside ?? 0) + 1;
    this.#counters.outside = n;
    return `socket:outside-${n}`;
  }

  diff(): WorldDiff {
    const added = table<Entity>();
    const updated = table<readonly [Entity, Entity]>();
    for (const [id, after] of this.#puts) {
      const before = this.#base.get(id);
      if (!before) added[id] = after;
      else if (before !== after) updated[id] = [before, after];
    }
    if (this.#deletes.size === 0) return { added, updated, removed: EMPTY_DIFF.removed };
    const removed = table<Entity>();
    for (const id of this.#deletes) removed[id] = this.#base.get(id)!;
    return { added, updated, removed };
  }
}

/** An empty record. Without a prototype, V8 makes it a hash table, and ids that are new every time do not cost a hidden class each. */
const table = <T>(): Record<string, T> => Object.create(null) as Record<string, T>;

export type IdCounters = Partial<Record<EntityKind | 'outside', number>>;
