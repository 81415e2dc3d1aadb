/**
 * Puts the filter into a launched program: at its first call another one is made in place of it, seccomp(2), and then its own begins
 * again. Without CAP_SYS_ADMIN the system refuses that until the program gives up new privileges (prctl(2)).
 */
import type { CallStop, Injected, Kernel } from './kernel.ts';

const EACCES = 13;

export class Injection {
  readonly #kernel: Kernel;
  #next: Injected = 'filter';
  #inCall = false;
  #unprivileged = false;
  /** null until it has ended. */
  result: 'filtered' | 'refused' | null = null;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Returns whether the stop was taken for it; the task then runs to its next call. */
  step(task: number, { phase, result }: CallStop): boolean {
    if (this.result !== null || (phase === 'exit') !== this.#inCall) return false;
    if (phase === 'entry') {
      this.#inCall = this.#kernel.inject(task, this.#next);
      if (!this.#inCall) this.result = 'refused';
      return this.#inCall;
    }
    this.#inCall = false;
    this.#kernel.restore(task);
    this.#follow(result);
    return true;
  }

  #follow(result: number): void {
    if (this.#next === 'no-new-privileges') {
      this.#unprivileged = result === 0;
      this.#next = 'filter';
      if (result !== 0) this.result = 'refused';
    } else if (result === -EACCES && !this.#unprivileged) this.#next = 'no-new-privileges';
    else this.result = result === 0 ? 'filtered' : 'refused';
  }
}
