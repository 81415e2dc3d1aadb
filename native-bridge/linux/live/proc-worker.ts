/** The thread beside main: started once, and kept for the next capture. */
import { Worker } from 'node:worker_threads';
import type { Found } from './sink.ts';
import type { Work } from './work.ts';

type Answer = { found: Found } | { failed: string };

export class ProcWorker {
  readonly #worker: Worker;

  /** `file` is the built worker program. */
  constructor(file: string) {
    this.#worker = new Worker(file);
    // It waits for work, and that alone shall not keep a program alive.
    this.#worker.unref();
  }

  /** @throws Error when the thread has died or could not do it. */
  walk(work: Work): Promise<Found> {
    return new Promise((resolve, reject) => {
      const settle = (then: () => void) => {
        this.#worker.off('message', heard);
        this.#worker.off('error', died);
        this.#worker.off('exit', ended);
        this.#worker.unref();
        then();
      };
      const heard = (answer: Answer) => { settle(() => ('found' in answer ? resolve(answer.found) : reject(new Error(answer.failed)))); };
      const died = (error: Error) => { settle(() => reject(error)); };
      const ended = () => { settle(() => reject(new Error('The second thread of the walk has ended'))); };
      this.#worker.on('message', heard);
      this.#worker.on('error', died);
      this.#worker.on('exit', ended);
      this.#worker.ref();
      this.#worker.postMessage(work);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
