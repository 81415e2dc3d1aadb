/** The descriptor table of one process, as it was read, and how many of its descriptors stand for each thing. */
import type { Links } from './proc.ts';

/** A table of at most this many descriptors is listed whenever it may have changed. */
const ALWAYS_LISTED = 256;
/** A longer one each time this part of it was asked for one by one: listing takes as long as the table is, and must not cost its square. */
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

  /** Whether the whole table is to be listed, given that so many numbers of it were asked for now. */
  listingIsDue(asked: number): boolean {
    this.#asked += Math.max(1, asked);
    return this.#links.size <= ALWAYS_LISTED || this.#asked >= this.#links.size * LISTED_PER_ASKED;
  }

  /** The number stands for this now, or for nothing. What has more or fewer holders by that is added to `changed`. */
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

  /** The table was listed, and this is all of it. */
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
