/**
 * A seat is one user's place, with services of its own: what is named by an id there, no other seat can name. A page
 * that connects takes it, and the page that had it is told. When a page is gone its sessions wait out a grace for it to
 * come back, and are closed then: a closed tab leaves no process.
 */
import { CLOSE, type HandshakeKey } from '../../../shared/contract/handshake.ts';
import type { HostedService } from '../gate.ts';
import { OrphanedSessions } from '../orphaned-sessions.ts';
import type { Client } from './client.ts';
import { newId } from './proofs.ts';

export interface SeatOptions {
  /** Counts from 1. */
  number: number;
  service: HostedService;
  /** Milliseconds that the sessions of a page outlive it. */
  graceMs: number;
  /** Milliseconds that they wait for a page that another one has displaced. */
  displacedMs: number;
  /** Browsers that can have a key of this seat. */
  mostKeys: number;
}

export class ClientSlot {
  readonly #options: SeatOptions;
  readonly #leftovers: OrphanedSessions;
  readonly #unsubscribe: () => void;
  /** By id, the keys of the browsers whose pages can sit here, oldest first. */
  readonly #keys = new Map<string, string>();
  #sitting: Client | null = null;
  /** When the seat was given or left, in milliseconds of the monotonic clock. */
  #since = performance.now();

  constructor(options: SeatOptions) {
    this.#options = options;
    this.#leftovers = new OrphanedSessions(options.graceMs);
    this.#unsubscribe = options.service.onEvent((event) => this.#sitting?.tell(event));
  }

  get number(): number {
    return this.#options.number;
  }

  get service(): HostedService {
    return this.#options.service;
  }

  /** No page sits here, and the one that did has had the time to come back. */
  get free(): boolean {
    return this.#sitting === null && performance.now() - this.#since > this.#options.graceMs;
  }

  /** Lets the pages of one more browser in; the id of its key. */
  letIn(key: string): string {
    const id = newId();
    this.#keys.set(id, key);
    for (const oldest of this.#keys.keys()) {
      if (this.#keys.size <= this.#options.mostKeys) break;
      this.#keys.delete(oldest);
    }
    return id;
  }

  key(id: string): HandshakeKey | null {
    const key = this.#keys.get(id);
    return key === undefined ? null : { id, key };
  }

  /** The seat is for another user: no browser that had a key can come back. */
  renew(): void {
    this.#keys.clear();
    this.#since = performance.now();
  }

  /**
   * A page sits down. `fresh`: it was loaded, and knows nothing of earlier sessions. True when another page, not a former
   * connection of this one, had to get up.
   */
  take(client: Client, fresh: boolean): boolean {
    const before = this.#sitting;
    this.#sitting = client;
    if (before) {
      before.close(CLOSE.replaced, 'Another page has taken over');
      this.#leftovers.add(before.sessions, this.#options.displacedMs);
    }
    if (!fresh) this.#leftovers.handOver(client.sessions);
    return before !== null && before.tab !== client.tab;
  }

  left(client: Client): void {
    if (this.#sitting !== client) return;
    this.#sitting = null;
    this.#since = performance.now();
    this.#leftovers.add(client.sessions);
  }

  /** The page that sits here has taken a session that was waiting. */
  attached(session: string): void {
    this.#leftovers.release(session);
  }

  /** Ends the conversation and every session of it. */
  async end(): Promise<void> {
    this.#unsubscribe();
    const sitting = this.#sitting;
    this.#sitting = null;
    sitting?.close(CLOSE.goingAway, 'The host has ended');
    await Promise.all([sitting?.sessions.closeAll(), this.#leftovers.end()]);
  }
}
