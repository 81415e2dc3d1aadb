/** What one session has of a pool of peers: their names, what it leaves in them, and how they are given back. */
import { setTimeout as pause } from 'node:timers/promises';
import { createProber } from '../../native-bridge/host/probe.ts';
import type { WorldView } from '../../app/shared/domain/world.ts';
import { splitParticipant } from '../../app/shared/domain/ids.ts';
import { CREATING_CALLS, ENDING_CALLS, RESUMING_CALLS } from '../../app/shared/calls/process-calls.ts';
import type { CallSpec, Outcome, ResolvedArgs } from '../../app/shared/calls/types.ts';
import { findCall } from '../../app/shared/calls/catalogue.ts';
import type {
  Probed, MessageRequest, Performed, PerformRequest, ProcessPlan, ProviderEvents, Receivers, ReceiversAsked, SystemProvider,
} from '../../app/shared/provider/provider.ts';
import type { Rules } from '../../app/shared/domain/entities.ts';
import { SIGNALS } from '../../app/shared/calls/constants-linux.ts';
import { Leftovers } from './leftovers.ts';
import type { PeerPool } from './peer-pool.ts';

export interface KeptPeer {
  /** Its name at the bridge; sessions have names of their own for it. */
  inner: string;
  pid: number | null;
}

/** Milliseconds for the close of what a session left behind. */
const CLOSE_GRACE = 3000;

/** How often, and how many milliseconds apart, it is looked whether calls that waited have ended with their sockets. */
const TRIES = 50;
const LOOK_EVERY = 10;

/** What `work` comes to. @throws Error with `otherwise` when it takes longer than `limit` milliseconds. */
export async function answered<T>(work: Promise<T>, limit: number, otherwise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => { timer = setTimeout(() => { reject(new Error(otherwise)); }, limit); });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

export class Lease implements SystemProvider {
  readonly kind = 'system';
  readonly adoption = null;
  readonly platform: string;
  readonly #pool: PeerPool;
  readonly #bridge: SystemProvider;
  readonly #events: ProviderEvents;
  readonly #leftovers: Leftovers;
  readonly #peers = new Map<string, { peer: KeptPeer; plain: boolean }>();
  readonly #gone = new Set<string>();
  readonly #waiting = new Map<number, string>();
  readonly #closeCall: CallSpec;
  // A prober remembers what ids stand for, and ids are a session's own.
  readonly #prober = process.platform === 'linux' ? createProber() : null;
  readonly #rules: Rules;
  readonly #silence: number;
  #ended: Promise<void> | null = null;
  #silent = false;

  constructor(pool: PeerPool, bridge: SystemProvider, rules: Rules, events: ProviderEvents, silence: number) {
    this.#silence = silence;
    this.platform = bridge.platform;
    this.#pool = pool;
    this.#bridge = bridge;
    this.#rules = rules;
    this.#events = events;
    this.#leftovers = new Leftovers();
    this.#closeCall = findCall(rules, rules === 'linux' ? 'close' : 'closesocket')!;
  }

  async start(plan: ProcessPlan): Promise<number | null> {
    const peer = await this.#pool.take(plan);
    this.#peers.set(plan.name, { peer, plain: plan.role === 'participant' && plan.threads.length === 0 });
    return peer.pid;
  }

  async perform(request: PerformRequest): Promise<Performed> {
    const { process, thread } = splitParticipant(request.participant);
    const inner = this.#inner(process);
    const key = this.#pool.route(this, request.key);
    this.#waiting.set(request.key, process);
    const performed = await this.#heard(this.#bridge.perform({ ...request, ...this.#creating(request),
      participant: thread === null ? inner : `${inner}/${thread}`, key }),
      `${request.participant} does not answer since ${request.call.name} ${JSON.stringify(request.args)}`, request.grace);
    this.#created(request, performed.outcome);
    if (ENDING_CALLS.has(request.call.name) && performed.outcome.kind === 'ok') this.#gone.add(process);
    this.#leftovers.note(process, request.call, request.args, request.as, performed.outcome);
    if (performed.outcome.kind === 'pending') return performed;
    this.#waiting.delete(request.key);
    this.#pool.returned(key);
    return performed;
  }

  /** A process that a call creates or resumes has a name of its own at the bridge, too. */
  #creating({ call, args, spawn }: PerformRequest): Partial<PerformRequest> {
    const name = args['process'];
    if (typeof name !== 'string' || !(CREATING_CALLS.has(call.name) || RESUMING_CALLS.has(call.name))) return {};
    const kept = this.#peers.get(name) ?? { peer: { inner: this.#pool.fresh(), pid: null }, plain: false };
    this.#peers.set(name, kept);
    const { inner } = kept.peer;
    return { args: { ...args, process: inner }, ...(spawn ? { spawn: { ...spawn, name: inner } } : {}) };
  }

  /** Processes that were created, and those that have handles which Winsock cannot close, are ended with the session. */
  #created({ call, args }: PerformRequest, outcome: Outcome): void {
    const name = args['process'];
    if (CREATING_CALLS.has(call.name) && typeof name === 'string') {
      if (outcome.kind === 'ok') this.#peers.get(name)!.peer.pid = outcome.results.pid ?? null;
      else this.#peers.delete(name);
    }
    if (call.name !== 'DuplicateHandle' || outcome.kind !== 'ok') return;
    for (const kept of this.#peers.values()) if (kept.peer.pid === args['targetProcess']) kept.plain = false;
  }

  message(request: MessageRequest): Promise<{ micros: number; text: string | null }> {
    return this.#heard(this.#bridge.message({ ...request, from: this.#inner(request.from), to: this.#inner(request.to) }),
      `Nothing is heard of a message from ${request.from} to ${request.to}`);
  }

  probe(world: WorldView): Promise<Probed> {
    return this.#prober && this.#rules === 'linux' ? Promise.resolve(this.#prober.probe(world))
      : this.#heard(this.#bridge.probe(world), 'A look at the system does not end');
  }

  async receivers(asked: ReceiversAsked): Promise<Receivers | null> {
    if (this.platform !== 'linux') return this.#bridge.receivers(asked);
    return this.#prober!.receivers(asked, [...this.#peers].flatMap(([name, { peer }]) => (name === 'main' ? [] : peer.pid ?? [])));
  }

  async kill(process: string): Promise<void> {
    this.#gone.add(process);
    await this.#heard(this.#bridge.kill(this.#inner(process)), `${process} was killed and does not end`);
  }

  dispose(): Promise<void> {
    return this.#ended ??= this.#end();
  }

  completed(key: number, performed: Performed): void {
    const process = this.#waiting.get(key);
    // What comes while the session ends is nobody's to close.
    if (this.#ended && performed.outcome.kind === 'ok') return;
    this.#waiting.delete(key);
    if (process !== undefined) this.#leftovers.returnedLate(process, performed.outcome);
    if (!this.#ended) this.#events.completed(key, performed);
  }

  died(inner: string, how: string): void {
    const name = [...this.#peers].find(([, { peer }]) => peer.inner === inner)?.[0];
    if (name === undefined || this.#gone.has(name)) return;
    this.#gone.add(name);
    if (!this.#ended) this.#events.died(name, how);
  }

  async #end(): Promise<void> {
    this.#prober?.close();
    // Closing does not end a call that waits on Linux (P27); on Windows the last close does (S33).
    const stuck = this.#rules === 'linux' ? new Set(this.#waiting.values()) : new Set<string>();
    const given: { name: string; peer: KeptPeer; clean: boolean }[] = [];
    for (const [name, { peer, plain }] of this.#peers) {
      if (this.#gone.has(name)) continue;
      const clean = plain && !this.#silent && !stuck.has(name) && (await this.#takeExports(name, peer.pid)) && (await this.#closeAll(name));
      given.push({ name, peer, clean });
    }
    const blocked = (): Set<string> => new Set([...this.#waiting.values()].filter((name) => !this.#gone.has(name)));
    for (let tries = 0; this.#rules === 'winsock' && blocked().size > 0 && tries < TRIES; tries++) await pause(LOOK_EVERY);
    await this.#pool.giveBack(given.map(({ name, peer, clean }) => ({ peer, clean: clean && !blocked().has(name) })));
  }

  /** Imports what still waits for this process, so that it can be closed like everything else; false when that fails. */
  async #takeExports(name: string, pid: number | null): Promise<boolean> {
    for (const protocolInfo of this.#leftovers.exportsTo(pid)) {
      const { outcome } = await this.#privately(name, findCall(this.#rules, 'WSASocketW')!,
        { protocolInfo, flags: ['WSA_FLAG_OVERLAPPED'] });
      if (outcome.kind !== 'ok' || outcome.results.descriptor === undefined) return false;
      this.#leftovers.opened(name, outcome.results.descriptor);
    }
    return true;
  }

  /** Closes what the session left open in one peer; false when something did not let itself be closed. */
  async #closeAll(name: string): Promise<boolean> {
    const descriptorName = this.#closeCall.args[0]!.name;
    const closes = this.#leftovers.sockets(name).map((number) => this.#silently(name, this.#closeCall, { [descriptorName]: number }));
    if (!(await Promise.all(closes)).every(Boolean)) return false;
    // Signals that came and were not asked for would be counted in the next session.
    const count = findCall(this.#rules, 'sigio_count');
    const signals = count && this.#leftovers.signalled ? Object.keys(SIGNALS) : [];
    return (await Promise.all(signals.map((signal) => this.#silently(name, count!, { signal, timeout: 0 })))).every(Boolean);
  }

  async #silently(name: string, call: CallSpec, args: ResolvedArgs): Promise<boolean> {
    return (await this.#privately(name, call, args)).outcome.kind === 'ok';
  }

  /** A call that is no step of the session. */
  async #privately(name: string, call: CallSpec, args: ResolvedArgs): Promise<Performed> {
    const key = this.#pool.route(this, -1);
    const performed = await answered(this.#bridge.perform({
      participant: this.#inner(name), call, args, as: [], grace: CLOSE_GRACE, key,
    }), CLOSE_GRACE + this.#silence, `${name} does not answer any more`)
    .catch((error: Error): Performed => ({ outcome: { kind: 'refused', reason: error.message }, micros: null }));
    this.#pool.returned(key);
    return performed;
  }

  /** A peer that stays silent is a finding with its steps, not the end of the run; nothing of this lease is kept then. */
  async #heard<T>(work: Promise<T>, otherwise: string, grace = 0): Promise<T> {
    this.#silent = true;
    const heard = await answered(work, grace + this.#silence, otherwise);
    this.#silent = false;
    return heard;
  }

  #inner(name: string): string {
    const found = this.#peers.get(name);
    if (!found) throw new Error(`There is no process "${name}"`);
    return found.peer.inner;
  }
}
