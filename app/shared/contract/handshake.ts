/**
 * How a page and its host get to know each other over the WebSocket. Each side proves that it knows a key, the host first, and
 * neither sends it:
 *
 *     page: hello      ids of keys it has, and a random number
 *     host: challenge  which key, a random number of its own, and its proof
 *     page: proof
 *     host: welcome
 *
 * A proof is an HMAC-SHA256, by the key, of {@link proofText}: it names who proves, the origin with its port, the key, and both
 * numbers. So it cannot be sent back as the other side's, used at another port, or used twice.
 */

/** Id of the key that is the token behind # of the printed address. Other ids are 16 hex digits. */
export const TOKEN_ID = 'token';

export interface Hello {
  /** The keys that the page has, the one it prefers first. */
  ids: string[];
  /** The page's number: 32 random bytes as base64url, as are keys and proofs. */
  page: string;
  /** Of the page while it is loaded: tells it from another page, and not its former connection. */
  tab: string;
  /** True for a page that was loaded; false for one that had a connection before, and has sessions. */
  fresh: boolean;
}

export interface Challenge {
  /** The key of the page that the host knows too. */
  id: string;
  host: string;
  proof: string;
}

export interface HandshakeKey {
  id: string;
  /** 32 bytes as base64url. */
  key: string;
}

export interface Welcome {
  /** Of this run of the host: another one numbers its sessions from 1 again. */
  run: string;
  /**
   * Id of the key by which this page, and others of its origin, connect from now on: the HMAC of {@link secretText} by the key
   * that was proved. Null when that key is the one.
   */
  secretId: string | null;
  /** What the page proves to another run of the host on the same port; null where it cannot come back. */
  resume: HandshakeKey | null;
  /** Another page was connected, and has lost its place to this one. */
  tookOver: boolean;
}

/** Close codes of the host's own. */
export const CLOSE = {
  /** Another page took over. This one does not come back by itself, or the two would go on taking over. */
  replaced: 4001,
  /** No key that the host knows was proved. Why is not said. */
  unknown: 4003,
  /** Every place is taken by another user. */
  full: 4009,
  /** Not proved in time. */
  slow: 4008,
  /** The host ends. */
  goingAway: 1001,
  /** What came is no frame of the host's. */
  policy: 1008,
  unsupported: 1003,
} as const;

/** What a proof is the HMAC of. `origin`: scheme, name and port of the host. */
export function proofText(who: 'host' | 'page', origin: string, id: string, page: string, host: string): string {
  return `handoff-1 ${who} ${origin} ${id} ${page} ${host}`;
}

/** What the key that follows from a conversation is the HMAC of. */
export function secretText(origin: string, id: string, page: string, host: string): string {
  return `handoff-1 secret ${origin} ${id} ${page} ${host}`;
}
