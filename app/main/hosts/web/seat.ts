/**
 * There is one seat. A page that connects takes it, and who sat there is told so. When a page is gone its
 * sessions wait out a grace for it to come back, and are closed then: a closed tab leaves no process.
 */
import type { HostEvent } from '../../../shared/contract.ts';
import type { OpenSessions } from '../open-sessions.ts';
import type { Client } from './client.ts';
import { CLOSE } from './frames.ts';

export class Seat {
  readonly #graceMs: number;
  readonly #waiting = new Map<OpenSessions, NodeJS.Timeout>();
  #sitting: Client | null = null;
  /** The next to connect is a newly loaded page: it knows nothing of earlier sessions. */
  #freshPage = true;

  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  /** A page was loaded; what connects next is that page, and no earlier one coming back. */
  pageLoaded(): void {
    this.#freshPage = true;
  }

  take(client: Client): void {
    const before = this.#sitting;
    this.#sitting = client;
    if (before) {
      before.close(CLOSE.replaced, 'Another page has taken over');
      this.#await(before.sessions);
    }
    if (!this.#freshPage) this.#handOver(client);
    this.#freshPage = false;
  }

  left(client: Client): void {
    if (this.#sitting !== client) return;
    this.#sitting = null;
    this.#await(client.sessions);
  }

  tell(event: HostEvent): void {
    this.#sitting?.tell(event);
  }

  /** Ends the conversation and every session of it. */
  async end(): Promise<void> {
    const sitting = this.#sitting;
    this.#sitting = null;
    sitting?.close(CLOSE.goingAway, 'The host has ended');
    const all = [...this.#waiting.keys(), ...(sitting ? [sitting.sessions] : [])];
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
    await Promise.all(all.map((sessions) => sessions.closeAll()));
  }

  #await(sessions: OpenSessions): void {
    const timer = setTimeout(() => {
      this.#waiting.delete(sessions);
      void sessions.closeAll();
    }, this.#graceMs);
    this.#waiting.set(sessions, timer);
  }

  #handOver(client: Client): void {
    for (const [sessions, timer] of this.#waiting) {
      clearTimeout(timer);
      client.sessions.adopt(sessions);
    }
    this.#waiting.clear();
  }
}
