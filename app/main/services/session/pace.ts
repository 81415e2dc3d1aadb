/** The pauses between the steps of a run. */

/** Default pause in milliseconds, so that each step can be seen. */
const USUAL = 450;

export class Pace {
  #ms = USUAL;
  #wake: () => void = () => {};

  /** Milliseconds. */
  get ms(): number {
    return this.#ms;
  }

  /** Also ends a current pause. True if the value is another one. */
  set(ms: number): boolean {
    const changed = ms !== this.#ms;
    this.#ms = ms;
    this.#wake();
    return changed;
  }

  /** Ends a current pause. */
  wake(): void {
    this.#wake();
  }

  /** Resolves after the pause. Without one, other work (above all a request to pause) still gets its turn. */
  wait(hurried: boolean): Promise<void> {
    return new Promise<void>((resolve) => {
      if (hurried || this.#ms === 0) {
        setImmediate(resolve);
        return;
      }
      const timer = setTimeout(resolve, this.#ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
