/** The bridge on this machine: owns the participant processes, performs calls in them, probes, cleans up. */
import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { CREATING_CALLS, ENDING_CALLS, RESUMING_CALLS } from '../../app/shared/calls/process-calls.ts';
import { ok } from '../../app/shared/calls/types.ts';
import type { WorldView } from '../../app/shared/domain/world.ts';
import { splitParticipant } from '../../app/shared/domain/ids.ts';
import type {
  Look, MessageRequest, Performed, PerformRequest, Adoption, ProcessPlan, ProviderEvents, Receivers, ReceiversAsked, SystemProvider,
} from '../../app/shared/provider/provider.ts';
import { withoutInheriting } from '../peer/handle-registry.ts';
import { Peer } from '../peer/peer.ts';
import { platformCalls } from '../peer/platform.ts';
import { PrivateNames } from '../channel/private-names.ts';
import type { PeerAddress, Input, Operation, Output, PeerLink } from '../channel/protocol.ts';
import { namesProcess } from '../linux/process-identity.ts';
import { stateHint, MAIN, NO_HINT } from './state-hint.ts';
import { ChildSpawner, type NewPeer } from './child-spawner.ts';
import { carry } from './carry.ts';
import { ChannelPeer, PeerGone } from './channel-peer.ts';
import { KnownProcesses } from './known-processes.ts';
import type { PeerLauncher } from './launcher.ts';
import { makeFolder } from './session-folder.ts';
import { createProber, platformName, type Prober } from './probe.ts';
import { DirtySet } from './probe-invalidation.ts';

/** Time limit for killed processes to disappear, in milliseconds; after it the session ends without them. */
const END_LIMIT_MS = 5000;

export interface BridgeOptions {
  events: ProviderEvents;
  launcher: PeerLauncher;
  /** File of the peer program (out/main/peer.js). */
  peerEntry: string;
}

export class Bridge implements SystemProvider {
  readonly kind = 'system';
  readonly adoption: Adoption = { adopt: async (numbers) => { await this.#peers.get(MAIN)?.ask('adopt', { numbers }); } };
  readonly platform = platformName();
  readonly #options: BridgeOptions;
  readonly #prober: Prober = createProber();
  readonly #peers = new Map<string, PeerLink>();
  /** Processes ended on purpose: their exit is not reported. */
  readonly #expected = new Set<string>();
  readonly #known = new KnownProcesses();
  readonly #births = new ChildSpawner(this.#known, (born) => this.#admit(born));
  #folder: Promise<string> | null = null;
  #disposed: Promise<void> | null = null;
  #lastWorld: WorldView | null = null;
  readonly #changes = new DirtySet();
  /** Number of calls per process that have not returned. */
  readonly #waiting = new Map<string, number>();

  constructor(options: BridgeOptions) {
    this.#options = options;
  }

  /**
   * Starts a process, or uses this one for `main`. @returns its pid. @throws Error if it cannot be started.
   * @param door the endpoint for requests from a process other than this bridge.
   */
  async start(plan: ProcessPlan, door?: PeerAddress): Promise<number> {
    if (this.#disposed) throw new Error('The session has ended');
    if (this.#peers.has(plan.name)) throw new Error(`There is a process "${plan.name}" already`);
    const folder = await this.#ownFolder();
    const peer = plan.name === MAIN ? this.#here(plan) : await this.#launch(plan);
    const { pid } = await peer.ask('begin', { threads: plan.threads, folder, door }).catch((error: unknown) => {
      if (!(error instanceof PeerGone)) throw error;
      throw new Error(`Process "${plan.name}" ended while it was starting (${error.how}). Open the session again`, { cause: error });
    });
    return pid;
  }

  /** Makes one call; "pending" if it has not returned after `grace` ms, in which case `events.completed` reports its end. */
  async perform(request: PerformRequest): Promise<Performed> {
    const { process, thread } = splitParticipant(request.participant);
    const peer = this.#peers.get(process);
    if (!peer) return refused(`There is no process "${process}"`);
    this.#changes.call(this.#lastWorld, process, request.call, request.args);
    try {
      if (CREATING_CALLS.has(request.call.name) || RESUMING_CALLS.has(request.call.name)) return await this.#births.perform(request, peer);
      if (ENDING_CALLS.has(request.call.name)) return await this.#letExit(process, peer, request);
      const { ticket, ...performed } = await peer.ask('perform', {
        platform: request.call.platform, call: request.call.name, args: request.args, as: request.as, thread,
        grace: request.grace, believed: stateHint(this.#lastWorld, process, request),
        ...(namesProcess(request.call) ? { session: this.#known.all() } : {}),
        ...(request.outside ? { outside: true } : {}),
      });
      if (ticket !== undefined) void this.#settle(process, peer, ticket, request.key);
      return performed;
    } catch (error) {
      return refused(error instanceof Error ? error.message : String(error));
    }
  }

  /** A call that ends its own process never answers: the end of the process is its success. */
  async #letExit(process: string, peer: PeerLink, { call, args, as, grace }: PerformRequest): Promise<Performed> {
    this.#expected.add(process);
    try {
      const { ticket: _, ...performed } = await peer.ask('perform', {
        platform: call.platform, call: call.name, args, as, thread: null, grace, believed: NO_HINT,
      });
      this.#expected.delete(process);
      return performed;
    } catch (error) {
      if (!(error instanceof PeerGone)) throw error;
      return { outcome: ok(), micros: null };
    }
  }

  /** Waits for the end of a pending call, and reports it. */
  async #settle(process: string, peer: PeerLink, ticket: number, key: number): Promise<void> {
    let performed: Performed;
    this.#waiting.set(process, (this.#waiting.get(process) ?? 0) + 1);
    try {
      performed = await peer.ask('settle', { ticket });
    } catch (error) {
      // A call of an ended process never returns; the end of the process is reported instead.
      if (error instanceof PeerGone) return;
      performed = refused(error instanceof Error ? error.message : String(error));
    } finally {
      this.#changes.late(process);
      const still = this.#waiting.get(process)! - 1;
      if (still > 0) this.#waiting.set(process, still);
      else this.#waiting.delete(process);
    }
    if (!this.#disposed) this.#options.events.completed(key, performed);
  }

  async message(request: MessageRequest): Promise<{ micros: number; text: string | null }> {
    const [from, to] = [this.#peers.get(request.from), this.#peers.get(request.to)];
    if (!from || !to) throw new Error(`There is no process "${from ? request.to : request.from}"`);
    const start = performance.now();
    const { text } = await carry(request.carrier, from, to, request.content, request.as);
    return { micros: (performance.now() - start) * 1000, text };
  }

  /** Facts of the world's live entities; unreadable ones are left out. */
  async probe(world: WorldView, changed: ReadonlySet<string> | null = null): Promise<Look> {
    this.#lastWorld = world;
    const scope = this.#changes.take(this.#waiting.keys(), this.#prober.known);
    return this.#prober.look(world, changed && scope, changed);
  }

  async receivers({ address, type }: ReceiversAsked): Promise<Receivers | null> {
    const names = process.platform === 'win32' ? null : new PrivateNames(await this.#ownFolder());
    const pids = [...this.#peers].flatMap(([name, { pid }]) => (name === MAIN ? [] : pid));
    return this.#prober.receivers({ address: names?.outward(address) ?? address, type }, pids);
  }

  /**
   * Sends an operation to the peer in this process, for a session in another process. @throws Error if the session has
   * no such process.
   */
  async askMain<O extends Operation>(op: O, input: Input<O>): Promise<Output<O>> {
    const peer = this.#peers.get(MAIN);
    if (!peer) throw new Error(`There is no process "${MAIN}"`);
    return peer.ask(op, input);
  }

  /** Kills a process immediately and waits until it is gone. @throws Error for `main` and unknown names. */
  async kill(process: string): Promise<void> {
    if (this.#births.end(process)) return;
    const peer = this.#peers.get(process);
    if (!(peer instanceof ChannelPeer))
      throw new Error(process === MAIN ? '"main" is the inspector itself: it cannot be killed' : `There is no process "${process}"`);
    this.#expected.add(process);
    this.#changes.everything();
    peer.kill();
    await peer.ended;
  }

  dispose(): Promise<void> {
    this.#disposed ??= this.#end();
    return this.#disposed;
  }

  async #end(): Promise<void> {
    const peers = [...this.#peers.values()];
    this.#peers.clear();
    this.#births.endAll();
    this.#prober.close();
    for (const peer of peers) if (peer instanceof ChannelPeer) peer.kill();
    const gone = Promise.all(peers.map((peer) => (peer instanceof ChannelPeer ? peer.ended : Promise.resolve(''))));
    await Promise.race([gone, pause(END_LIMIT_MS, null, { ref: false })]);
    // After the others, so that main's closes are really the last ones.
    await Promise.allSettled(peers.map((peer) => (peer instanceof Peer ? peer.dispose() : Promise.resolve())));
    this.#known.release();
    await this.#folder?.then((folder) => rm(folder, { recursive: true, force: true })).catch(() => {});
  }

  /** Folder for pipes, files and socket names of this session; mode 0700. */
  #ownFolder(): Promise<string> {
    return (this.#folder ??= makeFolder('session'));
  }

  #here(plan: ProcessPlan): PeerLink {
    const peer = new Peer({ name: plan.name, role: plan.role, inProcess: true, entry: this.#options.peerEntry });
    this.#peers.set(plan.name, peer);
    this.#known.add(peer.pid);
    return peer;
  }

  async #launch(plan: ProcessPlan): Promise<PeerLink> {
    const { launcher, peerEntry } = this.#options;
    const peer = new ChannelPeer(await launcher.launch(peerEntry, [plan.name, plan.role],
      (create) => withoutInheriting(platformCalls(), create)));
    this.#join(plan.name, peer);
    this.#known.add(peer.pid);
    return peer;
  }

  /** Adds the process to the session; its end is reported from now on. */
  #join(name: string, peer: ChannelPeer): void {
    // A dispose in the meantime has not seen this process.
    if (this.#disposed) {
      peer.kill();
      throw new Error('The session has ended');
    }
    this.#peers.set(name, peer);
    void peer.ended.then((how) => {
      this.#peers.delete(name);
      this.#changes.everything();
      if (!this.#disposed && !this.#expected.has(name)) this.#options.events.died(name, how);
    });
  }

  async #admit({ plan, peer, inherited }: NewPeer): Promise<void> {
    this.#join(plan.name, peer);
    await peer.ask('begin', { threads: plan.threads, folder: await this.#ownFolder(), inherited });
  }
}

const refused = (reason: string): Performed => ({ outcome: { kind: 'refused', reason }, micros: null });
