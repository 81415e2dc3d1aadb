/** Lets whatever else waits in this process have its turn: a signal, a request to pause, a timer. */

/** Milliseconds of steps without a turn. Steps that `main` makes need none of their own, so a run of them would keep all else waiting. */
const LONGEST_MS = 20;

export class Turns {
  #last = performance.now();

  /** Resolves at once, or after everything that waited when the last turn is long ago. */
  async next(): Promise<void> {
    if (performance.now() - this.#last < LONGEST_MS) return;
    await new Promise((resolve) => { setImmediate(resolve); });
    this.#last = performance.now();
  }
}
