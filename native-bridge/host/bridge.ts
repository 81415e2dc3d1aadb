/** Performs the calls of a session in its processes, wherever they run: starts, probes, carries, kills and cleans up. */
import { CREATING_CALLS, ENDING_CALLS, RESUMING_CALLS } from '../../app/shared/calls/process-calls.ts';
import { ok } from '../../app/shared/calls/types.ts';
import { splitParticipant } from '../../app/shared/domain/ids.ts';
import type { WorldView } from '../../app/shared/domain/world.ts';
import type {
  Adoption, Probed, MessageRequest, Performed, PerformRequest, ProcessPlan, ProviderEvents, Receivers, ReceiversAsked, SystemProvider,
} from '../../app/shared/provider/provider.ts';
import type { PeerApi, PerformMessage } from '../channel/protocol.ts';
import { namesProcess } from '../linux/process-identity.ts';
import { carry } from './carry.ts';
import { PeerGone } from './channel-peer.ts';
import { ChildSpawner, type NewPeer } from './child-spawner.ts';
import type { FactReader } from './fact-reader.ts';
import { inTime } from './limits.ts';
import { LateCalls } from './late-calls.ts';
import { PeerPool } from './peer-pool.ts';
import type { PeerSite } from './peer-site.ts';
import { DirtySet } from './probe-invalidation.ts';
import { refused } from './refused.ts';
import { MAIN, stateHint } from './state-hint.ts';

export class Bridge implements SystemProvider {
  readonly kind = 'system';
  readonly platform: string;
  readonly adoption: Adoption | null;
  readonly #site: PeerSite;
  readonly #events: ProviderEvents;
  readonly #late = new LateCalls();
  readonly #changes = new DirtySet(() => this.#late.processes());
  readonly #pool = new PeerPool((process, how) => { this.#ended(process, how); });
  readonly #spawner: ChildSpawner;
  readonly #reader: FactReader;
  /** The world of the last probe. */
  #world: WorldView | null = null;
  #disposed: Promise<void> | null = null;

  constructor(site: PeerSite, events: ProviderEvents) {
    this.#site = site;
    this.#events = events;
    this.platform = site.platform;
    this.adoption = site.isHere ? { adopt: async (numbers) => { await this.#pool.named(MAIN).ask('adopt', { numbers }); } } : null;
    this.#spawner = new ChildSpawner(site, (born) => this.#admit(born));
    this.#reader = site.reader(this.#changes);
    void site.ended.then((how) => {
      for (const process of [...(this.#pool.get(MAIN) ? [MAIN] : []), ...this.#spawner.suspended()]) this.#ended(process, how);
    });
  }

  /** Starts a process, or uses the site's own for `main`. @returns its pid. @throws Error if it cannot be started. */
  async start(plan: ProcessPlan): Promise<number> {
    if (this.#disposed) throw new Error('The session has ended');
    if (this.#pool.get(plan.name)) throw new Error(`There is a process "${plan.name}" already`);
    const folder = await this.#site.folder();
    try {
      const peer = await this.#started(plan);
      return (await peer.ask('begin', { threads: plan.threads, folder })).pid;
    } catch (error) {
      if (!(error instanceof PeerGone)) throw error;
      throw new Error(`Process "${plan.name}" ended while it was starting (${error.how}). Open the session again`, { cause: error });
    }
  }

  /**
   * Makes one call; "pending" if it has not returned after `grace` ms, in which case `events.completed` reports its end. The
   * peer decides that, beside the call; for one that does not answer at all, see PeerSite.silenceMs.
   */
  async perform(request: PerformRequest): Promise<Performed> {
    const { process } = splitParticipant(request.participant);
    const { call, args } = request;
    const peer = this.#pool.get(process);
    if (!peer) return refused(`There is no process "${process}"`);
    this.#changes.call(this.#world, process, call, args);
    try {
      if (CREATING_CALLS.has(call.name) || RESUMING_CALLS.has(call.name)) return await this.#spawner.perform(request, peer);
      if (ENDING_CALLS.has(call.name)) return await this.#letExit(process, peer, request);
      return await this.#call(process, peer, request);
    } catch (error) {
      return refused(error);
    }
  }

  async message({ from, to, carrier, content, as }: MessageRequest): Promise<{ micros: number; text: string | null }> {
    const [sender, receiver] = [this.#pool.named(from), this.#pool.named(to)];
    const start = performance.now();
    const { text, probes } = await carry(carrier, sender, receiver, content, as,
      { around: this.#reader.plan(this.#world), removeFile: (path) => this.#site.removeFile(path) });
    this.#reader.keep(probes);
    return { micros: (performance.now() - start) * 1000, text };
  }

  /** Facts of the world's live entities; unreadable ones are left out. */
  async probe(world: WorldView, changed: ReadonlySet<string> | null = null): Promise<Probed> {
    this.#world = world;
    return this.#reader.probe(world, changed);
  }

  async receivers(asked: ReceiversAsked): Promise<Receivers | null> {
    return this.#site.receivers(asked, this.#pool.pids());
  }

  /** Kills a process immediately and waits until it is gone. @throws Error for `main` and unknown names. */
  async kill(process: string): Promise<void> {
    if (this.#spawner.end(process)) return;
    this.#changes.everything();
    await this.#pool.kill(process);
  }

  dispose(): Promise<void> {
    this.#disposed ??= this.#end();
    return this.#disposed;
  }

  async #end(): Promise<void> {
    this.#spawner.endAll();
    this.#reader.close();
    await this.#site.dispose(this.#pool.close());
  }

  async #started(plan: ProcessPlan): Promise<PeerApi> {
    if (plan.name === MAIN) {
      const main = await this.#site.main(plan);
      this.#pool.setMain(main);
      return main;
    }
    const link = await this.#site.start(plan);
    this.#pool.add(plan.name, link);
    return link;
  }

  async #call(process: string, peer: PeerApi, request: PerformRequest): Promise<Performed> {
    const { silenceMs } = this.#site;
    const asked = peer.ask('perform', { ...this.#message(request), around: this.#reader.plan(this.#world) });
    const answer = silenceMs === null ? await asked : await inTime(asked, request.grace + silenceMs, () => null);
    if (!answer) {
      const late = asked.then(({ ticket, outcome, micros, observed }) =>
        (ticket === undefined ? { outcome, micros, ...(observed ? { observed } : {}) } : peer.ask('settle', { ticket })));
      void this.#settle(process, late, request.key);
      return { outcome: { kind: 'pending' }, micros: null };
    }
    const { ticket, probes, ...performed } = answer;
    if (ticket !== undefined) void this.#settle(process, peer.ask('settle', { ticket }), request.key);
    this.#reader.keep(probes);
    return performed;
  }

  #message(request: PerformRequest): PerformMessage {
    const { participant, call, args, as, grace, outside, unwanted } = request;
    const { process, thread } = splitParticipant(participant);
    return {
      platform: call.platform, call: call.name, args, as, thread, grace, believed: stateHint(this.#world, process, request),
      ...(namesProcess(call) ? { session: this.#site.known() } : {}),
      ...(outside ? { outside } : {}),
      ...(unwanted === undefined ? {} : { unwanted }),
    };
  }

  /** A call that ends its own process never answers: the end of the process is its success. */
  async #letExit(process: string, peer: PeerApi, request: PerformRequest): Promise<Performed> {
    const notEnded = this.#pool.expectEnd(process);
    try {
      const { ticket: _, probes: __, ...performed } = await peer.ask('perform', { ...this.#message(request), thread: null });
      notEnded();
      return performed;
    } catch (error) {
      if (!(error instanceof PeerGone)) throw error;
      return { outcome: ok(), micros: null };
    }
  }

  /** Reports a pending call when it has returned. */
  async #settle(process: string, call: Promise<Performed>, key: number): Promise<void> {
    const performed = await this.#late.follow(process, call);
    this.#changes.late(process);
    if (performed && !this.#disposed) this.#events.completed(key, performed);
  }

  #ended(process: string, how: string | null): void {
    this.#changes.everything();
    if (how !== null && !this.#disposed) this.#events.died(process, how);
  }

  async #admit({ plan, peer, inherited }: NewPeer): Promise<void> {
    this.#pool.add(plan.name, peer);
    await peer.ask('begin', { threads: plan.threads, folder: await this.#site.folder(), inherited });
  }
}
