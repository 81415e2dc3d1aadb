import { isIPv4, isIPv6 } from 'node:net';
import { ipv6Groups, shortestIpv6 } from '../marshal/ipv6.ts';

const AF_UNIX = 1;
const AF_INET = 2;
/** Winsock's number; Linux has 10. */
const AF_INET6 = 23;
const SIZE_V4 = 16;
const SIZE_V6 = 28;
/** sockaddr_un of afunix.h: the family, and 108 bytes for a path. */
const SIZE_UNIX = 110;

/**
 * sockaddr_in (16 bytes) for `127.0.0.1:5050`, sockaddr_in6 (28 bytes) for `[::1]:5050` or, with a
 * scope id, `[fe80::1%3]:5050`, sockaddr_un (110 bytes) for a path, `/x` or `C:\x`. Layout of the Windows
 * headers: family first, two bytes, little-endian.
 * @throws RangeError for any other text, and for a path longer than 107 bytes.
 */
export function encodeSockaddr(text: string): Buffer {
  if (/^(?:\/|[a-z]:[\\/])/i.test(text)) return encodeUnix(text);
  const [, v6, scope, v4, portText] = /^(?:\[([^\]%]+)(?:%(\d+))?\]|([^[\]:]+)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(portText);
  if (v4 !== undefined && isIPv4(v4) && port <= 0xffff) {
    const bytes = Buffer.alloc(SIZE_V4);
    bytes.writeUInt16LE(AF_INET, 0);
    bytes.writeUInt16BE(port, 2);
    bytes.set(v4.split('.').map(Number), 4);
    return bytes;
  }
  if (v6 !== undefined && isIPv6(v6) && port <= 0xffff && Number(scope ?? 0) <= 0xffff_ffff) {
    const bytes = Buffer.alloc(SIZE_V6);
    bytes.writeUInt16LE(AF_INET6, 0);
    bytes.writeUInt16BE(port, 2);
    ipv6Groups(v6).forEach((group, i) => bytes.writeUInt16BE(group, 8 + 2 * i));
    bytes.writeUInt32LE(Number(scope ?? 0), 24);
    return bytes;
  }
  throw new RangeError(`not an address with port: ${text} (expected 127.0.0.1:5050, [::1]:5050 or a path)`);
}

function encodeUnix(text: string): Buffer {
  const name = Buffer.from(text, 'utf8');
  // The path ends with NUL.
  if (name.length >= SIZE_UNIX - 2 || text.includes('\0'))
    throw new RangeError(`not the path of a unix socket (at most 107 bytes): ${JSON.stringify(text)}`);
  const bytes = Buffer.alloc(SIZE_UNIX);
  bytes.writeUInt16LE(AF_UNIX, 0);
  bytes.set(name, 2);
  return bytes;
}

/**
 * The text of a sockaddr_in, sockaddr_in6 or sockaddr_un ('' without a path), in the form that {@link encodeSockaddr}
 * reads; IPv6 in its shortest form. Bytes after the structure are ignored, as calls receive larger buffers.
 * @throws RangeError for another family or too few bytes.
 */
export function decodeSockaddr(bytes: Uint8Array): string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const family = view.length < 2 ? undefined : view.readUInt16LE(0);
  if (family === AF_INET && view.length >= SIZE_V4) {
    return `${view.subarray(4, 8).join('.')}:${view.readUInt16BE(2)}`;
  }
  if (family === AF_INET6 && view.length >= SIZE_V6) {
    const groups = Array.from({ length: 8 }, (_, i) => view.readUInt16BE(8 + 2 * i).toString(16));
    const scope = view.readUInt32LE(24);
    return `[${shortestIpv6(groups.join(':'))}${scope === 0 ? '' : `%${scope}`}]:${view.readUInt16BE(2)}`;
  }
  if (family === AF_UNIX) {
    const [path = ''] = view.toString('utf8', 2, SIZE_UNIX).split('\0', 1);
    return path;
  }
  throw new RangeError(`not an IPv4, IPv6 or unix socket address: family ${family}, ${view.length} bytes`);
}

/** An empty buffer large enough for any socket address, for calls that fill one in. */
export const emptySockaddr = (): Buffer => Buffer.alloc(SIZE_UNIX);
