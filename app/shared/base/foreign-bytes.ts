/**
 * Names from the system are bytes: usually UTF-8, but the kernel checks nothing. Bytes that are not UTF-8 become the lone
 * surrogates U+DC80 to U+DCFF, as in Python's "surrogateescape", so that two names never look equal and JSON keeps them exactly.
 */

// A byte order mark is part of a name; a decoder drops it by default.
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
const ENCODER = new TextEncoder();
const LOWEST = 0xdc00;
const LONE = /\p{Cs}/u;

/** Returns the bytes as text. Bytes in shared memory must be copied first. */
export function textOfBytes(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    return piecewise(bytes);
  }
}

function piecewise(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const end = at + (bytes[at]! < 0x80 ? 1 : bytes[at]! < 0xe0 ? 2 : bytes[at]! < 0xf0 ? 3 : 4);
    try {
      if (end > bytes.length) throw new RangeError();
      text += UTF8.decode(bytes.subarray(at, end));
      at = end;
    } catch {
      text += String.fromCharCode(LOWEST + bytes[at]!);
      at += 1;
    }
  }
  return text;
}

/** The inverse of {@link textOfBytes}. */
export function bytesOfText(text: string): Uint8Array {
  if (!LONE.test(text)) return ENCODER.encode(text);
  return Uint8Array.from(Array.from(text).flatMap((char) => {
    const code = char.charCodeAt(0);
    return char.length === 1 && code >= LOWEST + 0x80 && code <= LOWEST + 0xff ? [code - LOWEST] : [...ENCODER.encode(char)];
  }));
}
