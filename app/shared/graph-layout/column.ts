/**
 * Places in the column of underlying sockets, from the top. A socket takes one when it appears and keeps it even after
 * it is closed, so that the close stays visible. Only after several closes does a new socket take the place of
 * the first closed one, so that a session with thousands of sockets has a readable picture.
 */
import type { SocketId, StepNumber } from '../domain/ids.ts';

/** Number of closed sockets that always keep their places. */
export const CLOSED_KEPT = 12;

/** The occupant of a place, from a step until the next occupant. */
interface Tenant {
  readonly id: SocketId;
  readonly from: StepNumber;
  /** Closed sockets that had the place before. */
  readonly before: number;
}

export class SlotColumn {
  readonly #places: Tenant[][];
  /** By place: how many of its former occupants `most` has asked, and what it found. */
  readonly #former: { count: number; most: number }[];
  readonly #at: Map<SocketId, number>;
  /** Closed sockets that still have their place, in order of closing. */
  readonly #closed: SocketId[];
  /** Sockets that disappeared without a close, such as a connection that is accepted into another socket. */
  readonly #gone: Set<SocketId>;

  /** @param origin begins with its places. */
  constructor(origin?: SlotColumn) {
    this.#places = (origin ? origin.#places : []).map((tenants) => [...tenants]);
    this.#former = (origin ? origin.#former : []).map((known) => ({ ...known }));
    this.#at = new Map(origin ? origin.#at : []);
    this.#closed = [...(origin ? origin.#closed : [])];
    this.#gone = new Set(origin ? origin.#gone : []);
  }

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

  /** Its history is no longer needed, so its place is reused first. */
  gone(id: SocketId): void {
    if (!this.#has(id)) return;
    this.#forget(id);
    this.#gone.add(id);
    this.#closed.unshift(id);
  }

  /** It belongs to an outside program and is not drawn. */
  left(id: SocketId): void {
    const at = this.#at.get(id);
    if (at === undefined) return;
    this.#forget(id);
    this.#places[at] = this.#places[at]!.filter((tenant) => tenant.id !== id);
    this.#former[at] = { count: 0, most: 0 };
    this.#at.delete(id);
  }

  /** The occupants of each place over the whole trace, from the top. */
  places(): readonly (readonly Tenant[])[] {
    return this.#places;
  }

  /** The largest of a number of each occupant that a place ever had. Of former occupants it no longer changes, and is kept. */
  most(place: number, of: (id: SocketId) => number): number {
    const tenants = this.#places[place]!;
    const former = this.#former[place] ?? { count: 0, most: 0 };
    this.#former[place] = former;
    for (; former.count < tenants.length - 1; former.count++) former.most = Math.max(former.most, of(tenants[former.count]!.id));
    const last = tenants.at(-1);
    return last ? Math.max(former.most, of(last.id)) : former.most;
  }

  placeOf(id: string): number | undefined {
    return this.#at.get(id as SocketId);
  }

  /** Returns the occupant of a place after step `n`, or null. */
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

  /** Whether it still has its place: in an inconsistent file a socket can end twice. */
  #has(id: SocketId): boolean {
    const at = this.#at.get(id);
    return at !== undefined && this.#places[at]!.at(-1)?.id === id;
  }

  #forget(id: SocketId): void {
    const at = this.#closed.indexOf(id);
    if (at >= 0) this.#closed.splice(at, 1);
  }
}
