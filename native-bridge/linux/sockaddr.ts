import { isIPv4, isIPv6 } from 'node:net';
import { ipv6Groups, shortestIpv6 } from '../marshal/ipv6.ts';

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const UNIX_PATH = 108;

/** Buffer size for any address of these families: sockaddr_un, the longest, is 110 bytes. */
export const SOCKADDR_ROOM = 112;

/**
 * `127.0.0.1:5050` (16 bytes), `[::1]:5050` (28), `/path` (2 + path + NUL), `@abstract` (2 + NUL + name)
 * or `@`, for a name that the kernel chooses (2); ip(7), ipv6(7), unix(7).
 * @throws RangeError for any other text, or a path or name longer than 107 bytes.
 */
export function encodeSockaddr(text: string): Buffer {
  if (text.startsWith('@') || text.startsWith('/')) return encodeUnix(text);
  const [, v6, v4, portText] = /^(?:\[([^\]]+)\]|([^[\]:]+)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(portText);
  if (v4 !== undefined && isIPv4(v4) && port <= 0xffff) {
    const bytes = Buffer.alloc(16);
    bytes.writeUInt16LE(AF_INET, 0);
    bytes.writeUInt16BE(port, 2);
    bytes.set(v4.split('.').map(Number), 4);
    return bytes;
  }
  if (v6 !== undefined && isIPv6(v6) && !v6.includes('%') && port <= 0xffff) {
    const bytes = Buffer.alloc(28);
    bytes.writeUInt16LE(AF_INET6, 0);
    bytes.writeUInt16BE(port, 2);
    ipv6Groups(v6).forEach((group, i) => bytes.writeUInt16BE(group, 8 + 2 * i));
    return bytes;
  }
  throw new RangeError(`not an address: ${text} (expected 127.0.0.1:5050, [::1]:5050, /path or @name)`);
}

/**
 * The text of an address that a call has filled in, in the form that {@link encodeSockaddr} reads.
 * `length` is the value reported by the call; an unnamed unix socket, or no address, is ''.
 */
export function decodeSockaddr(bytes: Uint8Array, length: number): string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(length, bytes.length));
  const family = view.length < 2 ? undefined : view.readUInt16LE(0);
  if (family === AF_INET && view.length >= 16) return `${view.subarray(4, 8).join('.')}:${view.readUInt16BE(2)}`;
  if (family === AF_INET6 && view.length >= 28) return `[${ipv6Text(view.subarray(8, 24))}]:${view.readUInt16BE(2)}`;
  if (family === AF_UNIX && view.length > 2) {
    if (view[2] === 0) return `@${view.toString('utf8', 3)}`;
    const end = view.indexOf(0, 2);
    return view.toString('utf8', 2, end < 0 ? view.length : end);
  }
  return '';
}

/** 16 bytes in network order as the shortest IPv6 text. */
export function ipv6Text(bytes: Uint8Array): string {
  const parts = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16));
  return shortestIpv6(parts.join(':'));
}

function encodeUnix(text: string): Buffer {
  // The family alone makes bind choose a name (unix(7), autobind), as port 0 does for TCP.
  if (text === '@') return Buffer.from([AF_UNIX, 0]);
  if (text.includes('\0'))
    throw new RangeError(`the address has a NUL character, and the system would ignore the rest: ${JSON.stringify(text)}`);
  const abstract = text.startsWith('@');
  // An abstract name starts with NUL, has no NUL at its end, and its length follows from that of the address.
  const name = Buffer.from(abstract ? `\0${text.slice(1)}` : `${text}\0`, 'utf8');
  if (name.length > UNIX_PATH) throw new RangeError(`too long for a unix socket: ${text}`);
  const bytes = Buffer.alloc(2 + name.length);
  bytes.writeUInt16LE(AF_UNIX, 0);
  name.copy(bytes, 2);
  return bytes;
}
