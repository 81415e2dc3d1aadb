/** Processes created by participants: from the call, through the one-time listener, to a regular peer. */
import { CREATING_CALLS } from '../../app/shared/calls/process-calls.ts';
import { splitParticipant } from '../../app/shared/domain/ids.ts';
import type { Performed, PerformRequest, ProcessPlan } from '../../app/shared/provider/provider.ts';
import type { PeerLink } from '../channel/protocol.ts';
import { ChannelPeer } from './channel-peer.ts';
import type { KnownProcess } from '../linux/process-identity.ts';
import { OneTimeListener } from './one-time-listener.ts';
import { endProcess, type KnownProcesses } from './known-processes.ts';

/** Created suspended, and not connected yet. */
interface SuspendedChild {
  plan: ProcessPlan;
  process: KnownProcess;
  door: OneTimeListener;
  inherited: readonly number[];
}

export interface NewPeer {
  plan: ProcessPlan;
  peer: ChannelPeer;
  inherited: readonly number[];
}

export class ChildSpawner {
  readonly #suspended = new Map<string, SuspendedChild>();
  readonly #known: KnownProcesses;
  readonly #admit: (born: NewPeer) => Promise<void>;

  /** @param known receives each process. @param admit makes it a peer of the session; rejects if the session is over. */
  constructor(known: KnownProcesses, admit: (born: NewPeer) => Promise<void>) {
    this.#known = known;
    this.#admit = admit;
  }

  /** Makes a call that creates or resumes a process. @throws Error if the process does not connect afterwards; it is killed then. */
  async perform(request: PerformRequest, creator: PeerLink): Promise<Performed> {
    if (!CREATING_CALLS.has(request.call.name)) return this.#resume(String(request.args['process']), creator);
    const plan = request.spawn;
    if (!plan) throw new Error(`${request.call.name} does not say which process it creates`);
    return this.#create(request, plan, creator);
  }

  /** Kills a suspended process; false if no suspended process has this name. */
  end(name: string): boolean {
    const unborn = this.#suspended.get(name);
    if (!unborn) return false;
    this.#suspended.delete(name);
    unborn.door.close();
    endProcess(unborn.process);
    return true;
  }

  endAll(): void {
    for (const name of this.#suspended.keys()) this.end(name);
  }

  async #create({ call, args, participant }: PerformRequest, plan: ProcessPlan, creator: PeerLink): Promise<Performed> {
    if (plan.name === splitParticipant(participant).process) throw new Error(`"${plan.name}" cannot create itself`);
    const door = await OneTimeListener.open();
    try {
      const { performed, pid, inherited } = await creator.ask('spawn', {
        platform: call.platform, call: call.name, args, name: plan.name, port: door.port, token: door.token,
      });
      if (pid === null) {
        door.close();
        return performed;
      }
      const unborn = { plan, process: this.#known.add(pid), door, inherited };
      if (args['suspended'] === true) this.#suspended.set(plan.name, unborn);
      else await this.#enter(unborn);
      return performed;
    } catch (error) {
      door.close();
      throw error;
    }
  }

  async #resume(name: string, creator: PeerLink): Promise<Performed> {
    const performed = await creator.ask('resume', { name });
    const unborn = this.#suspended.get(name);
    if (performed.outcome.kind !== 'ok' || !unborn) return performed;
    this.#suspended.delete(name);
    await this.#enter(unborn);
    return performed;
  }

  async #enter({ plan, process, door, inherited }: SuspendedChild): Promise<void> {
    try {
      await this.#admit({ plan, peer: new ChannelPeer(await door.enter(process)), inherited });
    } catch (error) {
      endProcess(process);
      throw error;
    }
  }
}
