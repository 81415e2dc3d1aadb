/** Which sessions a page has opened, so that they can be closed when the page is gone: no page, no peers. */
import type { AnyAnswer, Requests } from './gate.ts';

export class OpenSessions {
  readonly #ids = new Set<string>();
  readonly #service: Requests;
  #ended = false;
  #heir: OpenSessions | null = null;

  constructor(service: Requests) {
    this.#service = service;
  }

  /** Learns from a request that went through the gate which sessions are open now. */
  note(name: unknown, input: unknown, answer: AnyAnswer): void {
    // Answers can come to a connection that broke after its sessions went to the next.
    if (this.#heir) return this.#heir.note(name, input, answer);
    if (!answer.ok) return;
    if (name === 'session.close' || name === 'session.restart') {
      this.#ids.delete((input as { session: string }).session);
    }
    if (name === 'session.open' || name === 'session.restart') {
      this.#ids.add((answer.value as { state: { session: string } }).state.session);
      // The page left while its session was being opened.
      if (this.#ended) void this.closeAll();
    }
  }

  /** Takes over the sessions of a connection that broke, for the same page on its new one. */
  adopt(other: OpenSessions): void {
    for (const id of other.#ids) this.#ids.add(id);
    other.#ids.clear();
    other.#heir = this;
  }

  /** Closes them all, and whatever is still being opened. Never throws: closed already is what we want. */
  async closeAll(): Promise<void> {
    this.#ended = true;
    const ids = [...this.#ids];
    this.#ids.clear();
    await Promise.allSettled(ids.map((session) => this.#service.request('session.close', { session })));
  }
}
