/**
 * Rows of a node. A thing takes the lowest free row when it appears and keeps it; the row of something that
 * is gone can be taken again, so an imported descriptor stands where its transfer stood.
 */
export class Slots {
  readonly #rows: (string | null)[] = [];
  readonly #of = new Map<string, number>();

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

  /** The row of a thing, also of one that is gone: earlier steps still show it. */
  of(id: string): number | undefined {
    return this.#of.get(id);
  }

  /** Most rows ever in use at once. */
  get size(): number {
    return this.#rows.length;
  }
}
