/** Waits for the user or the system to end a command. */
import { takeSignals } from './signals.ts';

export type ExitTrigger = 'key' | 'signal';

/** Enter, the end of the input, or a terminating signal; without `keys`, signals only. */
export class ExitSignal {
  /** Aborted by a signal, whatever the command is waiting for. */
  readonly signal: AbortSignal;
  readonly #abort = new AbortController();
  readonly #keys: boolean;

  constructor(keys: boolean, reason: () => Error) {
    this.#keys = keys;
    this.signal = this.#abort.signal;
    takeSignals(() => { this.#abort.abort(reason()); });
  }

  /** Resolves on the exit request; immediately if a signal has already arrived. */
  wait(): Promise<ExitTrigger> {
    return new Promise((resolve) => {
      const tell = (how: ExitTrigger) => () => {
        // A paused pipe that is still open would keep this process alive.
        process.stdin.destroy();
        resolve(how);
      };
      if (this.signal.aborted) tell('signal')();
      this.signal.addEventListener('abort', tell('signal'), { once: true });
      if (!this.#keys) {
        // A signal listener alone does not keep a process alive.
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
