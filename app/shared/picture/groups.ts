/** A world's things by what they belong to, gathered in one pass: every node asks for its own, and there may be hundreds. */
import type { DescriptorEntity, Entity, RegistrationEntity, TransferEntity } from '../domain/entities.ts';
import type { World } from '../domain/world.ts';
import { nodeOfTransfer } from './places.ts';

export interface Groups {
  /** What stands at a process: its own things, and transfers in flight to it. */
  at(process: string): readonly Entity[];
  descriptorsFor(object: string): readonly DescriptorEntity[];
  /** In flight. */
  transfersOf(object: string): readonly TransferEntity[];
  /** In flight, in the queue of this socket. */
  carriedBy(socket: string): readonly TransferEntity[];
  /** The newest first, cancelled ones included. */
  registrationsOn(socket: string): readonly RegistrationEntity[];
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
  const descriptors = new Lists<DescriptorEntity>();
  const transfers = new Lists<TransferEntity>();
  const carried = new Lists<TransferEntity>();
  const registrations = new Lists<RegistrationEntity>();
  for (const e of world.values()) {
    if (e.kind === 'transfer') {
      if (e.state !== 'in-flight') continue;
      things.add(nodeOfTransfer(e), e);
      for (const object of new Set(e.objects)) transfers.add(object, e);
      if (e.carrier !== null) carried.add(e.carrier, e);
      continue;
    }
    if ('process' in e) things.add(e.process, e);
    if (e.kind === 'descriptor') descriptors.add(e.object, e);
    else if (e.kind === 'registration') registrations.add(e.socket, e);
  }
  return {
    at: (process) => things.of(process),
    descriptorsFor: (object) => descriptors.of(object),
    transfersOf: (object) => transfers.of(object),
    carriedBy: (socket) => carried.of(socket),
    registrationsOn: (socket) => registrations.of(socket).toSorted((a, b) => b.step - a.step),
  };
}
