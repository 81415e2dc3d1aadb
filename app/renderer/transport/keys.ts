/**
 * The keys that a page proves to its host.
 *
 * - The token, from the address: used for one login, and removed from the address before anything else happens.
 * - The key of this run, in localStorage. Storage is per origin, which includes the port, so that, unlike a cookie, no server at
 *   another port receives it; and all pages of the origin share it, so that a second tab, a reload and a bookmark
 *   need no token. A program that serves this origin later can read it; by then its run of the host is over, and no
 *   other run accepts it.
 * - The key for resuming with another run, in memory only: that one would be useful to another program.
 */
import { type HandshakeKey, TOKEN_ID, type Welcome } from '../../shared/contract/handshake.ts';

const STORED = 'page-key';

export class Keys {
  #token: string | null;
  /** Without storage, only this page has the key. */
  #own: HandshakeKey | null = null;
  #resume: HandshakeKey | null = null;

  /** Removes the token from the address. */
  constructor() {
    this.#token = new URLSearchParams(location.hash.slice(1)).get('token');
    if (this.#token !== null) history.replaceState(null, '', location.pathname + location.search);
  }

  /** Whether this page can resume with another run of the host. */
  get resumes(): boolean {
    return this.#resume !== null;
  }

  /** Every key of the page, the preferred one first. */
  all(): HandshakeKey[] {
    const token = this.#token === null ? null : { id: TOKEN_ID, key: this.#token };
    return [stored() ?? this.#own, this.#resume, token].filter((key) => key !== null);
  }

  /** A host has accepted the page: it uses `secret` from now on, if given. */
  welcomed({ secretId, resume }: Welcome, secret: string): void {
    this.#token = null;
    this.#resume = resume;
    if (secretId === null) return;
    this.#own = { id: secretId, key: secret };
    try {
      localStorage.setItem(STORED, JSON.stringify(this.#own));
    } catch {
      // The page works without storage; only a second one needs a login.
    }
  }

  /** The host knows none of the tried keys. Another page might have logged in since, and stored its key. */
  refused(tried: readonly HandshakeKey[]): void {
    this.#token = null;
    this.#resume = null;
    this.#own = null;
    try {
      if (tried.some(({ id }) => id === stored()?.id)) localStorage.removeItem(STORED);
    } catch {
      // Storage is not available.
    }
  }
}

/** The stored keys of this origin. Another program might have used this port, and stored anything. */
function stored(): HandshakeKey | null {
  try {
    const key = JSON.parse(localStorage.getItem(STORED) ?? 'null') as Partial<HandshakeKey> | null;
    return typeof key?.id === 'string' && /^[0-9a-f]{16}$/.test(key.id) && typeof key.key === 'string' && /^[\w-]{43}$/.test(key.key)
      ? { id: key.id, key: key.key } : null;
  } catch {
    return null;
  }
}
