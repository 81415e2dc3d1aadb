import type { Performed } from '../../app/shared/provider/provider.ts';

/** Milliseconds between two checks whether a call is in the kernel, and after which it counts as pending without that. */
const CHECK_EVERY_MS = 2;
const CHECK_LIMIT_MS = 5000;

/** On what a call can block (NaN: on several descriptors), and how many threads of this process are blocked there; null if hidden. */
export interface BlocksOn {
  descriptor: number;
  threads(): number | null;
}

/**
 * Distinguishes blocked calls from calls that are reported late. Decided here, beside the call:
 * on a busy machine the round trip to the host can take longer than any sensible grace period.
 */
export class Pending {
  readonly #calls = new Map<number, Promise<Performed>>();
  /** Calls that have not returned, by descriptor. */
  readonly #outstanding = new Map<number, number>();
  #next = 1;

  /**
   * The result of `call` within `grace` milliseconds, or "pending" with a ticket; immediate if the call has returned.
   * A call that is on its way to its thread is not pending yet: the next step would overtake it.
   */
  within(
    grace: number, call: Performed | Promise<Performed>, on: BlocksOn | null,
  ): (Performed & { ticket?: number }) | Promise<Performed & { ticket?: number }> {
    return call instanceof Promise ? this.#waited(grace, call, on) : call;
  }

  async #waited(grace: number, call: Promise<Performed>, on: BlocksOn | null): Promise<Performed & { ticket?: number }> {
    if (on) this.#count(on.descriptor, call);
    const deadline = performance.now() + grace + CHECK_LIMIT_MS;
    let performed = await returnedIn(grace, call);
    while (!performed && performance.now() < deadline && !this.#isInKernel(on))
      performed = await returnedIn(CHECK_EVERY_MS, call);
    if (performed) return performed;
    const ticket = this.#next++;
    this.#calls.set(ticket, call);
    return { outcome: { kind: 'pending' }, micros: null, ticket };
  }

  /** True also if the system does not show it. */
  #isInKernel(on: BlocksOn | null): boolean {
    const blocked = on?.threads() ?? null;
    return on === null || blocked === null || blocked >= (this.#outstanding.get(on.descriptor) ?? 0);
  }

  #count(descriptor: number, call: Promise<Performed>): void {
    const add = (by: number): void => { this.#outstanding.set(descriptor, (this.#outstanding.get(descriptor) ?? 0) + by); };
    add(1);
    const returned = (): void => { add(-1); };
    void call.then(returned, returned);
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

/** The result of the call, or null after so many milliseconds. */
async function returnedIn(ms: number, call: Promise<Performed>): Promise<Performed | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    // In a turn of the event loop, timers run before completions: let those of this turn run, too.
    timer = setTimeout(() => { setImmediate(() => { setImmediate(resolve, null); }); }, ms);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}
