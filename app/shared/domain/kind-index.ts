/** Indexes the entities of a world by kind, and separately those that are still active. */
import type { DescriptorEntity, Entity, EntityKind, EntityOf, OperationEntity } from './entities.ts';

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

/** Kinds of which the past is kept: ended ones stay in the world. Of a registration also the cancelled ones are asked for. */
const KEPT: ReadonlySet<EntityKind> = new Set(['socket', 'epoll', 'pidfd', 'transfer']);

/** Whether a world without its past has an entity: it has every living one, and all of each kind of which no past is kept. */
export const isPresent = (e: Entity): boolean => !KEPT.has(e.kind) || isLiving(e);

/** Whether a world without its past has all entities of a kind. */
export const isWholeInPresent = (kind: EntityKind): boolean => !KEPT.has(kind);

const NONE: readonly Entity[] = [];

const NO_DESCRIPTORS: ReadonlyMap<string, DescriptorEntity> = new Map();
const NO_OPERATIONS: ReadonlyMap<string, OperationEntity> = new Map();

type Filed<Key, E = DescriptorEntity> = Map<Key, Map<string, E>>;

const placeOf = ({ process, number }: { process: string; number: number | null }): string => `${process} ${number}`;

export class KindIndex {
  readonly #shelves = new Map<EntityKind, Shelf>();
  /** Descriptors by object, and by process and number. */
  readonly #byObject: Filed<string> = new Map();
  readonly #byProcess = new Map<string, Filed<number | null>>();
  /** Operations by process and number. */
  readonly #operations: Filed<string, OperationEntity> = new Map();

  constructor(entities: Iterable<Entity>) {
    for (const e of entities) this.put(e);
  }

  /** Adds an entity or replaces its old version. */
  put(e: Entity): void {
    let shelf = this.#shelves.get(e.kind);
    if (!shelf) this.#shelves.set(e.kind, shelf = { all: new Map(), living: new Map() });
    if (e.kind === 'descriptor') this.#file(e, shelf.all.get(e.id) as DescriptorEntity | undefined);
    if (e.kind === 'operation') this.#fileOperation(e, shelf.all.get(e.id) as OperationEntity | undefined);
    shelf.all.set(e.id, e);
    if (isLiving(e)) shelf.living.set(e.id, e);
    else shelf.living.delete(e.id);
  }

  remove(e: Entity): void {
    const shelf = this.#shelves.get(e.kind);
    shelf?.all.delete(e.id);
    shelf?.living.delete(e.id);
    if (e.kind === 'descriptor') this.#unfile(e);
    if (e.kind === 'operation') unfile(this.#operations, placeOf(e), e);
  }

  /** The descriptors of an object, in order of creation. */
  holding(object: string): Iterable<DescriptorEntity> {
    return (this.#byObject.get(object) ?? NO_DESCRIPTORS).values();
  }

  /** The descriptors of a process with a number: one, unless the world is wrong about an earlier one. */
  inSlot(process: string, number: number): Iterable<DescriptorEntity> {
    return (this.#byProcess.get(process)?.get(number) ?? NO_DESCRIPTORS).values();
  }

  /** The operations of a process with a number: one, unless the world is wrong about an earlier one. */
  under(process: string, number: number): Iterable<OperationEntity> {
    return (this.#operations.get(placeOf({ process, number })) ?? NO_OPERATIONS).values();
  }

  #fileOperation(e: OperationEntity, before: OperationEntity | undefined): void {
    if (before && placeOf(before) !== placeOf(e)) unfile(this.#operations, placeOf(before), before);
    file(this.#operations, placeOf(e), e);
  }

  #file(e: DescriptorEntity, before: DescriptorEntity | undefined): void {
    if (before && (before.object !== e.object || before.process !== e.process || before.number !== e.number)) this.#unfile(before);
    let numbers = this.#byProcess.get(e.process);
    if (!numbers) this.#byProcess.set(e.process, numbers = new Map());
    file(this.#byObject, e.object, e);
    file(numbers, e.number, e);
  }

  #unfile(e: DescriptorEntity): void {
    unfile(this.#byObject, e.object, e);
    const numbers = this.#byProcess.get(e.process);
    if (numbers) unfile(numbers, e.number, e);
    if (numbers?.size === 0) this.#byProcess.delete(e.process);
  }

  ofKind<K extends EntityKind>(kind: K): Iterable<EntityOf<K>> {
    return (this.#shelves.get(kind)?.all.values() ?? NONE) as Iterable<EntityOf<K>>;
  }

  living<K extends EntityKind>(kind: K): Iterable<EntityOf<K>> {
    return (this.#shelves.get(kind)?.living.values() ?? NONE) as Iterable<EntityOf<K>>;
  }
}

function file<Key, E extends Entity>(filed: Filed<Key, E>, key: Key, e: E): void {
  const under = filed.get(key);
  if (under) under.set(e.id, e);
  else filed.set(key, new Map([[e.id, e]]));
}

function unfile<Key, E extends Entity>(filed: Filed<Key, E>, key: Key, e: E): void {
  const under = filed.get(key);
  under?.delete(e.id);
  if (under?.size === 0) filed.delete(key);
}
