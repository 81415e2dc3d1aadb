/** Inodes of the sockets that would receive data sent to an address of this network namespace; sock_diag(7). */
import { type Address, arrivesAt } from '../../app/shared/reach/address.ts';
import { SockDiag, attribute } from './live/netlink.ts';
import { ipv6Text } from './sockaddr.ts';

const [UNIX, INET, INET6, TCP, UDP] = [1, 2, 10, 6, 17];
/** TCP_LISTEN, also the state of unix listeners; and SOCK_DGRAM. */
const [LISTENING, DATAGRAM] = [10, 2];
/** inet_diag_req_v2 and inet_diag_msg: states, and the id with its port in network order. */
const [STATES_AT, ID_AT, ADDRESS_AT, INODE_WORD] = [4, 8, 8, 17];
const REQUEST_SIZE = 56;
/** unix_diag_req and unix_diag_msg. */
const [UNIX_REQUEST_SIZE, SHOW_AT, SHOW_NAME, UNIX_NAME, UNIX_BODY] = [24, 12, 0x01, 0, 16];

/** @param type SOCK_STREAM or SOCK_DGRAM, null for both. @returns null if the kernel does not report it, as without sock_diag. */
export function receiversAt(to: Address, type: string | null): string[] | null {
  let diag: SockDiag | undefined;
  try {
    diag = new SockDiag();
    return to.kind === 'unix' ? unixReceivers(diag, to.name) : ipReceivers(diag, to, type);
  } catch {
    return null;
  } finally {
    diag?.close();
  }
}

function ipReceivers(diag: SockDiag, to: Extract<Address, { kind: 'ip' }>, type: string | null): string[] | null {
  const found: string[] = [];
  for (const [protocol, states] of [[TCP, 1 << LISTENING], [UDP, 0xffff_ffff]] as const) {
    if (type !== null && (type === 'SOCK_DGRAM') !== (protocol === UDP)) continue;
    for (const family of [INET, INET6]) {
      const request = Buffer.alloc(REQUEST_SIZE);
      request[0] = family;
      request[1] = protocol;
      request.writeUInt32LE(states, STATES_AT);
      request.writeUInt16BE(to.port, ID_AT);
      const dumped = diag.dump(request, (bytes, words, at) => {
        const bound = bytes.subarray(at + ADDRESS_AT, at + ADDRESS_AT + (family === INET ? 4 : 16));
        const port = bytes.readUInt16BE(at + 4);
        const host = family === INET ? bound.join('.') : `[${ipv6Text(bound)}]`;
        if (arrivesAt(to, `${host}:${port}`)) found.push(String(words[(at >> 2) + INODE_WORD]!));
      });
      // A machine without IPv6 has no dump for it.
      if (!dumped.ok && family === INET) return null;
    }
  }
  return found;
}

/** By its name on the system: "/path" or "@abstract". */
function unixReceivers(diag: SockDiag, name: string): string[] | null {
  const request = Buffer.alloc(UNIX_REQUEST_SIZE);
  request[0] = UNIX;
  request.fill(0xff, STATES_AT, STATES_AT + 4);
  request.writeUInt32LE(SHOW_NAME, SHOW_AT);
  const wanted = Buffer.from(name.startsWith('@') ? `\0${name.slice(1)}` : name, 'utf8');
  const found: string[] = [];
  const dumped = diag.dump(request, (bytes, words, at, length) => {
    // An accepted connection has its listener's name.
    if (bytes[at + 1] !== DATAGRAM && bytes[at + 2] !== LISTENING) return;
    const own = attribute(bytes, at + UNIX_BODY, at + length, UNIX_NAME);
    if (own && isNamed(bytes.subarray(own.at, own.at + own.length), wanted)) found.push(String(words[(at >> 2) + 1]!));
  });
  return dumped.ok ? found : null;
}

/** A path includes its NUL. */
const isNamed = (name: Buffer, wanted: Buffer): boolean =>
  name.equals(wanted) || (wanted[0] !== 0 && name.equals(Buffer.concat([wanted, Buffer.of(0)])));
