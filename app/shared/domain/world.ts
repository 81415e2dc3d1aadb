/** A world: every entity at one moment, with the queries of rules and views. */
import type {
  DescriptorEntity, Entity, EntityKind, EntityOf, EventEntity, OperationEntity, PendingEntity, ProcessEntity, RegistrationEntity,
  SocketEntity, TransferEntity,
} from './entities.ts';
import { KindIndex, isPresent, isWholeInPresent } from './kind-index.ts';
import type { EntityId, ObjectId, ProcessId, SocketId } from './ids.ts';

/** Read access to a world. The draft of a step implements it too, so rules see their own changes. */
export interface WorldView {
  get(id: string): Entity | undefined;
  values(): Iterable<Entity>;
  /** The entities of a kind, in order of creation. */
  ofKind<K extends EntityKind>(kind: K): Iterable<EntityOf<K>>;
  /** The active ones: open sockets, transfers in flight, current registrations. */
  living<K extends EntityKind>(kind: K): Iterable<EntityOf<K>>;
  /** The open descriptors of an underlying object, in order of creation. */
  holding(object: string): Iterable<DescriptorEntity>;
  inSlot(process: string, number: number): Iterable<DescriptorEntity>;
  /** The overlapped operations of a process under the address of an OVERLAPPED. */
  under(process: string, number: number): Iterable<OperationEntity>;
}

/** A source from which a world can be read before it is built: one entity, all together, or those of its present (`isPresent`). */
export interface WorldSource {
  get(id: string): Entity | undefined;
  all(): ReadonlyMap<string, Entity>;
  present(): ReadonlyMap<string, Entity>;
}

/** The world at one moment; its entities no longer change. A past world is built when all of it is needed. */
export class World implements WorldView {
  readonly #source: WorldSource | null;
  #entities: ReadonlyMap<string, Entity> | null;
  #index: KindIndex | null = null;
  #presentIndex: KindIndex | null = null;

  constructor(from: ReadonlyMap<string, Entity> | WorldSource = new Map()) {
    this.#source = 'all' in from ? from : null;
    this.#entities = 'all' in from ? null : from;
  }
  get entities(): ReadonlyMap<string, Entity> {
    return (this.#entities ??= this.#source!.all());
  }
  get(id: string): Entity | undefined {
    return (this.#entities ?? this.#source!).get(id);
  }
  values(): Iterable<Entity> {
    return this.entities.values();
  }
  /** What is there, without the closed sockets and ended transfers that a long trace leaves by the thousand. */
  present(): Iterable<Entity> {
    return this.#entities === null ? this.#source!.present().values() : [...this.#entities.values()].filter(isPresent);
  }
  ofKind<K extends EntityKind>(kind: K): Iterable<EntityOf<K>> {
    return (isWholeInPresent(kind) ? this.#presently() : (this.#index ??= new KindIndex(this.values()))).ofKind(kind);
  }
  living<K extends EntityKind>(kind: K): Iterable<EntityOf<K>> {
    return this.#presently().living(kind);
  }
  holding(object: string): Iterable<DescriptorEntity> {
    return this.#presently().holding(object);
  }
  inSlot(process: string, number: number): Iterable<DescriptorEntity> {
    return this.#presently().inSlot(process, number);
  }
  under(process: string, number: number): Iterable<OperationEntity> {
    return this.#presently().under(process, number);
  }
  #presently(): KindIndex {
    return (this.#presentIndex ??= new KindIndex(this.present()));
  }
}

export function entity<K extends EntityKind>(world: WorldView, kind: K, id: string | null): EntityOf<K> | undefined {
  const found = id === null ? undefined : world.get(id);
  return found?.kind === kind ? (found as EntityOf<K>) : undefined;
}

export function allOf<K extends EntityKind>(world: WorldView, kind: K): EntityOf<K>[] {
  return [...world.ofKind(kind)];
}

export function processNamed(world: WorldView, name: string): ProcessEntity | undefined {
  return entity(world, 'process', `process:${name}`);
}

/** Returns the existing process with a pid, suspended ones included. */
export function processByPid(world: WorldView, pid: number): ProcessEntity | undefined {
  return allOf(world, 'process').find((p) => p.pid === pid && (p.state === 'running' || p.state === 'suspended'));
}

/** Returns the open descriptor of a process with this number. */
export function descriptorOf(world: WorldView, process: ProcessId, number: number): DescriptorEntity | undefined {
  const [first] = world.inSlot(process, number);
  return first;
}

export function eventOf(world: WorldView, process: ProcessId, number: number): EventEntity | undefined {
  return allOf(world, 'event').find((e) => e.process === process && e.number === number);
}

export function descriptorsFor(world: WorldView, object: ObjectId): DescriptorEntity[] {
  return [...world.holding(object)];
}

export function transfersInFlight(world: WorldView, object?: ObjectId): TransferEntity[] {
  const flying = [...world.living('transfer')];
  return object === undefined ? flying : flying.filter((t) => t.objects.includes(object));
}

export function pendingOn(world: WorldView, object: ObjectId): PendingEntity[] {
  return allOf(world, 'pending').filter((p) => p.object === object);
}

/** The holders of an underlying socket: descriptors, transfers in flight, and on Linux blocked calls (P27). */
export type Holder = DescriptorEntity | TransferEntity | PendingEntity;

export function holdersOf(world: WorldView, object: ObjectId): Holder[] {
  return [...descriptorsFor(world, object), ...transfersInFlight(world, object)];
}

/** References counted by the system: one per descriptor and one per transfer in flight (S7, P5). */
export function referenceCount(world: WorldView, object: ObjectId): number {
  let count = descriptorsFor(world, object).length;
  for (const t of transfersInFlight(world, object)) count += t.objects.filter((o) => o === object).length;
  return count;
}

/** Linux: descriptors in the receive queue of a socket (P5, P23). */
export function rightsInQueue(world: WorldView, carrier: SocketId): number {
  let count = 0;
  for (const t of transfersInFlight(world)) if (t.carrier === carrier) count += t.objects.length;
  return count;
}

/** Registrations on a socket, newest first, including cancelled ones. */
export function registrationsOn(world: WorldView, socket: SocketId): RegistrationEntity[] {
  return newestFirst(world.ofKind('registration'), socket);
}

function newestFirst(registrations: Iterable<RegistrationEntity>, socket: SocketId): RegistrationEntity[] {
  return [...registrations].filter((r) => r.socket === socket).sort((a, b) => b.step - a.step);
}

/** Registrations on a socket that are not cancelled, newest first. Their number does not grow with a trace. */
export function currentRegistrationsOn(world: WorldView, socket: SocketId): RegistrationEntity[] {
  return newestFirst(world.living('registration'), socket);
}

export function currentRegistration(world: WorldView, socket: SocketId): RegistrationEntity | undefined {
  // A completion port reports finished operations, not events, and is separate from the one registration (S49).
  return currentRegistrationsOn(world, socket).find((r) => r.api !== 'CreateIoCompletionPort');
}

export function liveSockets(world: WorldView): SocketEntity[] {
  return [...world.living('socket')];
}

export function queuedBytes(socket: SocketEntity): number {
  return socket.queue.reduce((sum, chunk) => sum + chunk.data.length, 0);
}

export type { EntityId };
