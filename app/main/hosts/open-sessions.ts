/** Tracks the sessions and recordings that a page opened: they are closed when the page is gone. No page, no peers. */
import { requestFacts } from '../../shared/contract/contract.ts';
import { type AnyAnswer, type Requests, isRequestName } from './gate.ts';

export class OpenSessions {
  readonly #ids = new Set<string>();
  readonly #service: Requests;
  readonly #onAttached: (session: string) => void;
  #ended = false;
  #heir: OpenSessions | null = null;

  /** `onAttached` is called with each session that the page takes over, which no other page must close then. */
  constructor(service: Requests, onAttached: (session: string) => void = () => {}) {
    this.#service = service;
    this.#onAttached = onAttached;
  }

  /** Another page has taken over this session. */
  forget(session: string): void {
    this.#ids.delete(session);
  }

  /** Updates the list of open sessions from a request that passed the gate. */
  note(name: unknown, input: unknown, answer: AnyAnswer): void {
    // An answer can arrive on a connection that broke after its sessions moved to the next.
    if (this.#heir) return this.#heir.note(name, input, answer);
    if (!answer.ok || !isRequestName(name)) return;
    const { opens, closes } = requestFacts(name);
    if (closes) this.#ids.delete(idIn(input));
    if (opens) {
      const id = idIn((answer.value as { state: object }).state);
      if (name === 'session.attach' || name === 'recording.attach') this.#onAttached(id);
      this.#ids.add(id);
      // The page left while its session was opening.
      if (this.#ended) void this.closeAll();
    }
  }

  /** Takes over the sessions of a broken connection, for the same page on its new connection. */
  adopt(other: OpenSessions): void {
    for (const id of other.#ids) this.#ids.add(id);
    other.#ids.clear();
    other.#heir = this;
  }

  /** Closes all sessions, and those still opening; their work is kept. Never throws: an already closed session is fine. */
  async closeAll(): Promise<void> {
    this.#ended = true;
    const ids = [...this.#ids];
    this.#ids.clear();
    await Promise.allSettled(ids.map((id) => this.#close(id)));
  }

  /** Recorded programs go on. */
  #close(id: string): Promise<unknown> {
    return id.startsWith('recording-') ? this.#service.request('recording.close', { recording: id })
      : this.#service.request('session.close', { session: id, keep: true });
  }
}

/** The session or recording that an input or a state names. */
function idIn(what: unknown): string {
  const { session, recording } = what as { session?: string; recording?: string };
  return session ?? recording ?? '';
}
