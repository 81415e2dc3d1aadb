/** Processes created by participants: from the call, through the one-time listener, to a regular peer. */
import { CREATING_CALLS } from '../../app/shared/calls/process-calls.ts';
import { splitParticipant } from '../../app/shared/domain/ids.ts';
import type { Performed, PerformRequest, ProcessPlan } from '../../app/shared/provider/provider.ts';
import type { PeerApi } from '../channel/protocol.ts';
import { ChannelPeer } from './channel-peer.ts';
import type { KnownProcess } from '../linux/process-identity.ts';
import { OneTimeListener } from './one-time-listener.ts';
import type { PeerLink } from './peer-link.ts';
import type { PeerSite } from './peer-site.ts';

/** Time limit in milliseconds for a running created process to connect. */
const ARRIVAL_LIMIT_MS = 20_000;

/** Where created processes run. */
type Site = Pick<PeerSite, 'hold' | 'end' | 'reach'>;

/** Created suspended, and not connected yet. */
interface SuspendedChild {
  plan: ProcessPlan;
  process: KnownProcess;
  listener: OneTimeListener;
  inherited: readonly number[];
}

export interface NewPeer {
  plan: ProcessPlan;
  peer: PeerLink;
  inherited: readonly number[];
}

export class ChildSpawner {
  readonly #suspended = new Map<string, SuspendedChild>();
  readonly #site: Site;
  readonly #admit: (born: NewPeer) => Promise<void>;

  /** @param admit makes a process a peer of the session; rejects if the session is over. */
  constructor(site: Site, admit: (born: NewPeer) => Promise<void>) {
    this.#site = site;
    this.#admit = admit;
  }

  /** Makes a call that creates or resumes a process. @throws Error if the process does not connect afterwards; it is killed then. */
  async perform(request: PerformRequest, creator: PeerApi): Promise<Performed> {
    if (!CREATING_CALLS.has(request.call.name)) return this.#resume(String(request.args['process']), creator);
    const plan = request.spawn;
    if (!plan) throw new Error(`${request.call.name} does not say which process it creates`);
    return this.#create(request, plan, creator);
  }

  /** Names of processes that were created suspended and have not been resumed. */
  suspended(): Iterable<string> {
    return this.#suspended.keys();
  }

  /** Kills a suspended process; false if no suspended process has this name. */
  end(name: string): boolean {
    const unborn = this.#suspended.get(name);
    if (!unborn) return false;
    this.#suspended.delete(name);
    unborn.listener.close();
    this.#site.end(unborn.process);
    return true;
  }

  endAll(): void {
    for (const name of this.#suspended.keys()) this.end(name);
  }

  async #create({ call, args, participant }: PerformRequest, plan: ProcessPlan, creator: PeerApi): Promise<Performed> {
    if (plan.name === splitParticipant(participant).process) throw new Error(`"${plan.name}" cannot create itself`);
    const listener = await OneTimeListener.open('peer');
    try {
      const { performed, pid, inherited } = await creator.ask('spawn', {
        platform: call.platform, call: call.name, args, name: plan.name, ...listener.address,
      });
      if (pid === null) {
        listener.close();
        return performed;
      }
      const unborn = { plan, process: await this.#site.hold(pid), listener, inherited };
      if (args['suspended'] === true) this.#suspended.set(plan.name, unborn);
      else await this.#enter(unborn);
      return performed;
    } catch (error) {
      listener.close();
      throw error;
    }
  }

  async #resume(name: string, creator: PeerApi): Promise<Performed> {
    const performed = await creator.ask('resume', { name });
    const unborn = this.#suspended.get(name);
    if (performed.outcome.kind !== 'ok' || !unborn) return performed;
    this.#suspended.delete(name);
    await this.#enter(unborn);
    return performed;
  }

  async #enter({ plan, process, listener, inherited }: SuspendedChild): Promise<void> {
    try {
      const late = `The created process ${process.pid} did not call back in ${ARRIVAL_LIMIT_MS / 1000} s`;
      const caller = await listener.accept(ARRIVAL_LIMIT_MS, late);
      await this.#admit({ plan, peer: new ChannelPeer(this.#site.reach(caller, process)), inherited });
    } catch (error) {
      this.#site.end(process);
      throw error;
    }
  }
}
