import type { Performed } from '../../app/shared/provider/provider.ts';

/**
 * Distinguishes blocked calls from calls that are reported late. Decided here, beside the call:
 * on a busy machine the round trip to the host can take longer than any sensible grace period.
 */
export class Pending {
  readonly #calls = new Map<number, Promise<Performed>>();
  #next = 1;

  /** The result of `call` within `grace` milliseconds, or "pending" with a ticket; immediate if the call has returned. */
  within(
    grace: number, call: Performed | Promise<Performed>,
  ): (Performed & { ticket?: number }) | Promise<Performed & { ticket?: number }> {
    return call instanceof Promise ? this.#waited(grace, call) : call;
  }

  async #waited(grace: number, call: Promise<Performed>): Promise<Performed & { ticket?: number }> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      // In a turn of the event loop, timers run before completions: let those of this turn run, too.
      timer = setTimeout(() => { setImmediate(() => { setImmediate(resolve, null); }); }, grace);
    });
    try {
      const performed = await Promise.race([call, late]);
      if (performed) return performed;
    } finally {
      clearTimeout(timer);
    }
    const ticket = this.#next++;
    this.#calls.set(ticket, call);
    return { outcome: { kind: 'pending' }, micros: null, ticket };
  }

  /** The end of a pending call. @throws Error for a ticket that was never issued, or is already settled. */
  async settle(ticket: number): Promise<Performed> {
    const call = this.#calls.get(ticket);
    if (!call) throw new Error(`No call is pending under ${ticket}`);
    try {
      return await call;
    } finally {
      this.#calls.delete(ticket);
    }
  }
}
