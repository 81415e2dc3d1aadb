/** The sessions of pages that are gone: they wait out a grace for a page that takes them, and are closed then. */
import type { OpenSessions } from './open-sessions.ts';

/** Milliseconds that the sessions of a page outlive it, should it be loaded again or come back. */
export const GRACE_MS = 10_000;

export class OrphanedSessions {
  readonly #graceMs: number;
  readonly #waiting = new Map<OpenSessions, NodeJS.Timeout>();

  constructor(graceMs = GRACE_MS) {
    this.#graceMs = graceMs;
  }

  /** `graceMs`: how long these wait, where it is not the usual time. */
  add(sessions: OpenSessions, graceMs = this.#graceMs): void {
    const timer = setTimeout(() => {
      this.#waiting.delete(sessions);
      void sessions.closeAll();
    }, graceMs);
    this.#waiting.set(sessions, timer);
  }

  /** A page has taken this one for its own. */
  release(session: string): void {
    for (const sessions of this.#waiting.keys()) sessions.forget(session);
  }

  /** The same page is back: all of them are its own again. */
  handOver(to: OpenSessions): void {
    for (const [sessions, timer] of this.#waiting) {
      clearTimeout(timer);
      to.adopt(sessions);
    }
    this.#waiting.clear();
  }

  /** Nobody will come any more. */
  async end(): Promise<void> {
    const all = [...this.#waiting.keys()];
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
    await Promise.all(all.map((sessions) => sessions.closeAll()));
  }
}
