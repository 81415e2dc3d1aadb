/** The captures that a page can name by id: the most recent ones. */
import type { Capture } from '../../../shared/live/capture.ts';
import type { LiveCapture } from '../../../shared/live/answers.ts';
import { countsOf } from '../../../shared/live/counts.ts';
import { USER } from '../../../shared/base/limits.ts';
import { Refused } from '../errors/refused.ts';

export const KEPT = USER.captures;

export interface Stored {
  id: string;
  capture: Capture;
  summary: LiveCapture;
}

export class Captures {
  readonly #stored = new Map<string, Stored>();
  #next = 1;

  /** Stores a capture; drops the oldest beyond {@link KEPT}. `took` is in milliseconds. */
  add(capture: Capture, source: LiveCapture['source'], took: number): Stored {
    const id = `capture-${this.#next++}`;
    const stored = { id, capture, summary: { capture: id, source, header: capture.header, counts: countsOf(capture), took } };
    this.#stored.set(id, stored);
    for (const oldest of this.#stored.keys()) {
      if (this.#stored.size <= KEPT) break;
      this.#stored.delete(oldest);
    }
    return stored;
  }

  /** @throws Refused for an id that was never issued, or whose capture was dropped. */
  find(id: string): Stored {
    const stored = this.#stored.get(id);
    if (!stored) throw new Refused(`There is no ${id}; only the last ${KEPT} captures are kept`);
    return stored;
  }

  has(id: string): boolean {
    return this.#stored.has(id);
  }

  keepLast(): void {
    for (const id of [...this.#stored.keys()].slice(0, -1)) this.#stored.delete(id);
  }

  drop(id: string): void {
    this.#stored.delete(id);
  }
}

/** @throws Refused for a row that the capture does not have. */
export function socketIn({ capture, id }: Stored, socket: number): number {
  if (socket >= capture.sockets.length) throw new Refused(`${id} has no socket ${socket}`);
  return socket;
}

/** @throws Refused for a row that the capture does not have. */
export function holderIn({ capture, id }: Stored, holder: number): number {
  if (holder >= capture.holders.length) throw new Refused(`${id} has no holder ${holder}`);
  return holder;
}
