/** Objects of equal text, each parsed once while it is remembered. */
import { attempt } from '../base/attempt.ts';

/** Different texts that are remembered; more are forgotten together. */
const MOST = 8192;
/** Of so many texts one in four must be known, or the next ones are not remembered; after so many times that they are again. */
const [TRIAL, PAUSE] = [4096, 3];

export class SharedParts<T extends object> {
  readonly #read: (value: object) => T | null;
  readonly #known = new Map<string, T>();
  #asked = 0;
  #hits = 0;
  #remembers = true;
  /** Trials without remembering. */
  #passed = 0;

  /** `read` makes the part of a parsed text, or null if it is none. */
  constructor(read: (value: object) => T | null) {
    this.#read = read;
  }

  /** The object of the fields in `text` ('"a":1,"b":2'); null if it cannot be read. */
  of(text: string): T | null {
    if (this.#asked === TRIAL) this.#judge();
    this.#asked += 1;
    const known = this.#known.get(text);
    if (known) {
      this.#hits += 1;
      return known;
    }
    const value = attempt(() => JSON.parse(`{${text}}`) as object, null);
    const part = value && this.#read(value);
    if (part && this.#remembers) {
      if (this.#known.size === MOST) this.#known.clear();
      // A part of a text keeps all of it in memory; a copy does not.
      this.#known.set(` ${text}`.slice(1), part);
    }
    return part;
  }

  #judge(): void {
    this.#passed = this.#remembers ? 0 : this.#passed + 1;
    this.#remembers = this.#hits * 4 > TRIAL || this.#passed === PAUSE;
    [this.#asked, this.#hits] = [0, 0];
  }
}
