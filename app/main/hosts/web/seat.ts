/**
 * There is one seat. A page that connects takes it, and who sat there is told so. When a page is gone its
 * sessions wait out a grace for it to come back, and are closed then: a closed tab leaves no process.
 */
import type { HostEvent } from '../../../shared/contract.ts';
import { Leftovers } from '../leftovers.ts';
import type { Client } from './client.ts';
import { CLOSE } from './frames.ts';

export class Seat {
  readonly #leftovers: Leftovers;
  #sitting: Client | null = null;
  /** The next to connect is a newly loaded page: it knows nothing of earlier sessions. */
  #freshPage = true;

  constructor(graceMs: number) {
    this.#leftovers = new Leftovers(graceMs);
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
      this.#leftovers.add(before.sessions);
    }
    if (!this.#freshPage) this.#leftovers.handOver(client.sessions);
    this.#freshPage = false;
  }

  left(client: Client): void {
    if (this.#sitting !== client) return;
    this.#sitting = null;
    this.#leftovers.add(client.sessions);
  }

  /** The page that sits here has taken a session that was waiting. */
  attached(session: string): void {
    this.#leftovers.release(session);
  }

  tell(event: HostEvent): void {
    this.#sitting?.tell(event);
  }

  /** Ends the conversation and every session of it. */
  async end(): Promise<void> {
    const sitting = this.#sitting;
    this.#sitting = null;
    sitting?.close(CLOSE.goingAway, 'The host has ended');
    await Promise.all([sitting?.sessions.closeAll(), this.#leftovers.end()]);
  }
}
