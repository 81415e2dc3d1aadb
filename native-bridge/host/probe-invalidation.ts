/** What can have changed on the system since the last probe, derived from the calls; the rest need not be read again. */
import { type CallSpec, type ResolvedArgs, keepsDescriptorTable } from '../../app/shared/calls/types.ts';
import { processId } from '../../app/shared/domain/ids.ts';
import { type WorldView, descriptorOf } from '../../app/shared/domain/world.ts';

export interface ProbeScope {
  /** Ids of underlying objects that a call was made on. */
  objects: ReadonlySet<string>;
  /** Names of processes whose descriptor tables can have changed. */
  tables: ReadonlySet<string>;
  /** Names of processes in which a call is pending or has returned late: everything in them can have changed. */
  unsure: ReadonlySet<string>;
}

/** After this many probes everything is read, so that unintended changes are found as well. */
const WHOLE_EVERY = 16;
/** And not before this fraction of all descriptors has been read: with many open, the cost must not be quadratic. */
const WHOLE_SHARE = 1 / 4;

const MADE: ReadonlySet<CallSpec['result']> = new Set(['descriptor', 'descriptors', 'event', 'port', 'window']);
const NAMES_A_THING: ReadonlySet<string> = new Set(['descriptor', 'descriptors', 'event', 'events', 'handle', 'blob']);

/** Whether the call only creates something: its arguments contain neither a descriptor nor a blob. */
const makesOnly = (call: CallSpec, args: ResolvedArgs): boolean =>
  MADE.has(call.result) && call.process !== 'creates'
    && !call.args.some(({ name, type }) => NAMES_A_THING.has(type.kind) && args[name] !== undefined);

/** Collects scopes from the calls of a session. */
export class DirtySet {
  #objects = new Set<string>();
  #tables = new Set<string>();
  #unsure = new Set<string>();
  #whole = true;
  #probes = 0;
  readonly #waiting: () => Iterable<string>;

  /** @param waiting names of the processes with pending calls, which can change anything in them at any time. */
  constructor(waiting: () => Iterable<string>) {
    this.#waiting = waiting;
  }

  /** Records a call, made in the world of the last probe. A call without known arguments can change anything. */
  call(world: WorldView | null, process: string, call: CallSpec, args: ResolvedArgs): void {
    const numbers = Object.values(args).flat().filter((value) => typeof value === 'number');
    const named = world ? numbers.flatMap((number) => descriptorOf(world, processId(process), number)?.object ?? []) : [];
    if ((named.length === 0 && !makesOnly(call, args)) || call.replaces || call.closesRange !== undefined) this.#whole = true;
    for (const object of named) this.#objects.add(object);
    if (!keepsDescriptorTable(call)) this.#tables.add(process);
  }

  /** Something happened in a process between probes. */
  late(process: string): void {
    this.#unsure.add(process);
  }

  everything(): void {
    this.#whole = true;
  }

  /**
   * What changed since the last query, or null if everything must be read. `known`: the number of descriptors.
   */
  take(known: number): ProbeScope | null {
    const scope = { objects: this.#objects, tables: this.#tables, unsure: new Set([...this.#unsure, ...this.#waiting()]) };
    const whole = this.#whole || this.#probes >= Math.max(WHOLE_EVERY - 1, known * WHOLE_SHARE);
    this.#probes = whole ? 0 : this.#probes + 1;
    [this.#objects, this.#tables, this.#unsure, this.#whole] = [new Set(), new Set(), new Set(), false];
    return whole ? null : scope;
  }
}
