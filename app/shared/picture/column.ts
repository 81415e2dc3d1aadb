/**
 * Places in the column of underlying sockets, from the top. A socket takes one when it appears and keeps it, also when
 * it is closed: who closed it is worth seeing. Only when more than some were closed does a new socket take the place of
 * the one that was closed first; so a session that opens thousands has a picture that can be looked at.
 */
import type { SocketId } from '../domain/ids.ts';
import type { WorldView } from '../domain/world.ts';

/** Closed sockets that keep their places whatever comes. */
export const CLOSED_KEPT = 24;

export class Column {
  /** Of each place the sockets that ever had it, in order. */
  readonly #places: SocketId[][] = [];
  readonly #at = new Map<SocketId, number>();
  /** Those that still have theirs, the first closed first. */
  readonly #closed: SocketId[] = [];

  appeared(id: SocketId): void {
    const taken = this.#closed.length > CLOSED_KEPT ? this.#at.get(this.#closed.shift()!) : undefined;
    const at = taken ?? this.#places.length;
    (this.#places[at] ??= []).push(id);
    this.#at.set(id, at);
  }

  closed(id: SocketId): void {
    if (this.#at.has(id)) this.#closed.push(id);
  }

  /** It is not ours to draw. */
  left(id: SocketId): void {
    const at = this.#at.get(id);
    if (at === undefined) return;
    this.#places[at] = this.#places[at]!.filter((other) => other !== id);
    this.#at.delete(id);
    const closed = this.#closed.indexOf(id);
    if (closed >= 0) this.#closed.splice(closed, 1);
  }

  /** Sockets that ever had a place. */
  get size(): number {
    return this.#at.size;
  }

  /** From the top. */
  places(): readonly (readonly SocketId[])[] {
    return this.#places;
  }

  placeOf(id: string): number | undefined {
    return this.#at.get(id as SocketId);
  }

  /** Who has a place in a world; null while nobody does. */
  occupant(place: number, world: WorldView): SocketId | null {
    const ids = this.#places[place]!;
    return ids[thereOf(ids, world) - 1] ?? null;
  }

  /** How many closed sockets of a world have lost their places to others. */
  replaced(world: WorldView): number {
    return this.#places.reduce((sum, ids) => sum + Math.max(0, thereOf(ids, world) - 1), 0);
  }
}

/** How many of them are in a world. What was in it once stays in it, so they are the first. */
function thereOf(ids: readonly SocketId[], world: WorldView): number {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (world.get(ids[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
