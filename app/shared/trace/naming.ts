/** What things are called in sentences; the numbers are those of the picture. */
import type { DescriptorEntity, RegistrationEntity, Rules, TransferEntity } from '../domain/entities.ts';
import type { ObjectId, ProcessId } from '../domain/ids.ts';
import { type WorldView, entity } from '../domain/world.ts';
import { numberText, socketTitle } from '../domain/labels.ts';
import type { Part } from './sentence.ts';

export class Naming {
  readonly #world: WorldView;
  readonly #rules: Rules;

  constructor(world: WorldView, rules: Rules) {
    this.#world = world;
    this.#rules = rules;
  }

  process(id: ProcessId): Part {
    return { entity: id, text: this.nameOf(id) };
  }

  /** "worker": the name of its last program, in a recording. */
  nameOf(id: ProcessId): string {
    return entity(this.#world, 'process', id)?.name ?? id.slice('process:'.length);
  }

  /** "socket #2 TCP", "outside socket #1 TCP", "epoll instance #1". */
  object(id: ObjectId): Part {
    const socket = entity(this.#world, 'socket', id);
    if (socket) return { entity: id, text: `socket ${socketTitle(socket)}`.replace('socket #outside-', 'outside socket #') };
    const [kind, number] = id.split(':');
    return { entity: id, text: `${kind === 'epoll' ? 'epoll instance' : 'socket'} #${number}` };
  }

  /** "worker's 0xCC"; also of one that is gone. */
  descriptor(d: DescriptorEntity): Part {
    return { entity: d.id, text: `${this.nameOf(d.process)}'s ${numberText(this.#rules, d.number)}` };
  }

  transfer(t: TransferEntity): Part {
    return { entity: t.id, text: t.name === null ? `transfer #${t.id.slice('transfer:'.length)}` : `transfer $${t.name}` };
  }

  /** "reader's registration for FD_READ". */
  registration(r: RegistrationEntity): Part {
    return { entity: r.id, text: `${this.nameOf(r.process)}'s registration for ${r.mask.join('|') || 'nothing'}` };
  }

  /** "0xCC", "fd 5". */
  number(number: number | null): string {
    return numberText(this.#rules, number);
  }
}
