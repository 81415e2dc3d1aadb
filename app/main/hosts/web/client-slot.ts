/**
 * A seat is one user's place, with separate services: ids of one seat mean nothing in another. A page that connects
 * takes the seat, and the page that had it is notified. When a page is gone its sessions wait for a grace period for it
 * to return, and are closed then: a closed tab leaves no process.
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
  /** Grace period of sessions whose page is gone, in milliseconds. */
  graceMs: number;
  /** Grace period of sessions whose page was displaced by another page, in milliseconds. */
  displacedMs: number;
  /** Maximum number of browsers with a key for this seat. */
  mostKeys: number;
}

export class ClientSlot {
  readonly #options: SeatOptions;
  readonly #leftovers: OrphanedSessions;
  readonly #unsubscribe: () => void;
  /** By id, the keys of the browsers whose pages can use this seat, oldest first. */
  readonly #keys = new Map<string, string>();
  #sitting: Client | null = null;
  /** When the seat was last assigned or left, in milliseconds of the monotonic clock. */
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

  /** No page uses the seat, and the grace period of the last one is over. */
  get free(): boolean {
    return this.#sitting === null && performance.now() - this.#since > this.#options.graceMs;
  }

  /** Admits the pages of one more browser. @returns the id of its key. */
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

  /** Assigns the seat to another user: earlier keys are no longer valid. */
  renew(): void {
    this.#keys.clear();
    this.#since = performance.now();
  }

  /**
   * Connects a page. `fresh`: the page was loaded, and has no earlier sessions. True if this displaced another page rather
   * than a former connection of the same page.
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

  /** The connected page has taken over a waiting session. */
  attached(session: string): void {
    this.#leftovers.release(session);
  }

  /** Ends the connection and all of its sessions. */
  async end(): Promise<void> {
    this.#unsubscribe();
    const sitting = this.#sitting;
    this.#sitting = null;
    sitting?.close(CLOSE.goingAway, 'The host has ended');
    await Promise.all([sitting?.sessions.closeAll(), this.#leftovers.end()]);
  }
}
