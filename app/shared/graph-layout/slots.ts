/**
 * Rows of a node. An entity takes the lowest free row when it appears and keeps it; the row of a removed one
 * can be reused, so an imported descriptor takes the row of its transfer.
 */
export class Slots {
  readonly #rows: (string | null)[];
  readonly #of: Map<string, number>;

  /** @param former begins with its rows. */
  constructor(former?: Slots) {
    this.#rows = [...(former ? former.#rows : [])];
    this.#of = new Map(former ? former.#of : []);
  }

  take(id: string): void {
    if (this.#of.has(id)) return;
    const free = this.#rows.indexOf(null);
    const row = free < 0 ? this.#rows.length : free;
    this.#rows[row] = id;
    this.#of.set(id, row);
  }

  free(id: string): void {
    const row = this.#of.get(id);
    if (row !== undefined && this.#rows[row] === id) this.#rows[row] = null;
  }

  /** Returns the row of an entity, even a removed one, which earlier steps still show. */
  of(id: string): number | undefined {
    return this.#of.get(id);
  }

  /** Largest number of rows in use at the same time. */
  get size(): number {
    return this.#rows.length;
  }
}
