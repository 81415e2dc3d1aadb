/** Which sessions a page has opened, so that they can be closed when the page is gone: no page, no peers. */
import { requestFacts } from '../../shared/contract/contract.ts';
import { type AnyAnswer, type Requests, isRequestName } from './gate.ts';


export class OpenSessions {
  readonly #ids = new Set<string>();
  readonly #service: Requests;
  readonly #onAttached: (session: string) => void;
  #ended = false;
  #heir: OpenSessions | null = null;

  /** `onAttached` is told of sessions that the page takes for its own: no other must close them. */
  constructor(service: Requests, onAttached: (session: string) => void = () => {}) {
    this.#service = service;
    this.#onAttached = onAttached;
  }

  /** Another page has this session now. */
  forget(session: string): void {
    this.#ids.delete(session);
  }

  /** Learns from a request that went through the gate which sessions are open now. */
  note(name: unknown, input: unknown, answer: AnyAnswer): void {
    // Answers can come to a connection that broke after its sessions went to the next.
    if (this.#heir) return this.#heir.note(name, input, answer);
    if (!answer.ok || !isRequestName(name)) return;
    const { opens, closes } = requestFacts(name);
    if (closes) this.#ids.delete((input as { session: string }).session);
    if (opens) {
      const { session } = (answer.value as { state: { session: string } }).state;
      if (name === 'session.attach') this.#onAttached(session);
      this.#ids.add(session);
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

  /** Closes them all, and whatever is still being opened; what they performed is kept. Never throws: closed already is what we want. */
  async closeAll(): Promise<void> {
    this.#ended = true;
    const ids = [...this.#ids];
    this.#ids.clear();
    await Promise.allSettled(ids.map((session) => this.#service.request('session.close', { session, keep: true })));
  }
}
