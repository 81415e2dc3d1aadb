/**
 * The keys that a page proves to its host.
 *
 * - The token, from the address: used for one login, and taken out of the address before anything else happens.
 * - The key of this run, in localStorage. That is kept per origin, which includes the port, so that no server at another port
 *   gets it, as it would get a cookie; and it is common to all pages of the origin, so that a second tab, a reload and a bookmark
 *   need no token. A stranger who serves this origin later can read it there; by then its run of the host is over, and no
 *   other run knows it.
 * - The key for resuming with another run, in memory alone: that one would be good for a stranger.
 */
import { type HandshakeKey, TOKEN_ID, type Welcome } from '../../shared/contract/handshake.ts';

const STORED = 'page-key';

export class Keys {
  #token: string | null;
  /** Where there is no storage, this page has the key alone. */
  #own: HandshakeKey | null = null;
  #resume: HandshakeKey | null = null;

  /** Takes the token out of the address. */
  constructor() {
    this.#token = new URLSearchParams(location.hash.slice(1)).get('token');
    if (this.#token !== null) history.replaceState(null, '', location.pathname + location.search);
  }

  /** This page can resume by itself with another run of the host. */
  get resumes(): boolean {
    return this.#resume !== null;
  }

  /** Every key the page has, the one it prefers first. */
  all(): HandshakeKey[] {
    const token = this.#token === null ? null : { id: TOKEN_ID, key: this.#token };
    return [stored() ?? this.#own, this.#resume, token].filter((key) => key !== null);
  }

  /** A host has let the page in: by `secret` from now on, where it says so. */
  welcomed({ secretId, resume }: Welcome, secret: string): void {
    this.#token = null;
    this.#resume = resume;
    if (secretId === null) return;
    this.#own = { id: secretId, key: secret };
    try {
      localStorage.setItem(STORED, JSON.stringify(this.#own));
    } catch {
      // The page goes on; only a second one has to log in.
    }
  }

  /** The host knows none of those that were tried. Another page may have logged in meanwhile, and have stored its own. */
  refused(tried: readonly HandshakeKey[]): void {
    this.#token = null;
    this.#resume = null;
    this.#own = null;
    try {
      if (tried.some(({ id }) => id === stored()?.id)) localStorage.removeItem(STORED);
    } catch {
      // There is no storage, and nothing in it.
    }
  }
}

/** What a page of this origin has stored. Another program may have been at this port, and have left anything. */
function stored(): HandshakeKey | null {
  try {
    const key = JSON.parse(localStorage.getItem(STORED) ?? 'null') as Partial<HandshakeKey> | null;
    return typeof key?.id === 'string' && /^[0-9a-f]{16}$/.test(key.id) && typeof key.key === 'string' && /^[\w-]{43}$/.test(key.key)
      ? { id: key.id, key: key.key } : null;
  } catch {
    return null;
  }
}
