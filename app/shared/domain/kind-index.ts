/** The entities of a world by kind, and apart from those the ones whose story is not over. */
import type { DescriptorEntity, Entity, EntityKind, EntityOf } from './entities.ts';

interface Shelf {
  all: Map<string, Entity>;
  living: Map<string, Entity>;
}

/**
 * False once a thing is only remembered: a closed socket, epoll instance or pidfd, a transfer that was imported or
 * lost, a cancelled registration. A long trace is full of those, and rules ask for the others.
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

/** The slot of a process's descriptor table: descriptors of one slot are found without reading the others. */
export const slotOf = (process: string, number: number | null): string => `${process} ${number}`;

export class KindIndex {
  readonly #shelves = new Map<EntityKind, Shelf>();
  /** Descriptors by the object they stand for, and by their slot. */
  readonly #byObject = new Map<string, Map<string, DescriptorEntity>>();
  readonly #bySlot = new Map<string, Map<string, DescriptorEntity>>();

  constructor(entities: Iterable<Entity>) {
    for (const e of entities) this.put(e);
  }

  /** Adds an entity, or puts its new form in the place of the old one. */
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

  /** The descriptors of an object, in the order in which they came. */
  holding(object: string): Iterable<DescriptorEntity> {
    return (this.#byObject.get(object) ?? NO_DESCRIPTORS).values();
  }

  /** The descriptors that a process has under a number: one, unless the world is wrong about an earlier one. */
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
