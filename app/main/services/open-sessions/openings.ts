/** Sessions that are opening, by the names that their pages chose: they report progress and can be cancelled. */
import type { HostEvent } from '../../../shared/contract/contract.ts';
import { Cancelled } from '../errors/cancelled.ts';
import type { OpeningWatch } from '../session/start.ts';

export class Openings {
  readonly #emit: (event: HostEvent) => void;
  readonly #underWay = new Map<string, AbortController>();

  constructor(emit: (event: HostEvent) => void) {
    this.#emit = emit;
  }

  /** Registers the opening under the page's name, if there is one. */
  async run<T>(opening: string | undefined, open: (watch?: OpeningWatch) => Promise<T>): Promise<T> {
    if (opening === undefined) return open();
    const controller = new AbortController();
    this.#underWay.set(opening, controller);
    try {
      return await open({ signal: controller.signal,
        started: (started, of) => this.#emit({ event: 'session.opening', opening, started, of }) });
    } finally {
      this.#underWay.delete(opening);
    }
  }

  /** Does nothing if the opening is over or unknown. */
  cancel(opening: string): void {
    this.#underWay.get(opening)?.abort(new Cancelled('Opening the session was cancelled.'));
  }
}
