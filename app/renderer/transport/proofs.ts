/** The page's half of a mutual proof (`shared/handshake.ts`). */
import { type Challenge, type HandshakeKey, proofText, secretText } from '../../shared/contract/handshake.ts';

/** The page's nonce: 32 random bytes. */
export function newNumber(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

export interface Answer {
  proof: string;
  /** The key derived from the handshake. */
  secret: string;
}

/**
 * Answers a challenge with a key that both sides claim to know. Null if the host has not proved that it knows the key: it
 * receives nothing then.
 */
export async function answerTo({ id, host, proof }: Challenge, key: HandshakeKey, page: string): Promise<Answer | null> {
  const { origin } = location;
  const secret = await crypto.subtle.importKey('raw', bytesOf(key.key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
  if (!(await crypto.subtle.verify('HMAC', secret, bytesOf(proof), utf8(proofText('host', origin, id, page, host))))) return null;
  const mac = async (text: string) => base64url(new Uint8Array(await crypto.subtle.sign('HMAC', secret, utf8(text))));
  return { proof: await mac(proofText('page', origin, id, page, host)), secret: await mac(secretText(origin, id, page, host)) };
}

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCodePoint(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.codePointAt(0)!);
}
