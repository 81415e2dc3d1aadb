/** The entities of a world by kind, and apart from those the ones whose story is not over. */
import type { Entity, EntityKind, EntityOf } from './entities.ts';

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

export class KindIndex {
  readonly #shelves = new Map<EntityKind, Shelf>();

  constructor(entities: Iterable<Entity>) {
    for (const e of entities) this.put(e);
  }

  /** Adds an entity, or puts its new form in the place of the old one. */
  put(e: Entity): void {
    let shelf = this.#shelves.get(e.kind);
    if (!shelf) this.#shelves.set(e.kind, shelf = { all: new Map(), living: new Map() });
    shelf.all.set(e.id, e);
    if (isLiving(e)) shelf.living.set(e.id, e);
    else shelf.living.delete(e.id);
  }

  remove(e: Entity): void {
    const shelf = this.#shelves.get(e.kind);
    shelf?.all.delete(e.id);
    shelf?.living.delete(e.id);
  }

  ofKind<K extends EntityKind>(kind: K): Iterable<EntityOf<K>> {
    return (this.#shelves.get(kind)?.all.values() ?? NONE) as Iterable<EntityOf<K>>;
  }

  living<K extends EntityKind>(kind: K): Iterable<EntityOf<K>> {
    return (this.#shelves.get(kind)?.living.values() ?? NONE) as Iterable<EntityOf<K>>;
  }
}
