/**
 * A seat is one user's place, with services of its own: what is named by an id there, no other seat can name. A page
 * that connects takes it, and who sat there is told so. When a page is gone its sessions wait out a grace for it to
 * come back, and are closed then: a closed tab leaves no process.
 */
import type { HostedService } from '../gate.ts';
import { Leftovers } from '../leftovers.ts';
import type { Client } from './client.ts';
import { newSecret } from './credentials.ts';
import { CLOSE } from './frames.ts';

export class Seat {
  readonly number: number;
  readonly service: HostedService;
  readonly #graceMs: number;
  readonly #leftovers: Leftovers;
  readonly #unsubscribe: () => void;
  #secret = newSecret();
  #sitting: Client | null = null;
  /** When the seat was given or left, in milliseconds of the monotonic clock. */
  #since = performance.now();
  /** The next to connect is a newly loaded page: it knows nothing of earlier sessions. */
  #freshPage = true;

  /** `number` counts from 1. */
  constructor(number: number, service: HostedService, graceMs: number) {
    this.number = number;
    this.service = service;
    this.#graceMs = graceMs;
    this.#leftovers = new Leftovers(graceMs);
    this.#unsubscribe = service.onEvent((event) => this.#sitting?.tell(event));
  }

  /** What the cookie of this seat says. */
  get secret(): string {
    return this.#secret;
  }

  /** Nobody sits here, and who did has had the time to come back. */
  get free(): boolean {
    return this.#sitting === null && performance.now() - this.#since > this.#graceMs;
  }

  /** Whoever held the seat's cookie holds it no longer. */
  renew(): void {
    this.#secret = newSecret();
    this.#since = performance.now();
    this.#freshPage = true;
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
