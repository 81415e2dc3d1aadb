/** Addresses of a capture's sockets as text. */
import { textOfBytes } from '../base/foreign-bytes.ts';
import type { Capture } from './capture.ts';
import { KINDS } from './kinds.ts';

const [INET, INET6] = [2, 10];

/** "127.0.0.1:80", "[::1]:80", "*:80" for any address, a path, "@name", "cid:port"; "" for none. */
export function addressesOf(c: Capture, s: number): { local: string; remote: string } {
  const { sockets } = c;
  switch (KINDS[sockets.kind[s]!]) {
    case 'unix': return { local: nameOf(c, s), remote: '' };
    case 'netlink': return { local: `port ${sockets.localPort[s]!}`, remote: '' };
    case 'packet': return { local: sockets.device[s] === 0 ? 'any interface' : `interface ${sockets.device[s]!}`, remote: '' };
    case 'vsock': return { local: vsock(c, s, 0, sockets.localPort[s]!), remote: vsock(c, s, 16, sockets.remotePort[s]!) };
    // The protocol takes the place of a port, as in other tools.
    case 'raw': return { local: inet(c, s, 0, sockets.protocol[s]!), remote: inet(c, s, 16, 0) };
    default: return { local: inet(c, s, 0, sockets.localPort[s]!), remote: inet(c, s, 16, sockets.remotePort[s]!) };
  }
}

/** "127.0.0.1:80" for the IPv4-mapped "[::ffff:127.0.0.1]:80"; others unchanged. */
export const asIPv4 = (address: string): string => address.replace(/^\[::ffff:([\d.]+)\]/, '$1');

/** A unix socket's path or "@name"; "" for one without. */
export function nameOf(c: Capture, s: number): string {
  const { nameAt, nameLength, text } = c.sockets;
  if (nameLength[s] === 0) return '';
  const bytes = text.subarray(nameAt[s], nameAt[s]! + nameLength[s]!);
  return bytes[0] === 0 ? `@${textOfBytes(bytes.subarray(1))}` : textOfBytes(bytes);
}

function inet(c: Capture, s: number, at: number, port: number): string {
  const { family, address, state } = c.sockets;
  const from = 32 * s + at;
  if (family[s] === INET) {
    // A socket without a port has no address worth a word, and neither has the far side of a listener.
    if (port === 0 && isZero(address, from, 4)) return at === 0 && state[s] !== 0 ? '0.0.0.0:0' : '';
    return `${address[from]}.${address[from + 1]}.${address[from + 2]}.${address[from + 3]}:${port}`;
  }
  if (family[s] !== INET6) return '';
  if (port === 0 && isZero(address, from, 16)) return at === 0 && state[s] !== 0 ? '[::]:0' : '';
  return `[${ipv6Text(address, from)}]:${port}`;
}

function vsock(c: Capture, s: number, at: number, port: number): string {
  // No table has it: its zeros are no address, although 0:0 could be one.
  if (c.sockets.state[s] === 0) return '';
  const from = 32 * s + at;
  const [a, b, d, e] = [0, 1, 2, 3].map((i) => c.sockets.address[from + i]!) as [number, number, number, number];
  const cid = (a | (b << 8) | (d << 16) | (e << 24)) >>> 0;
  if (cid === 0xffffffff && port === 0xffffffff) return '';
  return `${cid === 0xffffffff ? '*' : cid}:${port === 0xffffffff ? '*' : port}`;
}

/** 16 bytes in network order as the shortest IPv6 text (RFC 5952), with IPv4-mapped ones dotted. */
export function ipv6Text(bytes: Uint8Array, at: number): string {
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[at + 2 * i]! << 8) | bytes[at + 2 * i + 1]!);
  if (groups.slice(0, 5).every((g) => g === 0) && groups[5] === 0xffff) {
    return `::ffff:${bytes[at + 12]}.${bytes[at + 13]}.${bytes[at + 14]}.${bytes[at + 15]}`;
  }
  let [best, length] = [-1, 1];
  for (let i = 0; i < 8; i++) {
    let j = i;
    while (j < 8 && groups[j] === 0) j += 1;
    if (j - i > length) [best, length] = [i, j - i];
  }
  const hex = groups.map((g) => g.toString(16));
  return best < 0 ? hex.join(':') : `${hex.slice(0, best).join(':')}::${hex.slice(best + length).join(':')}`;
}

function isZero(bytes: Uint8Array, from: number, length: number): boolean {
  for (let i = from; i < from + length; i++) if (bytes[i] !== 0) return false;
  return true;
}
