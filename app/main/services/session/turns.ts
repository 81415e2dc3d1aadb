/** Lets other work of this process run: a signal, a request to pause, a timer. */

/** Milliseconds of steps without yielding. Steps of `main` are synchronous, so a series of them would block all other work. */
const LONGEST_MS = 20;

export class Turns {
  #last = performance.now();

  /** Resolves immediately, or after all queued work if the last turn is long ago. */
  async next(): Promise<void> {
    if (performance.now() - this.#last < LONGEST_MS) return;
    await new Promise((resolve) => { setImmediate(resolve); });
    this.#last = performance.now();
  }
}
