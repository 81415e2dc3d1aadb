/** Sessions that are being opened, by the names that their pages gave them: they can be told of, and cancelled. */
import type { HostEvent } from '../../../shared/contract/contract.ts';

/** An opening was cancelled, and nothing of it is left. */
export class Cancelled extends Error {}

/** What an opening is given: an end that somebody may put to it, and whom to tell how far it is. */
export interface OpeningWatch {
  signal: AbortSignal;
  started(started: number, of: number): void;
}

export class Openings {
  readonly #emit: (event: HostEvent) => void;
  readonly #underWay = new Map<string, AbortController>();

  constructor(emit: (event: HostEvent) => void) {
    this.#emit = emit;
  }

  /** Opens under the name that the page gave, if it gave one. */
  async run<T>(opening: string | undefined, open: (watch?: OpeningWatch) => Promise<T>): Promise<T> {
    if (opening === undefined) return open();
    const controller = new AbortController();
    this.#underWay.set(opening, controller);
    try {
      return await open({ signal: controller.signal, started: (started, of) => this.#emit({ event: 'session.opening', opening, started, of }) });
    } finally {
      this.#underWay.delete(opening);
    }
  }

  /** Nothing happens when it is over already, or has never been. */
  cancel(opening: string): void {
    this.#underWay.get(opening)?.abort(new Cancelled('Opening the session was cancelled.'));
  }
}
