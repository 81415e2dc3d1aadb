/** A world's things by what they belong to, gathered in one pass: every node asks for its own, and there may be hundreds. */
import type { DescriptorEntity, Entity, RegistrationEntity, TransferEntity } from '../domain/entities.ts';
import type { World } from '../domain/world.ts';
import { nodeOfTransfer } from './places.ts';

export interface Groups {
  /** What has a row at a process: its own things, and transfers in flight to it. */
  at(process: string): readonly Entity[];
  descriptorsFor(object: string): readonly DescriptorEntity[];
  /** In flight. */
  transfersOf(object: string): readonly TransferEntity[];
  /** In flight, in the queue of this socket. */
  carriedBy(socket: string): readonly TransferEntity[];
  /** Cancelled ones included. */
  registrationsOn(socket: string): readonly RegistrationEntity[];
  /** Cancelled ones included. */
  registrationsTelling(target: string): readonly RegistrationEntity[];
  /** All descriptors, and how many transfers are in flight. */
  descriptors: readonly DescriptorEntity[];
  inFlight: number;
}

class Lists<T> {
  readonly #lists = new Map<string, T[]>();

  add(key: string, item: T): void {
    const list = this.#lists.get(key);
    if (list) list.push(item);
    else this.#lists.set(key, [item]);
  }

  of(key: string): readonly T[] {
    return this.#lists.get(key) ?? [];
  }
}

export function groupsOf(world: World): Groups {
  const things = new Lists<Entity>();
  const holding = new Lists<DescriptorEntity>();
  const transfers = new Lists<TransferEntity>();
  const carried = new Lists<TransferEntity>();
  const registrations = new Lists<RegistrationEntity>();
  const telling = new Lists<RegistrationEntity>();
  const descriptors: DescriptorEntity[] = [];
  let inFlight = 0;
  for (const e of world.values()) {
    switch (e.kind) {
      case 'transfer':
        if (e.state !== 'in-flight') break;
        inFlight += 1;
        things.add(nodeOfTransfer(e), e);
        for (const object of new Set(e.objects)) transfers.add(object, e);
        if (e.carrier !== null) carried.add(e.carrier, e);
        break;
      case 'registration':
        registrations.add(e.socket, e);
        if (e.target !== null) telling.add(e.target, e);
        break;
      case 'descriptor':
        descriptors.push(e);
        things.add(e.process, e);
        holding.add(e.object, e);
        break;
      case 'event': case 'pending': case 'window': case 'port':
        things.add(e.process, e);
        break;
      case 'operation':
        if (e.state === 'pending') things.add(e.process, e);
        break;
      default:
    }
  }
  return {
    at: (process) => things.of(process),
    descriptorsFor: (object) => holding.of(object),
    transfersOf: (object) => transfers.of(object),
    carriedBy: (socket) => carried.of(socket),
    registrationsOn: (socket) => registrations.of(socket),
    registrationsTelling: (target) => telling.of(target),
    descriptors, inFlight,
  };
}
