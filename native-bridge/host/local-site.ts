/** Processes on this system; main is this process. */
import { rm } from 'node:fs/promises';
import type { ProcessPlan, Receivers, ReceiversAsked } from '../../app/shared/provider/provider.ts';
import { PrivateNames } from '../channel/private-names.ts';
import type { KnownProcess } from '../linux/process-identity.ts';
import { withoutInheriting } from '../peer/handle-registry.ts';
import { Peer } from '../peer/peer.ts';
import { platformCalls } from '../peer/platform.ts';
import { ChannelPeer } from './channel-peer.ts';
import { type FactReader, LocalReader } from './fact-reader.ts';
import { endProcess, KnownProcesses } from './known-processes.ts';
import type { PeerLauncher, PeerProcess } from './launcher.ts';
import { type Caller, peerOver } from './one-time-listener.ts';
import type { PeerLink } from './peer-link.ts';
import type { PeerSite } from './peer-site.ts';
import { createProber, platformName } from './probe.ts';
import type { DirtySet } from './probe-invalidation.ts';
import { makeFolder } from './session-folder.ts';

export class LocalSite implements PeerSite {
  readonly platform = platformName();
  readonly isHere = true;
  readonly silenceMs = null;
  readonly ended = new Promise<never>(() => {});
  readonly #launcher: PeerLauncher;
  readonly #entry: string;
  readonly #known = new KnownProcesses();
  readonly #prober = createProber();
  #main: Peer | null = null;
  #folder: Promise<string> | null = null;

  /** @param entry file of the peer program (out/main/peer.js). */
  constructor(launcher: PeerLauncher, entry: string) {
    this.#launcher = launcher;
    this.#entry = entry;
  }

  main({ name, role }: ProcessPlan): Promise<Peer> {
    this.#main = new Peer({ name, role, inProcess: true, entry: this.#entry });
    this.#known.add(this.#main.pid);
    return Promise.resolve(this.#main);
  }

  async start({ name, role }: ProcessPlan): Promise<PeerLink> {
    const guarded = <T>(create: () => T): T => withoutInheriting(platformCalls(), create);
    const peer = new ChannelPeer(await this.#launcher.launch(this.#entry, [name, role], guarded));
    this.#known.add(peer.pid);
    return peer;
  }

  hold(pid: number): Promise<KnownProcess> {
    return Promise.resolve(this.#known.add(pid));
  }

  end(known: KnownProcess): void {
    endProcess(known);
  }

  /** Not a child of this process, so its exit is noticed by the end of its connection. */
  reach(caller: Caller, known: KnownProcess): PeerProcess {
    return peerOver(caller, {
      pid: known.pid, onExit: (callback) => { caller.onEnd(callback); }, kill: () => { endProcess(known); },
    });
  }

  known(): readonly KnownProcess[] {
    return this.#known.all();
  }

  folder(): Promise<string> {
    return (this.#folder ??= makeFolder('session'));
  }

  async removeFile(path: string): Promise<void> {
    await rm(path, { force: true });
  }

  reader(changes: DirtySet): FactReader {
    return new LocalReader(this.#prober, changes);
  }

  async receivers({ address, type }: ReceiversAsked, pids: readonly number[]): Promise<Receivers | null> {
    const names = new PrivateNames(await this.folder());
    return this.#prober.receivers({ address: names.outward(address), type }, pids);
  }

  async dispose(gone: Promise<void>): Promise<void> {
    // After the others, so that main's closes are really the last ones.
    await gone;
    await this.#main?.dispose().catch(() => {});
    this.#known.release();
    await this.#folder?.then((folder) => rm(folder, { recursive: true, force: true })).catch(() => {});
  }
}
