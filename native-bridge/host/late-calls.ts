import type { Performed } from '../../app/shared/provider/provider.ts';
import { PeerGone } from './channel-peer.ts';
import { refused } from './refused.ts';

/** The calls of a session that were pending, until they return. */
export class LateCalls {
  readonly #waiting = new Map<string, number>();

  /** Names of processes in which a call has not returned. */
  processes(): Iterable<string> {
    return this.#waiting.keys();
  }

  /** Resolves when the call has returned; null if its process ended first, because such a call never returns. Never rejects. */
  async follow(process: string, call: Promise<Performed>): Promise<Performed | null> {
    this.#waiting.set(process, (this.#waiting.get(process) ?? 0) + 1);
    try {
      return await call;
    } catch (error) {
      return error instanceof PeerGone ? null : refused(error);
    } finally {
      const still = this.#waiting.get(process)! - 1;
      if (still > 0) this.#waiting.set(process, still);
      else this.#waiting.delete(process);
    }
  }
}
