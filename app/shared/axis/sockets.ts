/** Sockets on the axis: each has a row from its first descriptor to its last close, and rows are used again. */
import type { WorldDiff } from '../domain/diff.ts';
import type { DescriptorEntity, Entity } from '../domain/entities.ts';
import type { StepNumber } from '../domain/ids.ts';
import { Maxima } from './maxima.ts';

interface Row {
  /** Number of descriptors of the socket in this row. */
  holders: Maxima;
  /** The sockets that had this row, in order, and the steps of their first descriptors. */
  sockets: { id: string; from: StepNumber }[];
}

export class SocketRows {
  readonly rows: Row[] = [];
  /** Sockets that are held now. */
  readonly #held = new Map<string, { row: number; holders: number }>();
  /** The same by row; null for a row without a socket. */
  readonly #now: ({ holders: number } | null)[] = [];
  /** Rows without a socket. */
  readonly #free: number[] = [];
  /** Processes outside of the trace: their sockets have no row. */
  readonly #outside = new Set<string>();
  /** Rows whose number of holders this step has changed. */
  readonly #changed = new Set<number>();

  add(n: StepNumber, diff: WorldDiff): void {
    for (const id in diff.added) this.#process(diff.added[id]!);
    for (const id in diff.removed) this.#count(n, diff.removed[id]!, -1);
    for (const id in diff.updated) {
      const [before, after] = diff.updated[id]!;
      if (before.kind !== 'descriptor' || after.kind !== 'descriptor' || before.object === after.object) continue;
      this.#count(n, after, 1);
      this.#count(n, before, -1);
    }
    for (const id in diff.added) this.#count(n, diff.added[id]!, 1);
    for (const row of this.#changed) this.rows[row]!.holders.set(n, this.#now[row]?.holders ?? 0);
    this.#changed.clear();
  }

  /** The socket in a row at a step, with the step of its first descriptor and its number of holders; null for none. */
  socketAt(row: number, n: StepNumber): { id: string; from: StepNumber; holders: number } | null {
    const at = this.rows[row];
    const holders = at?.holders.changeAt(n)?.value ?? 0;
    if (!at || holders === 0) return null;
    let [low, high] = [0, at.sockets.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (at.sockets[middle]!.from <= n) low = middle + 1;
      else high = middle;
    }
    const socket = at.sockets[low - 1];
    return socket ? { ...socket, holders } : null;
  }

  #process(e: Entity): void {
    if (e.kind === 'process' && e.role === 'outside') this.#outside.add(e.id);
  }

  #count(n: StepNumber, e: Entity, by: 1 | -1): void {
    if (e.kind !== 'descriptor' || !e.object.startsWith('socket:') || this.#outside.has(e.process)) return;
    const held = this.#held.get(e.object) ?? (by === 1 ? this.#begun(n, e) : undefined);
    if (!held) return;
    held.holders += by;
    this.#changed.add(held.row);
    if (held.holders > 0) return;
    this.#held.delete(e.object);
    this.#now[held.row] = null;
    this.#free.push(held.row);
  }

  #begun(n: StepNumber, { object }: DescriptorEntity): { row: number; holders: number } {
    const row = this.#free.pop() ?? this.rows.push({ holders: new Maxima(), sockets: [] }) - 1;
    const held = { row, holders: 0 };
    this.rows[row]!.sockets.push({ id: object, from: n });
    this.#held.set(object, held);
    this.#now[row] = held;
    return held;
  }
}
