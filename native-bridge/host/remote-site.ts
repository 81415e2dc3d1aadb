/** Processes in another system, started by a host program there, such as Windows' node.exe under Wine. */
import type { Entity, EntityKind } from '../../app/shared/domain/entities.ts';
import type { WorldView } from '../../app/shared/domain/world.ts';
import type { ProcessPlan, Receivers, ReceiversAsked } from '../../app/shared/provider/provider.ts';
import { parseAddress } from '../../app/shared/reach/address.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import type { KnownProcess } from '../linux/process-identity.ts';
import { receiversAt } from '../linux/receivers.ts';
import { ChannelPeer, PeerGone } from './channel-peer.ts';
import type { FactReader } from './fact-reader.ts';
import { HostClient, type HostLauncher } from './bridge-host-client.ts';
import type { PeerProcess } from './launcher.ts';
import { type Caller, OneTimeListener, peerOver } from './one-time-listener.ts';
import type { PeerLink } from './peer-link.ts';
import type { PeerSite } from './peer-site.ts';
import { PiggybackReader } from './piggyback-reader.ts';
import type { DirtySet } from './probe-invalidation.ts';

/** The entities that a host uses; it does not need transfers and removed entities. */
const LOOKED_AT = ['process', 'descriptor', 'socket', 'epoll', 'pidfd', 'event', 'registration', 'operation',
  'pending'] as const satisfies readonly EntityKind[];

/** Time limit in milliseconds for a started process to connect. */
const ARRIVAL_LIMIT_MS = 20_000;

export class RemoteSite implements PeerSite {
  readonly isHere = false;
  readonly silenceMs = 10_000;
  readonly ended: Promise<string>;
  readonly #host: HostClient;
  readonly #known: KnownProcess[] = [];

  private constructor(host: HostClient) {
    this.#host = host;
    this.ended = host.ended;
  }

  /** Starts the host. @throws Error as {@link HostClient.launch}. */
  static async launch(launcher: HostLauncher, signal?: AbortSignal): Promise<RemoteSite> {
    return new RemoteSite(await HostClient.launch(launcher, signal));
  }

  get platform(): string {
    return this.#host.hello.platform;
  }

  async main(plan: ProcessPlan): Promise<ChannelPeer> {
    const { caller, known: { pid } } = await this.#connected('main', plan, () => this.ended);
    return new ChannelPeer(peerOver(caller, {
      pid, onExit: (callback) => { void this.ended.then(callback); }, kill: () => { this.#host.process.kill(); },
    }));
  }

  async start(plan: ProcessPlan): Promise<PeerLink> {
    const { caller, known, exit } = await this.#connected('start', plan, ({ pid }) => this.#host.exitOf(pid));
    // Without its connection it cannot be controlled any more.
    caller.onEnd(() => { this.end(known); });
    return new ChannelPeer(peerOver(caller, {
      pid: known.pid, kill: () => { this.end(known); },
      onExit: (callback) => {
        void exit.then((how) => {
          caller.wire.end();
          callback(caller.wire.fault === null ? how : `it was ended: ${caller.wire.fault}`);
        });
      },
    }));
  }

  async hold(pid: number): Promise<KnownProcess> {
    const known = await this.#host.ask('hold', { pid });
    this.#known.push(known);
    return known;
  }

  end(known: KnownProcess): void {
    // A host that is gone has no processes.
    this.#host.ask('end', known).catch(() => {});
  }

  reach(caller: Caller, known: KnownProcess): PeerProcess {
    let gone: string | null = null;
    void this.ended.then((how) => {
      gone = how;
      caller.wire.end();
    });
    return peerOver(caller, {
      pid: known.pid, onExit: (callback) => { caller.onEnd((how) => { callback(gone ?? how); }); }, kill: () => { this.end(known); },
    });
  }

  known(): readonly KnownProcess[] {
    return this.#known;
  }

  folder(): Promise<string> {
    return Promise.resolve(this.#host.hello.folder);
  }

  async removeFile(path: string): Promise<void> {
    // The folder is removed with the host.
    await this.#host.ask('removeFile', { path }).catch(() => null);
  }

  reader(changes: DirtySet): FactReader {
    return new PiggybackReader((world) => this.#readAll(world), changes);
  }

  /** Under Wine, one process (the wineserver) holds its sockets as sockets of this system. */
  receivers({ address, type }: ReceiversAsked): Promise<Receivers | null> {
    const { process: { holdsSockets } } = this.#host;
    const to = process.platform === 'linux' ? parseAddress(address) : null;
    // A path is one of Windows.
    const inodes = to?.kind === 'ip' ? receiversAt(to, type) : null;
    if (!inodes) return Promise.resolve(null);
    const mine = inodes.length === 0 || !holdsSockets ? inodes.length : inodes.filter(holdsSockets()).length;
    return Promise.resolve({ session: 0, others: inodes.length - mine, unattributed: mine });
  }

  dispose(): Promise<void> {
    return this.#host.end();
  }

  /** Null if the host is gone: no process is left whose state could be read. */
  async #readAll(world: WorldView): Promise<readonly Fact[] | null> {
    try {
      return await this.#host.ask('probe', { entities: LOOKED_AT.flatMap((kind): Entity[] => [...world.living(kind)]) });
    } catch (error) {
      if (this.#host.isGone) return null;
      throw error;
    }
  }

  /** Lets the host start a peer and waits for its connection. @throws PeerGone if it ends first. */
  async #connected(
    op: 'main' | 'start', { name, role }: ProcessPlan, exitOf: (known: KnownProcess) => Promise<string>,
  ): Promise<{ caller: Caller; known: KnownProcess; exit: Promise<string> }> {
    const listener = await OneTimeListener.open('peer');
    try {
      const known = await this.#host.ask(op, { name, role, address: listener.address });
      this.#known.push(known);
      const exit = exitOf(known);
      const hopeless = exit.then((how): never => { throw new PeerGone(how); });
      hopeless.catch(() => {});
      const late = `Process "${name}" did not connect in ${ARRIVAL_LIMIT_MS / 1000} s`;
      return { caller: await listener.accept(ARRIVAL_LIMIT_MS, late, hopeless), known, exit };
    } catch (error) {
      listener.close();
      throw error;
    }
  }
}
