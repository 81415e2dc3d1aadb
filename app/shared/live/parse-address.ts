/** Parses addresses to bytes; `address.ts` does the reverse. */

export interface Parsed {
  bytes: Uint8Array;
  port: number;
  six: boolean;
}

/** "127.0.0.1:80" and "[::1]:80"; null for anything else. Bytes are 4 or 16, in network order. */
export function parseInet(text: string): Parsed | null {
  const [, six, four, digits] = /^(?:\[([\da-f:.]+)\]|(\d{1,3}(?:\.\d{1,3}){3})):(\d{1,5})$/i.exec(text) ?? [];
  const port = Number(digits);
  if (!(port <= 0xffff)) return null;
  const bytes = six === undefined ? parseFour(four ?? '') : parseSix(six);
  return bytes === null ? null : { bytes, port, six: six !== undefined };
}

function parseFour(text: string): Uint8Array | null {
  const parts = text.split('.').map(Number);
  return parts.length === 4 && parts.every((part) => part <= 255) ? Uint8Array.from(parts) : null;
}

function parseSix(text: string): Uint8Array | null {
  const [, before, four] = /^(.*:)(\d{1,3}(?:\.\d{1,3}){3})$/.exec(text) ?? [];
  const mapped = four === undefined ? null : parseFour(four);
  if (four !== undefined && mapped === null) return null;
  const whole = mapped === null ? text
    : `${before}${((mapped[0]! << 8) | mapped[1]!).toString(16)}:${((mapped[2]! << 8) | mapped[3]!).toString(16)}`;
  const [head = '', tail, ...more] = whole.split('::');
  const groups = (part: string) => part.split(':').filter((g) => g !== '').map((g) => Number.parseInt(g, 16));
  const [first, last] = [groups(head), groups(tail ?? '')];
  const missing = 8 - first.length - last.length;
  if (more.length > 0 || missing < 0 || (tail === undefined && missing !== 0)) return null;
  const all = [...first, ...Array.from({ length: missing }, () => 0), ...last];
  if (all.some((g) => !(g >= 0 && g <= 0xffff))) return null;
  return Uint8Array.from(all.flatMap((g) => [g >> 8, g & 0xff]));
}
