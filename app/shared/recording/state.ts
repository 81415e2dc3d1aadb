/** What a recording knows while it grows: the world, the tables, and what the world has no place for. */
import type { ResolvedArgs } from '../calls/types.ts';
import { Draft, type IdCounters } from '../domain/draft.ts';
import type { WorldDiff } from '../domain/diff.ts';
import type { DescriptorEntity, Rules, SocketEntity } from '../domain/entities.ts';
import { MutableWorld } from '../domain/mutable-world.ts';
import { type WorldView, descriptorOf, entity } from '../domain/world.ts';
import { semanticsOf } from '../rules/index.ts';
import type { WantedAddress } from './addresses.ts';
import { type Table, Tasks } from './tasks.ts';

export class State {
  /** The recording has the calls that move bytes; else what is queued in a connection is not known. */
  readonly seesBytes: boolean;
  readonly world = new MutableWorld();
  readonly rules: Rules;
  readonly semantics: ReturnType<typeof semanticsOf>;
  /** As traces name it: "linux", "wine-10.0". */
  readonly platform: string;
  readonly tasks = new Tasks();
  /** The last program that each task executes, as far as events were read: foreign text. */
  readonly programs = new Map<number, string>();
  /** Per epoll instance: the descriptors registered under each value of the program. */
  readonly epollKeys = new Map<string, Map<string, Set<number>>>();
  /** Epoll instances with items that are no sockets: they report more than the rules know. */
  readonly mixedEpolls = new Set<string>();
  /** Processes with an io_uring: operations through it are not calls, and no source shows them. */
  readonly ringUsers = new Set<string>();
  /** Epoll instances that such processes use: items can be added, changed and deleted through the ring. */
  readonly ringEpolls = new Set<string>();
  /** Per transfer: the places of its descriptors that are sockets, if it has others too. */
  readonly mixedRights = new Map<string, readonly number[]>();
  /** Sockets by identity, such as "socket:[4711]". */
  readonly inodes = new Map<string, string>();
  /** The identity last shown for each descriptor. */
  readonly shown = new Map<string, string>();
  /** Winsock: sockets whose operations have no packet if they are done immediately. */
  readonly withoutPackets = new Set<string>();
  /** Transfers by the bytes of their WSAPROTOCOL_INFO, in hexadecimal. */
  readonly blobs = new Map<string, string>();
  /** Who holds an address now; null if no holder can be seen. Names are foreign text. */
  readonly holdersOf: (wanted: WantedAddress) => string | null;
  readonly #counters: IdCounters = {};

  constructor(seesBytes: boolean, { rules, platform }: { rules: Rules; platform: string }, holdersOf: State['holdersOf'] = () => null) {
    this.holdersOf = holdersOf;
    this.seesBytes = seesBytes;
    this.rules = rules;
    this.semantics = semanticsOf(rules);
    this.platform = platform;
  }

  /** A draft over the world; ids taken by one that is dropped are used again. */
  draft(): { draft: Draft; keep: () => WorldDiff } {
    const counters = { ...this.#counters };
    const draft = new Draft(this.world, counters);
    return { draft, keep: () => {
      Object.assign(this.#counters, counters);
      return draft.diff();
    } };
  }

  /** A draft over a view, to see what would follow. */
  scratch(view: WorldView): Draft {
    return new Draft(view, { ...this.#counters });
  }

  descriptor(view: WorldView, table: Table, number: number | null | undefined): DescriptorEntity | undefined {
    return typeof number === 'number' ? descriptorOf(view, table.id, number) : undefined;
  }

  /** The number of the call's descriptor; null if it has none. */
  numberIn(args: ResolvedArgs): number | null {
    const value = args[this.semantics.descriptorArg];
    return typeof value === 'number' ? value : null;
  }

  socket(view: WorldView, table: Table, number: number | null | undefined): SocketEntity | undefined {
    return entity(view, 'socket', this.descriptor(view, table, number)?.object ?? null);
  }
}

/** The descriptors of a call that asks about several. */
export const polledBy = (args: ResolvedArgs): readonly number[] =>
  ['read', 'write', 'except', 'fds'].flatMap((name) => (Array.isArray(args[name]) ? args[name] as readonly number[] : []));
