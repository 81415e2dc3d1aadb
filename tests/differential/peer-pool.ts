/**
 * Living peers for many short sessions. Starting a process costs more than a whole sequence of calls, so a peer is
 * kept when a session has left nothing in it that this side does not know of; else it is killed and made anew.
 */
import type { Scenario } from '../../app/shared/scenario/format.ts';
import type { ProcessPlan, ProviderEvents, SystemProvider } from '../../app/shared/provider/provider.ts';
import type { Rules } from '../../app/shared/domain/entities.ts';
import { type KeptPeer, Lease, answered } from './peer-lease.ts';

const MAIN = 'main';
const SILENCE = 15_000;

export class PeerPool {
  readonly #rules: Rules;
  readonly #make: (events: ProviderEvents) => Promise<SystemProvider>;
  readonly #silence: number;
  readonly #routes = new Map<number, { lease: Lease; key: number }>();
  #bridge: SystemProvider | null = null;
  #main: KeptPeer | null = null;
  #idle: KeptPeer[] = [];
  #lease: Lease | null = null;
  #names = 0;
  #keys = 0;

  /**
   * @param make the real provider; called again when `main` itself is no longer clean.
   * @param silence milliseconds after which a process that says nothing, not even that a call waits, is stuck.
   */
  constructor(rules: Rules, make: (events: ProviderEvents) => Promise<SystemProvider>, silence: number = SILENCE) {
    this.#rules = rules;
    this.#make = make;
    this.#silence = silence;
  }

  /** A provider for one session; one at a time. Its dispose gives the peers back. */
  async lease(events: ProviderEvents): Promise<SystemProvider> {
    if (this.#lease) throw new Error('The session before has not ended');
    this.#bridge ??= await this.#make({
      completed: (key, performed) => {
        const route = this.#routes.get(key);
        this.#routes.delete(key);
        route?.lease.completed(route.key, performed);
      },
      died: (process, how) => {
        this.#idle = this.#idle.filter((peer) => peer.inner !== process);
        this.#lease?.died(process, how);
      },
    });
    this.#lease = new Lease(this, this.#bridge, this.#rules, events, this.#silence);
    return this.#lease;
  }

  /** What makes the provider for a scenario: a lease, or new processes if it creates some by a call, which are not for a pool. */
  providerFor({ processes }: Scenario): (events: ProviderEvents) => Promise<SystemProvider> {
    return processes.some((p) => p.start === 'later') ? this.#make : (events) => this.lease(events);
  }

  async dispose(): Promise<void> {
    const bridge = this.#bridge;
    [this.#bridge, this.#main, this.#idle, this.#lease] = [null, null, [], null];
    await bridge?.dispose();
  }

  /** A peer for a participant; `main` is the bridge's own process. */
  async take(plan: ProcessPlan): Promise<KeptPeer> {
    const bridge = this.#bridge!;
    const start = (inner: string): Promise<number | null> =>
      // A start is a new program, not an answer of one that runs.
      answered(bridge.start({ ...plan, name: inner }), 4 * this.#silence, `A process that was to be "${plan.name}" does not start`);
    if (plan.name === MAIN) return this.#main ??= { inner: MAIN, pid: await start(MAIN) };
    const plain = plan.role === 'participant' && plan.threads.length === 0;
    const idle = plain ? this.#idle.pop() : undefined;
    if (idle) return idle;
    const inner = this.fresh();
    return { inner, pid: await start(inner) };
  }

  /** A name that the bridge has not heard. */
  fresh(): string {
    return `peer${++this.#names}`;
  }

  /** The end of a lease: clean peers are kept, the others killed; without a clean `main` everything is made anew. */
  async giveBack(peers: readonly { peer: KeptPeer; clean: boolean }[]): Promise<void> {
    this.#lease = null;
    if (peers.some(({ peer, clean }) => peer.inner === MAIN && !clean)) return this.dispose();
    for (const { peer, clean } of peers) {
      if (peer.inner === MAIN) continue;
      if (clean) this.#idle.push(peer);
      // One that does not end takes everything with it.
      else if (!(await this.#ended(peer))) return this.dispose();
    }
  }

  async #ended({ inner }: KeptPeer): Promise<boolean> {
    // It might have ended by itself.
    const kill = this.#bridge?.kill(inner).catch(() => {}) ?? Promise.resolve();
    return answered(kill, this.#silence, 'It does not end').then(() => true, () => false);
  }

  /** A key of its own for a call of a lease, by which its completion finds back. */
  route(lease: Lease, key: number): number {
    this.#routes.set(++this.#keys, { lease, key });
    return this.#keys;
  }

  returned(key: number): void {
    this.#routes.delete(key);
  }
}
