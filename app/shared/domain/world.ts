/** A world: every entity at one moment, with the questions that rules and views ask of it. */
import type {
  DescriptorEntity, Entity, EntityKind, EntityOf, EventEntity, PendingEntity, ProcessEntity, RegistrationEntity,
  SocketEntity, TransferEntity,
} from './entities.ts';
import { KindIndex } from './kind-index.ts';
import type { EntityId, ObjectId, ProcessId, SocketId } from './ids.ts';

/** Reading side of a world. The draft of a step has it too, so rules read their own changes. */
export interface WorldView {
  get(id: string): Entity | undefined;
  values(): Iterable<Entity>;
  /** The entities of a kind, in the order in which they came. */
  ofKind<K extends EntityKind>(kind: K): Iterable<EntityOf<K>>;
  /** Of these the ones that are not over: sockets that are open, transfers in flight, registrations that are current. */
  living<K extends EntityKind>(kind: K): Iterable<EntityOf<K>>;
  /** The open descriptors of an underlying object, in the order in which they came. */
  holding(object: string): Iterable<DescriptorEntity>;
  /** The open descriptors of a process under a number. */
  inSlot(process: string, number: number): Iterable<DescriptorEntity>;
}

/** Where a world can be read from before it is built: one thing of it, or all at once. */
export interface WorldSource {
  get(id: string): Entity | undefined;
  all(): ReadonlyMap<string, Entity>;
}

/** One moment: its entities must not change any more. One of the past is built when somebody looks at all of it. */
export class World implements WorldView {
  readonly #source: WorldSource | null;
  #entities: ReadonlyMap<string, Entity> | null;
  #index: KindIndex | null = null;

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
  ofKind<K extends EntityKind>(kind: K): Iterable<EntityOf<K>> {
    return this.#indexed().ofKind(kind);
  }
  living<K extends EntityKind>(kind: K): Iterable<EntityOf<K>> {
    return this.#indexed().living(kind);
  }
  holding(object: string): Iterable<DescriptorEntity> {
    return this.#indexed().holding(object);
  }
  inSlot(process: string, number: number): Iterable<DescriptorEntity> {
    return this.#indexed().inSlot(process, number);
  }
  #indexed(): KindIndex {
    return (this.#index ??= new KindIndex(this.entities.values()));
  }
}

/** The entity under `id`, when it is of that kind. */
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

/** The process under a pid that exists now, suspended ones included. */
export function processByPid(world: WorldView, pid: number): ProcessEntity | undefined {
  return allOf(world, 'process').find((p) => p.pid === pid && (p.state === 'running' || p.state === 'suspended'));
}

/** The open descriptor of a process with this number. */
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

/** What keeps an underlying socket open: descriptors, transfers in flight, and on Linux blocked calls (P27). */
export type Holder = DescriptorEntity | TransferEntity | PendingEntity;

export function holdersOf(world: WorldView, object: ObjectId): Holder[] {
  return [...descriptorsFor(world, object), ...transfersInFlight(world, object)];
}

/** References the system counts: one a descriptor, one a transfer in flight (S7, P5). */
export function referenceCount(world: WorldView, object: ObjectId): number {
  let count = descriptorsFor(world, object).length;
  for (const t of transfersInFlight(world, object)) count += t.objects.filter((o) => o === object).length;
  return count;
}

/** Linux: descriptors that wait in the receive queue of a socket (P5, P23). */
export function rightsInQueue(world: WorldView, carrier: SocketId): number {
  let count = 0;
  for (const t of transfersInFlight(world)) if (t.carrier === carrier) count += t.objects.length;
  return count;
}

/** Registrations on a socket, newest first; cancelled ones included, since they are part of the story. */
export function registrationsOn(world: WorldView, socket: SocketId): RegistrationEntity[] {
  return newestFirst(world.ofKind('registration'), socket);
}

function newestFirst(registrations: Iterable<RegistrationEntity>, socket: SocketId): RegistrationEntity[] {
  return [...registrations].filter((r) => r.socket === socket).sort((a, b) => b.step - a.step);
}

export function currentRegistration(world: WorldView, socket: SocketId): RegistrationEntity | undefined {
  // A completion port is told of finished operations, not of events, and stands beside the one registration (S49).
  return newestFirst(world.living('registration'), socket).find((r) => r.api !== 'CreateIoCompletionPort');
}

export function liveSockets(world: WorldView): SocketEntity[] {
  return [...world.living('socket')];
}

export function queuedBytes(socket: SocketEntity): number {
  return socket.queue.reduce((sum, chunk) => sum + chunk.data.length, 0);
}

export type { EntityId };
