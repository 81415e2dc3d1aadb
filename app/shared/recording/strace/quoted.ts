import { own } from '../../base/own.ts';

/** Strings as strace writes them: C escapes, octal and hexadecimal, one character per byte. */
const SHORT: Readonly<Record<string, string>> = {
  n: '\n', t: '\t', r: '\r', v: '\v', f: '\f', a: '\u0007', b: '\b', '"': '"', '\\': '\\',
};
const ESCAPE = /\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))/g;

/** The byte string that starts with the quote at `from`, and the place behind its end. A string without an end ends with the text. */
export function readQuoted(text: string, from: number): { bytes: string; end: number } {
  let end = from + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return { bytes: unescaped(text.slice(from + 1, end)), end: Math.min(end + 1, text.length) };
}

export function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(ESCAPE, (all, hex: string | undefined, octal: string | undefined, short: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    return own(SHORT, short!) ?? all;
  });
}
