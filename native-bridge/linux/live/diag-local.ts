/** Unix, netlink, packet and vsock sockets of the own network namespace; linux/{unix,netlink,packet,vm_sockets}_diag.h. */
import { kindNumber } from '../../../app/shared/live/kinds.ts';
import type { SocketTable } from '../../../app/shared/live/socket-table.ts';
import { attribute, type DumpResult, type SockDiag } from './netlink.ts';

const [UNIX, NETLINK, PACKET, VSOCK] = [1, 16, 17, 40];
/** UDIAG_SHOW_NAME, _PEER, _RQLEN and _UID */
const UNIX_SHOW = 0x01 | 0x04 | 0x10 | 0x40;
const [UNIX_NAME, UNIX_PEER, UNIX_RQLEN, UNIX_UID] = [0, 2, 4, 7];

export const LOCAL_DUMPS = [
  { name: 'unix', dump: dumpUnix }, { name: 'netlink', dump: dumpNetlink }, { name: 'packet', dump: dumpPacket },
  { name: 'vsock', dump: dumpVsock },
] as const;

function dumpUnix(diag: SockDiag, table: SocketTable): DumpResult {
  const request = Buffer.alloc(24);
  request[0] = UNIX;
  request.fill(0xff, 4, 8);
  request.writeUInt32LE(UNIX_SHOW, 12);
  const kind = kindNumber('unix');
  return diag.dump(request, (bytes, words, at, length) => {
    const w = at >> 2;
    const s = table.add(words[w + 1]!);
    const c = table.columns;
    c.kind[s] = kind;
    c.family[s] = UNIX;
    c.type[s] = bytes[at + 1]!;
    c.state[s] = bytes[at + 2]!;
    c.cookie[s] = BigInt(words[w + 2]!) | (BigInt(words[w + 3]!) << 32n);
    const end = at + length;
    for (let a = at + 16; a + 4 <= end;) {
      const size = bytes[a]! | (bytes[a + 1]! << 8);
      if (size < 4) break;
      switch (bytes[a + 2]) {
        case UNIX_NAME: table.name(s, withoutEnd(bytes.subarray(a + 4, a + size))); break;
        case UNIX_PEER: c.peer[s] = words[(a >> 2) + 1]!; break;
        case UNIX_RQLEN:
          c.receiveQueue[s] = words[(a >> 2) + 1]!;
          c.sendQueue[s] = words[(a >> 2) + 2]!;
          break;
        case UNIX_UID: c.uid[s] = words[(a >> 2) + 1]!; break;
        default:
      }
      a += (size + 3) & ~3;
    }
  });
}

/** A path carries its NUL along; an abstract name begins with one. */
function withoutEnd(name: Uint8Array): Uint8Array {
  if (name.length === 0 || name[0] === 0) return name;
  const end = name.indexOf(0);
  return end < 0 ? name : name.subarray(0, end);
}

function dumpNetlink(diag: SockDiag, table: SocketTable): DumpResult {
  const request = Buffer.alloc(20);
  request[0] = NETLINK;
  // NDIAG_PROTO_ALL
  request[1] = 0xff;
  const kind = kindNumber('netlink');
  return diag.dump(request, (bytes, words, at) => {
    const w = at >> 2;
    const s = table.add(words[w + 4]!);
    const c = table.columns;
    c.kind[s] = kind;
    c.family[s] = NETLINK;
    c.type[s] = bytes[at + 1]!;
    c.protocol[s] = bytes[at + 2]!;
    c.state[s] = 7;
    c.localPort[s] = words[w + 1]!;
    c.remotePort[s] = words[w + 2]!;
    c.cookie[s] = BigInt(words[w + 5]!) | (BigInt(words[w + 6]!) << 32n);
  });
}

function dumpPacket(diag: SockDiag, table: SocketTable): DumpResult {
  const request = Buffer.alloc(20);
  request[0] = PACKET;
  // PACKET_SHOW_INFO
  request.writeUInt32LE(1, 8);
  const kind = kindNumber('packet');
  return diag.dump(request, (bytes, words, at, length) => {
    const w = at >> 2;
    const s = table.add(words[w + 1]!);
    const c = table.columns;
    c.kind[s] = kind;
    c.family[s] = PACKET;
    c.type[s] = bytes[at + 1]!;
    c.protocol[s] = bytes[at + 2]! | (bytes[at + 3]! << 8);
    c.state[s] = 7;
    c.cookie[s] = BigInt(words[w + 2]!) | (BigInt(words[w + 3]!) << 32n);
    const info = attribute(bytes, at + 16, at + length, 0);
    if (info) c.device[s] = bytes.readUInt32LE(info.at);
  });
}

function dumpVsock(diag: SockDiag, table: SocketTable): DumpResult {
  const request = Buffer.alloc(24);
  request[0] = VSOCK;
  request.fill(0xff, 4, 8);
  const kind = kindNumber('vsock');
  return diag.dump(request, (bytes, words, at) => {
    const w = at >> 2;
    const s = table.add(words[w + 5]!);
    const c = table.columns;
    c.kind[s] = kind;
    c.family[s] = VSOCK;
    c.type[s] = bytes[at + 1]!;
    c.state[s] = bytes[at + 2]!;
    c.address.set(bytes.subarray(at + 4, at + 8), 32 * s);
    c.address.set(bytes.subarray(at + 12, at + 16), 32 * s + 16);
    c.localPort[s] = words[w + 2]!;
    c.remotePort[s] = words[w + 4]!;
    c.cookie[s] = BigInt(words[w + 6]!) | (BigInt(words[w + 7]!) << 32n);
  });
}
