/**
 * Places in the column of underlying sockets, from the top. A socket takes one when it appears and keeps it, also when
 * it is closed: who closed it is worth seeing. Only when more than some were closed does a new socket take the place of
 * the one that was closed first; so a session that opens thousands has a picture that can be looked at.
 */
import type { SocketId, StepNumber } from '../domain/ids.ts';

/** Closed sockets that keep their places whatever comes. */
export const CLOSED_KEPT = 12;

/** Who has a place, from a step on until another one does. */
interface Tenant {
  readonly id: SocketId;
  readonly from: StepNumber;
  /** Closed sockets that had the place before. */
  readonly before: number;
}

export class SlotColumn {
  readonly #places: Tenant[][] = [];
  readonly #at = new Map<SocketId, number>();
  /** Those that still have theirs, the first closed first. */
  readonly #closed: SocketId[] = [];
  /** Those that left the story without being closed, as a connection does that becomes the socket it is accepted into. */
  readonly #gone = new Set<SocketId>();

  appeared(id: SocketId, from: StepNumber): void {
    const at = this.#free() ?? this.#places.length;
    const tenants = (this.#places[at] ??= []);
    const last = tenants.at(-1);
    tenants.push({ id, from, before: last ? last.before + Number(!this.#gone.has(last.id)) : 0 });
    this.#at.set(id, at);
  }

  closed(id: SocketId): void {
    if (this.#has(id)) this.#closed.push(id);
  }

  /** Nobody asks any more who it was: its place is the first to be taken. */
  gone(id: SocketId): void {
    if (!this.#has(id)) return;
    this.#forget(id);
    this.#gone.add(id);
    this.#closed.unshift(id);
  }

  /** It is not ours to draw, and never was. */
  left(id: SocketId): void {
    const at = this.#at.get(id);
    if (at === undefined) return;
    this.#forget(id);
    this.#places[at] = this.#places[at]!.filter((tenant) => tenant.id !== id);
    this.#at.delete(id);
  }

  /** Sockets that ever had a place. */
  get size(): number {
    return this.#at.size;
  }

  /** From the top: of each place everybody who ever has it. */
  places(): readonly (readonly Tenant[])[] {
    return this.#places;
  }

  placeOf(id: string): number | undefined {
    return this.#at.get(id as SocketId);
  }

  /** Who has a place after step `n`; null while nobody does. */
  tenant(place: number, n: StepNumber): Tenant | null {
    const tenants = this.#places[place]!;
    let [low, high] = [0, tenants.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (tenants[middle]!.from <= n) low = middle + 1;
      else high = middle;
    }
    return tenants[low - 1] ?? null;
  }

  /** How many closed sockets have lost their places to others by step `n`. */
  replaced(n: StepNumber): number {
    return this.#places.reduce((sum, _, place) => sum + (this.tenant(place, n)?.before ?? 0), 0);
  }

  #free(): number | undefined {
    const [first] = this.#closed;
    if (first === undefined || (this.#closed.length <= CLOSED_KEPT && !this.#gone.has(first))) return undefined;
    this.#closed.shift();
    return this.#at.get(first);
  }

  /** Whether it has its place still: in a file that contradicts itself one may end twice. */
  #has(id: SocketId): boolean {
    const at = this.#at.get(id);
    return at !== undefined && this.#places[at]!.at(-1)?.id === id;
  }

  #forget(id: SocketId): void {
    const at = this.#closed.indexOf(id);
    if (at >= 0) this.#closed.splice(at, 1);
  }
}
