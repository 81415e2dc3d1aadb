/** Objects of equal text, each parsed once while it is remembered. */
import { attempt } from '../base/attempt.ts';

/** Different texts that are remembered; more are forgotten together. */
const MOST = 8192;
/** After so many texts, they are only remembered if one in four was known. */
const TRIAL = 4096;

export class SharedParts<T extends object> {
  readonly #read: (value: object) => T | null;
  readonly #known = new Map<string, T>();
  #asked = 0;
  #hits = 0;

  /** `read` makes the part of a parsed text, or null if it is none. */
  constructor(read: (value: object) => T | null) {
    this.#read = read;
  }

  /** The object of the fields in `text` ('"a":1,"b":2'); null if it cannot be read. */
  of(text: string): T | null {
    this.#asked += 1;
    const known = this.#known.get(text);
    if (known) {
      this.#hits += 1;
      return known;
    }
    const value = attempt(() => JSON.parse(`{${text}}`) as object, null);
    const part = value && this.#read(value);
    if (part && (this.#asked < TRIAL || this.#hits * 4 > this.#asked)) {
      if (this.#known.size === MOST) this.#known.clear();
      // A part of a text keeps all of it in memory; a copy does not.
      this.#known.set(` ${text}`.slice(1), part);
    }
    return part;
  }
}
