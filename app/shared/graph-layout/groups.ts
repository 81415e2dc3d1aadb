/** The entities of a world grouped by owner, for direct look-up by each node. */
import type { DescriptorEntity, Entity, RegistrationEntity, TransferEntity } from '../domain/entities.ts';
import { nodeOfTransfer } from './places.ts';

/** Entities by key and id, in order of creation. */
class Lists<T extends Entity> {
  readonly #lists = new Map<string, Map<string, T>>();

  add(key: string, item: T): void {
    const list = this.#lists.get(key);
    if (list) list.set(item.id, item);
    else this.#lists.set(key, new Map([[item.id, item]]));
  }

  delete(key: string, id: string): void {
    const list = this.#lists.get(key);
    list?.delete(id);
    if (list?.size === 0) this.#lists.delete(key);
  }

  of(key: string): readonly T[] {
    const list = this.#lists.get(key);
    return list ? [...list.values()] : [];
  }

  has(key: string): boolean {
    return this.#lists.has(key);
  }

  each(key: string): Iterable<T> {
    return this.#lists.get(key)?.values() ?? [];
  }
}

export class EntityIndex {
  readonly #forms = new Map<string, Entity>();
  readonly #things = new Lists<Entity>();
  readonly #holding = new Lists<DescriptorEntity>();
  readonly #transfers = new Lists<TransferEntity>();
  readonly #carried = new Lists<TransferEntity>();
  readonly #registrations = new Lists<RegistrationEntity>();
  readonly #telling = new Lists<RegistrationEntity>();
  readonly #current = new Map<string, number>();
  readonly #descriptors = new Map<string, DescriptorEntity>();
  #inFlight = 0;

  /** Entities with a row at a process: its own, and transfers in flight to it. */
  at(process: string): readonly Entity[] {
    return this.#things.of(process);
  }

  /** The oldest first. */
  descriptorsFor(object: string): readonly DescriptorEntity[] {
    return this.#holding.of(object).toSorted(byAge);
  }

  transfersOf(object: string): readonly TransferEntity[] {
    return this.#transfers.of(object);
  }

  /** In flight, in the queue of this socket; the oldest first. */
  carriedBy(socket: string): readonly TransferEntity[] {
    return this.#carried.of(socket).toSorted(byAge);
  }

  /** Cancelled ones included; the oldest first. */
  registrationsOn(socket: string): readonly RegistrationEntity[] {
    return this.#registrations.of(socket).toSorted(byAge);
  }

  /** Cancelled ones included. */
  registrationsTelling(target: string): Iterable<RegistrationEntity> {
    return this.#telling.each(target);
  }

  /** Whether a target has a current registration; also true if it never had one. */
  isTold(target: string): boolean {
    return (this.#current.get(target) ?? 0) > 0 || !this.#telling.has(target);
  }

  get descriptors(): Iterable<DescriptorEntity> {
    return this.#descriptors.values();
  }

  /** How many transfers are in flight. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Adds an entity or replaces its old version. */
  put(e: Entity): void {
    // Sockets, processes and similar entities have no owner; most changes concern them.
    if (!GROUPED.has(e.kind)) return;
    const before = this.#forms.get(e.id);
    if (before && !belongsAlike(before, e)) this.remove(e.id);
    this.#forms.set(e.id, e);
    switch (e.kind) {
      case 'transfer':
        if (e.state !== 'in-flight') break;
        this.#inFlight += 1;
        this.#things.add(nodeOfTransfer(e), e);
        for (const object of e.objects) this.#transfers.add(object, e);
        if (e.carrier !== null) this.#carried.add(e.carrier, e);
        break;
      case 'registration':
        this.#registrations.add(e.socket, e);
        if (e.target === null) break;
        this.#telling.add(e.target, e);
        this.#count(e.target, Number(e.state === 'current') - (before && belongsAlike(before, e) ? currentIn(before) : 0));
        break;
      case 'descriptor':
        this.#descriptors.set(e.id, e);
        this.#things.add(e.process, e);
        this.#holding.add(e.object, e);
        break;
      case 'event': case 'pending': case 'window': case 'port':
        this.#things.add(e.process, e);
        break;
      case 'operation':
        if (e.state === 'pending') this.#things.add(e.process, e);
        break;
      default:
    }
  }

  remove(id: string): void {
    const e = this.#forms.get(id);
    if (!e) return;
    this.#forms.delete(id);
    switch (e.kind) {
      case 'transfer':
        if (e.state !== 'in-flight') break;
        this.#inFlight -= 1;
        this.#things.delete(nodeOfTransfer(e), id);
        for (const object of e.objects) this.#transfers.delete(object, id);
        if (e.carrier !== null) this.#carried.delete(e.carrier, id);
        break;
      case 'registration':
        this.#registrations.delete(e.socket, id);
        if (e.target === null) break;
        this.#telling.delete(e.target, id);
        this.#count(e.target, -currentIn(e));
        break;
      case 'descriptor':
        this.#descriptors.delete(id);
        this.#things.delete(e.process, id);
        this.#holding.delete(e.object, id);
        break;
      case 'event': case 'pending': case 'window': case 'port': case 'operation':
        this.#things.delete(e.process, id);
        break;
      default:
    }
  }

  #count(target: string, change: number): void {
    if (change !== 0) this.#current.set(target, (this.#current.get(target) ?? 0) + change);
  }
}

const currentIn = (e: Entity): number => Number(e.kind === 'registration' && e.state === 'current');

const GROUPED: ReadonlySet<Entity['kind']> = new Set(['transfer', 'registration', 'descriptor', 'event', 'pending', 'window', 'port',
  'operation']);

/** Returns whether a changed entity keeps its keys. */
function belongsAlike(a: Entity, b: Entity): boolean {
  if (a.kind === 'registration' && b.kind === 'registration') return a.socket === b.socket && a.target === b.target;
  if (a.kind === 'descriptor' && b.kind === 'descriptor') return a.process === b.process && a.object === b.object;
  if (a.kind === 'event' && b.kind === 'event') return a.process === b.process;
  return false;
}

/** Sorts by id number, because the order differs in a world reached by going back. */
const byAge = (a: Entity, b: Entity): number => numberOf(a.id) - numberOf(b.id) || 0;

const numberOf = (id: string): number => Number(id.slice(id.indexOf(':') + 1));

export function indexEntities(entities: Iterable<Entity>): EntityIndex {
  const groups = new EntityIndex();
  for (const e of entities) groups.put(e);
  return groups;
}
