/** The host's half of a mutual proof (`shared/handshake.ts`), and its secrets. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Challenge, type HandshakeKey, type Hello, proofText, secretText } from '../../../shared/contract/handshake.ts';

/** One handshake: its key and both nonces. It accepts one answer. */
export interface Conversation {
  /** Null if the host knows none of the page's keys; then every proof fails. */
  known: HandshakeKey | null;
  challenge: Challenge;
  /** True if the proof shows that the page knows the key. */
  fits(proof: string): boolean;
  /** The key derived for a page that proved this one. */
  secret(): string;
}

/**
 * Answers a page's first frame. A page without a known key gets a challenge as well, with a random key: from outside
 * it looks like any other.
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

/** Identifies a secret without revealing it: 16 random hex digits. */
export function newId(): string {
  return randomBytes(8).toString('hex');
}

/** Compares digests, so that the time taken reveals neither length nor prefix. */
function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
