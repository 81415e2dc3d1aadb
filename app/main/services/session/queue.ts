/** The work of one session, one piece after the other. */

/** Milliseconds of work without yielding. Steps of `main` are synchronous, so a series of them would block all other work. */
const LONGEST_MS = 20;

export class WorkQueue {
  #last: Promise<unknown> = Promise.resolve();
  #yielded = performance.now();
  #ended = false;

  /** Resolves or rejects as the work does. After `end`, the work is dropped and the promise resolves. */
  add(work: () => Promise<void>): Promise<void> {
    const next = this.#last.then(async () => {
      await this.#turn();
      if (!this.#ended) await work();
    });
    this.#last = next.catch(() => {});
    return next;
  }

  /** No further work begins. */
  end(): void {
    this.#ended = true;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Lets a signal, a request to pause or a timer run, if the last turn is long ago. */
  async #turn(): Promise<void> {
    if (performance.now() - this.#yielded < LONGEST_MS) return;
    await new Promise((resolve) => { setImmediate(resolve); });
    this.#yielded = performance.now();
  }
}
