/** Indexes the entities of a world by kind, and separately those that are still active. */
import type { DescriptorEntity, Entity, EntityKind, EntityOf } from './entities.ts';

interface Shelf {
  all: Map<string, Entity>;
  living: Map<string, Entity>;
}

/**
 * False for entities that are kept only for history: a closed socket, epoll instance or pidfd, a transfer that was imported or
 * lost, a cancelled registration. A long trace has many of them, and rules ask for the others.
 */
export function isLiving(e: Entity): boolean {
  switch (e.kind) {
    case 'socket': case 'epoll': case 'pidfd': return e.closedAt === null;
    case 'transfer': return e.state === 'in-flight';
    case 'registration': return e.state === 'current';
    default: return true;
  }
}

const NONE: readonly Entity[] = [];

const NO_DESCRIPTORS: ReadonlyMap<string, DescriptorEntity> = new Map();

/** Key of a slot in a process's descriptor table, for direct look-up by number. */
export const slotOf = (process: string, number: number | null): string => `${process} ${number}`;

export class KindIndex {
  readonly #shelves = new Map<EntityKind, Shelf>();
  /** Descriptors by object and by slot. */
  readonly #byObject = new Map<string, Map<string, DescriptorEntity>>();
  readonly #bySlot = new Map<string, Map<string, DescriptorEntity>>();

  constructor(entities: Iterable<Entity>) {
    for (const e of entities) this.put(e);
  }

  /** Adds an entity or replaces its old version. */
  put(e: Entity): void {
    let shelf = this.#shelves.get(e.kind);
    if (!shelf) this.#shelves.set(e.kind, shelf = { all: new Map(), living: new Map() });
    if (e.kind === 'descriptor') this.#file(e, shelf.all.get(e.id) as DescriptorEntity | undefined);
    shelf.all.set(e.id, e);
    if (isLiving(e)) shelf.living.set(e.id, e);
    else shelf.living.delete(e.id);
  }

  remove(e: Entity): void {
    const shelf = this.#shelves.get(e.kind);
    shelf?.all.delete(e.id);
    shelf?.living.delete(e.id);
    if (e.kind === 'descriptor') this.#unfile(e);
  }

  /** The descriptors of an object, in order of creation. */
  holding(object: string): Iterable<DescriptorEntity> {
    return (this.#byObject.get(object) ?? NO_DESCRIPTORS).values();
  }

  /** The descriptors of a process with a number: one, unless the world is wrong about an earlier one. */
  inSlot(process: string, number: number): Iterable<DescriptorEntity> {
    return (this.#bySlot.get(slotOf(process, number)) ?? NO_DESCRIPTORS).values();
  }

  #file(e: DescriptorEntity, before: DescriptorEntity | undefined): void {
    if (before && (before.object !== e.object || before.process !== e.process || before.number !== e.number)) this.#unfile(before);
    for (const [index, key] of [[this.#byObject, e.object], [this.#bySlot, slotOf(e.process, e.number)]] as const) {
      const filed = index.get(key);
      if (filed) filed.set(e.id, e);
      else index.set(key, new Map([[e.id, e]]));
    }
  }

  #unfile(e: DescriptorEntity): void {
    for (const [index, key] of [[this.#byObject, e.object], [this.#bySlot, slotOf(e.process, e.number)]] as const) {
      const filed = index.get(key);
      filed?.delete(e.id);
      if (filed?.size === 0) index.delete(key);
    }
  }

  ofKind<K extends EntityKind>(kind: K): Iterable<EntityOf<K>> {
    return (this.#shelves.get(kind)?.all.values() ?? NONE) as Iterable<EntityOf<K>>;
  }

  living<K extends EntityKind>(kind: K): Iterable<EntityOf<K>> {
    return (this.#shelves.get(kind)?.living.values() ?? NONE) as Iterable<EntityOf<K>>;
  }
}
