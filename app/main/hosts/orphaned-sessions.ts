/** Sessions whose page is gone: they wait for a grace period for a page that takes them over, and are closed then. */
import type { OpenSessions } from './open-sessions.ts';

/** Grace period in milliseconds, for a page that reloads or reconnects. */
export const GRACE_MS = 10_000;

export class OrphanedSessions {
  readonly #graceMs: number;
  readonly #waiting = new Map<OpenSessions, NodeJS.Timeout>();

  constructor(graceMs = GRACE_MS) {
    this.#graceMs = graceMs;
  }

  /** `graceMs`: the grace period of these sessions, if not the default. */
  add(sessions: OpenSessions, graceMs = this.#graceMs): void {
    const timer = setTimeout(() => {
      this.#waiting.delete(sessions);
      void sessions.closeAll();
    }, graceMs);
    this.#waiting.set(sessions, timer);
  }

  /** A page has taken over this session. */
  release(session: string): void {
    for (const sessions of this.#waiting.keys()) sessions.forget(session);
  }

  /** The same page is back and owns all of them again. */
  handOver(to: OpenSessions): void {
    for (const [sessions, timer] of this.#waiting) {
      clearTimeout(timer);
      to.adopt(sessions);
    }
    this.#waiting.clear();
  }

  /** Ends the wait: no page will return. */
  async end(): Promise<void> {
    const all = [...this.#waiting.keys()];
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
    await Promise.all(all.map((sessions) => sessions.closeAll()));
  }
}
