import { setTimeout as pause } from 'node:timers/promises';
import type { PeerApi } from '../channel/protocol.ts';
import type { PeerLink } from './peer-link.ts';
import { MAIN } from './state-hint.ts';

/** Time limit for killed processes to disappear, in milliseconds; after it the session ends without them. */
const END_LIMIT_MS = 5000;

/** The peers of one session by name, whichever links reach them. */
export class PeerPool {
  readonly #links = new Map<string, PeerLink>();
  /** Processes ended on purpose: their end is not reported. */
  readonly #expected = new Set<string>();
  readonly #ended: (process: string, how: string | null) => void;
  #main: PeerApi | null = null;
  #closed = false;

  /** @param ended called when a process has ended; without a description if that was expected. */
  constructor(ended: (process: string, how: string | null) => void) {
    this.#ended = ended;
  }

  get(process: string): PeerApi | undefined {
    return process === MAIN ? this.#main ?? undefined : this.#links.get(process);
  }

  /** @throws Error if the session has no such process. */
  named(process: string): PeerApi {
    const peer = this.get(process);
    if (!peer) throw new Error(`There is no process "${process}"`);
    return peer;
  }

  /** Ids of the processes, without that of main. */
  pids(): number[] {
    return [...this.#links.values()].map(({ pid }) => pid);
  }

  /** Sets the peer in the process that stands for the inspector. It is neither killed nor reported. */
  setMain(peer: PeerApi): void {
    this.#main = peer;
  }

  /** Adds a process; its end is reported from now on. @throws Error if the session has ended; the process is killed then. */
  add(process: string, link: PeerLink): void {
    if (this.#closed) {
      link.kill();
      throw new Error('The session has ended');
    }
    this.#links.set(process, link);
    void link.ended.then((how) => {
      this.#links.delete(process);
      if (!this.#closed) this.#ended(process, this.#expected.has(process) ? null : how);
    });
  }

  /** The process is about to end on purpose. @returns takes that back. */
  expectEnd(process: string): () => void {
    this.#expected.add(process);
    return () => { this.#expected.delete(process); };
  }

  /** Kills a process immediately and waits until it is gone. @throws Error for `main` and unknown names. */
  async kill(process: string): Promise<void> {
    const link = this.#links.get(process);
    if (!link)
      throw new Error(process === MAIN ? '"main" is the inspector itself: it cannot be killed' : `There is no process "${process}"`);
    this.#expected.add(process);
    link.kill();
    await link.ended;
  }

  /** Kills all processes, and accepts no other. Resolves when they are gone, or after END_LIMIT_MS. */
  async close(): Promise<void> {
    this.#closed = true;
    const links = [...this.#links.values()];
    this.#links.clear();
    for (const link of links) link.kill();
    await Promise.race([Promise.all(links.map(({ ended }) => ended)), pause(END_LIMIT_MS, null, { ref: false })]);
  }
}
