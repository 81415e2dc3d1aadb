/** The host's half of a mutual proof (`shared/handshake.ts`), and the secrets it is about. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Challenge, type HandshakeKey, type Hello, proofText, secretText } from '../../../shared/contract/handshake.ts';

/** One conversation: the key that it is about, and both numbers. It is good for one answer. */
export interface Conversation {
  /** Null when the host knows none of the page's keys; no proof fits then. */
  known: HandshakeKey | null;
  challenge: Challenge;
  /** True for the proof of a page that knows the key. */
  fits(proof: string): boolean;
  /** The key that follows for a page that proved this one. */
  secret(): string;
}

/**
 * Answers a page's first frame. A page with no key that the host knows gets a challenge all the same, by a key that nobody
 * has: from outside it looks like any other.
 */
export function converse({ ids, page }: Hello, origin: string, find: (id: string) => HandshakeKey | null): Conversation {
  const known = ids.map(find).find((key) => key !== null) ?? null;
  const { id, key } = known ?? { id: ids[0]!, key: newSecret() };
  const host = newSecret();
  const mac = (text: string) => createHmac('sha256', Buffer.from(key, 'base64url')).update(text).digest('base64url');
  return {
    known, challenge: { id, host, proof: mac(proofText('host', origin, id, page, host)) },
    fits: (proof) => sameText(proof, mac(proofText('page', origin, id, page, host))) && known !== null,
    secret: () => mac(secretText(origin, id, page, host)),
  };
}

/** 32 random bytes, as text of 43 characters. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Names a secret without telling it: 16 random hex digits. */
export function newId(): string {
  return randomBytes(8).toString('hex');
}

/** Compares digests, so that neither length nor prefix shows in the time taken. */
function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
