/** Waiting to be told, by people or by the system. */
import { takeSignals } from './signals.ts';

export type ExitTrigger = 'key' | 'signal';

/** Enter, the end of the input, or a signal that ends programs; without `keys`, signals alone. */
export class ExitSignal {
  /** Aborted by a signal, whatever is waited for. */
  readonly signal: AbortSignal;
  readonly #abort = new AbortController();
  readonly #keys: boolean;

  constructor(keys: boolean, reason: () => Error) {
    this.#keys = keys;
    this.signal = this.#abort.signal;
    takeSignals(() => { this.#abort.abort(reason()); });
  }

  /** Resolves when told; at once when a signal has come before. */
  wait(): Promise<ExitTrigger> {
    return new Promise((resolve) => {
      const tell = (how: ExitTrigger) => () => {
        // A paused pipe that nobody has closed would still keep this process alive.
        process.stdin.destroy();
        resolve(how);
      };
      if (this.signal.aborted) tell('signal')();
      this.signal.addEventListener('abort', tell('signal'), { once: true });
      if (!this.#keys) {
        // Listening for signals alone does not keep a process alive.
        const alive = setInterval(() => {}, 60_000);
        this.signal.addEventListener('abort', () => { clearInterval(alive); }, { once: true });
        return;
      }
      process.stdin.on('error', tell('key'));
      process.stdin.once('end', tell('key'));
      process.stdin.once('data', tell('key'));
    });
  }
}
