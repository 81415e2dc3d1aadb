/**
 * Mutual authentication of page and host over the WebSocket. Each side proves that it knows a key, the host first, and
 * neither sends it:
 *
 *     page: hello      ids of its keys, and a random number
 *     host: challenge  the chosen key, its own random number, and its proof
 *     page: proof
 *     host: welcome
 *
 * A proof is the HMAC-SHA256 of {@link proofText} with the key. The text names the prover, the origin with its port, the key, and both
 * numbers, so a proof cannot be reflected, used at another port, or replayed.
 */

/** Id of the key that is the token after the # of the printed address. Other ids are 16 hex digits. */
export const TOKEN_ID = 'token';

export interface Hello {
  /** The keys of the page, the preferred one first. */
  ids: string[];
  /** The page's random number: 32 bytes as base64url, like keys and proofs. */
  page: string;
  /** Identifies the page while it is loaded, across its connections. */
  tab: string;
  /** True for a newly loaded page; false for a reconnecting page, which has sessions. */
  fresh: boolean;
}

export interface Challenge {
  /** The key known to both. */
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
  /** Identifies this run of the host: another run numbers its sessions from 1 again. */
  run: string;
  /**
   * Id of the key with which pages of this origin connect from now on: the HMAC of {@link secretText} with the key
   * that was proved. Null if that key stays in use.
   */
  secretId: string | null;
  /** The key for a later run of the host on the same port; null if it cannot restart there. */
  resume: HandshakeKey | null;
  /** Another page was connected, and this one has replaced it. */
  tookOver: boolean;
}

/** WebSocket close codes defined by the host. */
export const CLOSE = {
  /** Another page took over. This one does not reconnect automatically, or the two would replace each other forever. */
  replaced: 4001,
  /** The page proved no known key. The reason is not disclosed. */
  unknown: 4003,
  /** Every place is taken by another user. */
  full: 4009,
  /** The page did not prove a key in time. */
  slow: 4008,
  /** The host is shutting down. */
  goingAway: 1001,
  /** The received frame is not part of the protocol. */
  policy: 1008,
  unsupported: 1003,
} as const;

/** Returns the text whose HMAC is a proof. `origin`: scheme, name and port of the host. */
export function proofText(who: 'host' | 'page', origin: string, id: string, page: string, host: string): string {
  return `handoff-1 ${who} ${origin} ${id} ${page} ${host}`;
}

/** Returns the text whose HMAC is the next key. */
export function secretText(origin: string, id: string, page: string, host: string): string {
  return `handoff-1 secret ${origin} ${id} ${page} ${host}`;
}
