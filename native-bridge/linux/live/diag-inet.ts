/** TCP, UDP and raw sockets of the own network namespace: struct inet_diag_msg of linux/inet_diag.h. */
import { kindNumber, ONLY_SIX, stateNumber } from '../../../app/shared/live/kinds.ts';
import type { SocketTable } from '../../../app/shared/live/socket-table.ts';
import { attribute, type DumpResult, type SockDiag } from './netlink.ts';

const [INET, INET6, TCP, UDP, RAW] = [2, 10, 6, 17, 255];
/** Bytes of the message before its attributes; INET_DIAG_SKV6ONLY, which sockets have in these two states. */
const [MESSAGE, V6ONLY] = [72, 11];
const WAITING: ReadonlySet<number> = new Set([stateNumber('listening'), stateNumber('unconnected')]);
const [STREAM, DATAGRAM, RAW_TYPE] = [1, 2, 3];

/** The dumps of the internet families, with the name used in notes if one is missing. */
export const INET_DUMPS = [
  { name: 'TCP', kind: 'tcp', family: INET, protocol: TCP, type: STREAM },
  { name: 'TCP over IPv6', kind: 'tcp', family: INET6, protocol: TCP, type: STREAM },
  { name: 'UDP', kind: 'udp', family: INET, protocol: UDP, type: DATAGRAM },
  { name: 'UDP over IPv6', kind: 'udp', family: INET6, protocol: UDP, type: DATAGRAM },
  { name: 'raw', kind: 'raw', family: INET, protocol: RAW, type: RAW_TYPE },
  { name: 'raw over IPv6', kind: 'raw', family: INET6, protocol: RAW, type: RAW_TYPE },
] as const;
export type InetDump = (typeof INET_DUMPS)[number];

/** Adds every socket of one dump. */
export function dumpInet(diag: SockDiag, what: InetDump, table: SocketTable): DumpResult {
  // inet_diag_req_v2: family, protocol, extensions, padding, states, and an id of zeros.
  const request = Buffer.alloc(56);
  request[0] = what.family;
  request[1] = what.protocol;
  request.fill(0xff, 4, 8);
  const kind = kindNumber(what.kind);
  const width = what.family === INET ? 4 : 16;
  return diag.dump(request, (bytes, words, at, length) => {
    const w = at >> 2;
    const s = table.add(words[w + 17]!);
    const c = table.columns;
    c.kind[s] = kind;
    c.family[s] = what.family;
    c.type[s] = what.type;
    c.state[s] = bytes[at + 1]!;
    const sport = (bytes[at + 4]! << 8) | bytes[at + 5]!;
    if (what.kind === 'raw') {
      // The kernel keeps the protocol where other sockets keep their port.
      c.protocol[s] = sport;
    } else {
      c.localPort[s] = sport;
      c.remotePort[s] = (bytes[at + 6]! << 8) | bytes[at + 7]!;
    }
    const to = 32 * s;
    for (let i = 0; i < width; i++) {
      c.address[to + i] = bytes[at + 8 + i]!;
      c.address[to + 16 + i] = bytes[at + 24 + i]!;
    }
    if (what.family === INET6 && WAITING.has(bytes[at + 1]!)) {
      const only = attribute(bytes, at + MESSAGE, at + length, V6ONLY);
      if (only) c.onlySix[s] = bytes[only.at] === 0 ? ONLY_SIX.no : ONLY_SIX.yes;
    }
    c.device[s] = words[w + 10]!;
    c.cookie[s] = BigInt(words[w + 11]!) | (BigInt(words[w + 12]!) << 32n);
    c.receiveQueue[s] = words[w + 14]!;
    c.sendQueue[s] = words[w + 15]!;
    c.uid[s] = words[w + 16]!;
  });
}
