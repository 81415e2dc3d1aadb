/** The second thread: started once, and kept for the next capture. */
import { Worker } from 'node:worker_threads';
import { type PackedTable, SocketTable } from '../../../app/shared/live/socket-table.ts';
import type { Found } from './scan-buffers.ts';
import type { OwnTables } from './socket-tables.ts';
import type { Work } from './work.ts';

/** A share of a walk, or the socket tables of this namespace with the expected number of rows. */
export type Task = Work | { tables: number };
type Answer = { found: Found } | { table: PackedTable; notes: string[]; source: OwnTables['source'] } | { failed: string };

export class ProcWorker {
  readonly #worker: Worker;

  /** `file` is the built worker program. */
  constructor(file: string) {
    this.#worker = new Worker(file);
    // Waiting for work must not keep a program alive.
    this.#worker.unref();
  }

  /** @throws Error if the thread has died or failed. */
  async walk(work: Work): Promise<Found> {
    const answer = await this.#ask(work);
    if (!('found' in answer)) throw new Error('The second thread answered something else');
    return answer.found;
  }

  /** The socket tables of this namespace, read by the other thread. @throws Error as {@link walk} does. */
  async tables(expected: number): Promise<OwnTables> {
    const answer = await this.#ask({ tables: expected });
    if (!('table' in answer)) throw new Error('The second thread answered something else');
    return { table: SocketTable.unpack(answer.table), notes: answer.notes, source: answer.source };
  }

  #ask(task: Task): Promise<Exclude<Answer, { failed: string }>> {
    return new Promise((resolve, reject) => {
      const settle = (then: () => void) => {
        this.#worker.off('message', heard);
        this.#worker.off('error', died);
        this.#worker.off('exit', ended);
        this.#worker.unref();
        then();
      };
      const heard = (answer: Answer) => {
        settle(() => { if ('failed' in answer) reject(new Error(answer.failed)); else resolve(answer); }); };
      const died = (error: Error) => { settle(() => reject(error)); };
      const ended = () => { settle(() => reject(new Error('The second thread of the walk has ended'))); };
      this.#worker.on('message', heard);
      this.#worker.on('error', died);
      this.#worker.on('exit', ended);
      this.#worker.ref();
      this.#worker.postMessage(task);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
