/**
 * Worlds, traces and outcomes store data as "byte strings": every character is one byte,
 * U+0000 to U+00FF. They compare, slice and serialise as plain strings, and no byte is lost.
 */
import { visible } from '../base/visible.ts';

/** UTF-8 text to a byte string: "é" becomes two characters. */
export function toByteString(text: string): string {
  let out = '';
  for (const byte of new TextEncoder().encode(text)) out += String.fromCharCode(byte);
  return out;
}

export function bytesOf(byteString: string): Uint8Array {
  const out = new Uint8Array(byteString.length);
  for (let i = 0; i < out.length; i++) out[i] = byteString.charCodeAt(i);
  return out;
}

export function byteStringOf(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += String.fromCharCode(byte);
  return out;
}

/** Returns readable text: valid UTF-8 decoded, other bytes as escapes. */
export function readable(byteString: string): string {
  return visible(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytesOf(byteString)));
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function toHex(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += HEX[byte];
  return out;
}

/** Hex digits to bytes; throws on anything else. */
export function fromHex(hex: string): Uint8Array {
  if (hex.length % 2 !== 0 || /[^0-9a-f]/i.test(hex)) throw new Error('Not an even number of hex digits');
  const out = new Uint8Array(hex.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = (digit(hex.charCodeAt(2 * i)) << 4) | digit(hex.charCodeAt(2 * i + 1));
  return out;
}

/** Of 0-9, a-f, A-F. */
const digit = (code: number): number => (code <= 57 ? code - 48 : (code | 32) - 87);
