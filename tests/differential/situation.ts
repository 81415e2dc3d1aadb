/** What an operation can be made of: the processes that run, what they hold, and under which names. */
import { CREATING_CALLS } from '../../app/shared/calls/process-calls.ts';
import type { CallSpec, HandleKind, Outcome } from '../../app/shared/calls/types.ts';
import type { EventEntity, ProcessEntity, Rules, SocketEntity, TransferEntity } from '../../app/shared/domain/entities.ts';
import { type World, allOf, entity } from '../../app/shared/domain/world.ts';

/** One open descriptor of a process with the name that scenario steps call it by. */
export interface Holding {
  /** "$d3" */
  ref: string;
  number: number;
  /** Null when it stands for something else than a socket. */
  socket: SocketEntity | null;
  kind: string;
  object: string;
}

type NamedKind = 'descriptor' | 'event' | HandleKind;

interface Named {
  process: string;
  ref: string;
  number: number;
  kind: NamedKind;
}

/** DuplicateHandle makes its handle in the process that it names. */
function ownerOf(process: string, args: Readonly<Record<string, unknown>>): string {
  const target = args['targetProcess'];
  return typeof target === 'string' ? target.slice(1) : process;
}

const ofDescriptors: readonly string[] = ['descriptor', 'descriptors'];

/** Names given so far in one sequence; a name keeps its number, also when that has been closed since. */
export class Names {
  readonly #named: Named[] = [];
  readonly #addresses = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #creators = new Map<string, string>();

  /** "d1", "d2" … */
  fresh(letter: string): string {
    const n = (this.#counts.get(letter) ?? 0) + 1;
    this.#counts.set(letter, n);
    return `${letter}${n}`;
  }

  /** What a call that succeeded at once has bound, and what a process was born with: numbers that have names already. */
  note(process: string, call: CallSpec, args: Readonly<Record<string, unknown>>, as: readonly string[], outcome: Outcome): void {
    if (outcome.kind !== 'ok') return;
    if (CREATING_CALLS.has(call.name)) this.#born(String(args['process']), process, outcome.results.inherited ?? [], 'listenFds' in args);
    const { descriptor, descriptors, event, address, window, operation, port } = outcome.results;
    if (call.result === 'address' && address !== undefined && as[0] !== undefined) this.#addresses.set(address, `$${as[0]}`);
    const kind = ofDescriptors.includes(call.result) ? 'descriptor' : (call.result as NamedKind);
    const numbers = call.result === 'descriptors' ? descriptors ?? []
      : [{ descriptor, event, window, operation, port }[call.result as NamedKind]];
    for (const [i, number] of numbers.entries()) {
      if (number !== undefined && as[i] !== undefined)
        this.#named.push({ process: ownerOf(process, args), ref: `$${as[i]}`, number, kind });
    }
  }

  /** Which process has created this one. */
  creator(process: string): string | undefined {
    return this.#creators.get(process);
  }

  #born(process: string, by: string, inherited: readonly number[], renumbered: boolean): void {
    this.#creators.set(process, by);
    // Socket activation gives them other numbers, which sd_listen_fds names.
    for (const number of renumbered ? [] : inherited) {
      const name = this.#named.findLast((n) => n.process === by && n.kind === 'descriptor' && n.number === number);
      if (name) this.#named.push({ ...name, process });
    }
  }

  /** The name of an address, by which a step can give it in any run. */
  address(text: string): string | undefined {
    return this.#addresses.get(text);
  }

  of(process: string, kind: NamedKind): readonly Named[] {
    return this.#named.filter((n) => n.process === process && n.kind === kind);
  }
}

export class Situation {
  readonly rules: Rules;
  readonly world: World;
  readonly names: Names;

  constructor(rules: Rules, world: World, names: Names) {
    this.rules = rules;
    this.world = world;
    this.names = names;
  }

  running(): ProcessEntity[] {
    return allOf(this.world, 'process').filter((p) => p.state === 'running');
  }

  /** Processes that can be created. */
  waiting(): ProcessEntity[] {
    return allOf(this.world, 'process').filter((p) => p.state === 'waiting');
  }

  /** Processes that this one has created suspended. */
  suspended(by: string): ProcessEntity[] {
    return allOf(this.world, 'process').filter((p) => p.state === 'suspended' && this.names.creator(p.name) === by);
  }

  /** Processes that exist: one that is suspended can be exported to (S12). */
  existing(): ProcessEntity[] {
    return allOf(this.world, 'process').filter((p) => p.state === 'running' || p.state === 'suspended');
  }

  /** Open descriptors that a step of this process can name. */
  held(process: string): Holding[] {
    const named = this.names.of(process, 'descriptor');
    return allOf(this.world, 'descriptor').filter((d) => d.process === `process:${process}`).flatMap((d) => {
      const ref = named.findLast((n) => n.number === d.number)?.ref;
      if (ref === undefined || d.number === null) return [];
      return [{ ref, number: d.number, socket: entity(this.world, 'socket', d.object) ?? null, kind: d.object.split(':')[0]!,
        object: d.object }];
    });
  }

  /** The name of the local address of a socket that a process holds. */
  addressOf(process: string, ref: string): string | undefined {
    const local = this.held(process).find((h) => h.ref === ref)?.socket?.local;
    return local ? this.names.address(local) : undefined;
  }

  /** What the process behind a pidfd holds. */
  behind(pidfd: Holding): Holding[] {
    const of = entity(this.world, 'process', entity(this.world, 'pidfd', pidfd.object)?.of ?? null);
    return of?.state === 'running' ? this.held(of.name) : [];
  }

  /** Names whose number is closed now. */
  stale(process: string): string[] {
    const open = new Set(this.held(process).map((h) => h.number));
    return this.names.of(process, 'descriptor').filter((n) => !open.has(n.number)).map((n) => n.ref);
  }

  events(process: string): { ref: string; event: EventEntity }[] {
    return this.names.of(process, 'event').flatMap((n) => {
      const event = allOf(this.world, 'event').find((e) => e.process === `process:${process}` && e.number === n.number);
      return event ? [{ ref: n.ref, event }] : [];
    });
  }

  /** Windows, operations or ports of a process, by name. */
  handles(process: string, kind: HandleKind): string[] {
    return this.names.of(process, kind).map((n) => n.ref);
  }

  /** Exported rights of one form that are in flight, by name. */
  inFlight(form: TransferEntity['form'] = 'WSAPROTOCOL_INFOW'): TransferEntity[] {
    return allOf(this.world, 'transfer').filter((t) => t.form === form && t.state === 'in-flight' && t.name !== null);
  }

  sockets(): SocketEntity[] {
    return allOf(this.world, 'socket').filter((s) => s.closedAt === null);
  }

  pendingCount(): number {
    return allOf(this.world, 'pending').length;
  }
}
