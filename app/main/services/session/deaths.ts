/** Processes that have ended by themselves, until their steps are recorded. */

export interface Death {
  process: string;
  /** "exit code 3", "signal SIGKILL". */
  how: string;
}

export class Deaths {
  /** Names of processes that the session itself is ending. */
  readonly expected = new Set<string>();
  readonly #waiting: Death[] = [];
  #onDeath: () => void = () => {};

  /** The provider reports the end of a process. */
  add(death: Death): void {
    if (this.expected.has(death.process)) return;
    this.#waiting.push(death);
    this.#onDeath();
  }

  /** Calls the listener for each death, and for those before: a process can die while others are starting. */
  listen(onDeath: () => void): void {
    this.#onDeath = onDeath;
    if (this.#waiting.length > 0) onDeath();
  }

  /** The next death to record; it is no longer waiting. */
  next(): Death | undefined {
    return this.#waiting.shift();
  }
}
