/** Splits text that arrives in pieces into whole lines, in batches, which is faster than 100,000 single lines. */

/** Characters per batch; parsing that many takes a millisecond or two. */
const SOME = 65_536;

export class Lines {
  #text = '';
  #from = 0;

  add(text: string): void {
    this.#text = this.#text.slice(this.#from) + text;
    this.#from = 0;
  }

  /** The next line, if it is there whole or is the `last` of all. */
  first(last: boolean): string | null {
    return this.#take(this.#text.indexOf('\n', this.#from), last);
  }

  /** The next lines that are there whole, without the end of the last one; after the `last` piece of text also what is left. */
  next(last: boolean): string | null {
    const to = this.#text.lastIndexOf('\n', this.#from + SOME);
    return this.#take(to < this.#from ? this.#text.indexOf('\n', this.#from) : to, last);
  }

  more(last: boolean): boolean {
    return last ? this.#from < this.#text.length : this.#text.includes('\n', this.#from);
  }

  #take(end: number, last: boolean): string | null {
    if (end < 0 && (!last || this.#from >= this.#text.length)) return null;
    const taken = this.#text.slice(this.#from, end < 0 ? undefined : end);
    this.#from = end < 0 ? this.#text.length : end + 1;
    return taken;
  }
}
