/** The cached descriptor table of one process, and how many of its descriptors refer to each object. */
import type { Links } from './proc.ts';

/** A table of at most this many descriptors is listed whenever it can have changed. */
const ALWAYS_LISTED = 256;
/**
 * A longer table is listed after this fraction of it was read one by one: listing takes time in proportion to the
 * table, and must not become quadratic.
 */
const LISTED_PER_ASKED = 1 / 8;

export class Table {
  readonly pid: number;
  readonly #links: Links;
  readonly #holders = new Map<string, number>();
  #asked = 0;

  constructor(pid: number, links: Links) {
    this.pid = pid;
    this.#links = new Map();
    for (const [number, link] of links) this.set(number, link, null);
  }

  link(number: number): string | undefined {
    return this.#links.get(number);
  }

  holders(link: string): number {
    return this.#holders.get(link) ?? 0;
  }

  /** Whether to list the whole table, given how many of its numbers need reading. */
  listingIsDue(asked: number): boolean {
    this.#asked += Math.max(1, asked);
    return this.#links.size <= ALWAYS_LISTED || this.#asked >= this.#links.size * LISTED_PER_ASKED;
  }

  /** Records the object of a number, or null for closed. Objects whose number of holders changes are added to `changed`. */
  set(number: number, link: string | undefined, changed: Set<string> | null): void {
    const before = this.#links.get(number);
    if (before === link) return;
    if (before !== undefined) this.#count(before, -1, changed);
    if (link === undefined) this.#links.delete(number);
    else {
      this.#links.set(number, link);
      this.#count(link, 1, changed);
    }
  }

  /** Records a complete listing of the table. */
  become(links: Links, changed: Set<string> | null): void {
    this.#asked = 0;
    for (const number of this.#links.keys()) if (!links.has(number)) this.set(number, undefined, changed);
    for (const [number, link] of links) this.set(number, link, changed);
  }

  #count(link: string, by: number, changed: Set<string> | null): void {
    const count = this.holders(link) + by;
    if (count > 0) this.#holders.set(link, count);
    else this.#holders.delete(link);
    changed?.add(link);
  }
}
