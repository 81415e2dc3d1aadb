/**
 * The owner tables of TCP and UDP. They name the process that *created* a socket, which need not hold it any more.
 * Not called under Wine, where they are mostly 0 and quadratic in the machine's sockets (W8).
 */
import { ipv6Text } from '../../../app/shared/live/address.ts';
import { liveCalls } from './calls.ts';

const [INET, INET6, TCP_OWNER_ALL, UDP_OWNER] = [2, 23, 5, 1];

export interface Owner {
  kind: 'tcp' | 'udp';
  pid: number;
  listening: boolean;
}

const MIB_TCP_STATE_LISTEN = 2;

/** Owners by local address. Of several sockets with one address, a listener comes first; connections come last. */
export function creators(): Map<string, Owner> {
  const found = new Map<string, Owner>();
  const { GetExtendedTcpTable, GetExtendedUdpTable } = liveCalls();
  const put = (local: string, owner: Owner) => { if (!found.has(local) || owner.listening) found.set(local, owner); };
  const tcp = (local: string, state: number, pid: number) => { put(local, { kind: 'tcp', pid, listening: state === MIB_TCP_STATE_LISTEN }); };
  const udp = (local: string, pid: number) => { put(local, { kind: 'udp', pid, listening: false }); };
  rows(GetExtendedTcpTable, INET, TCP_OWNER_ALL, 24, (b, at) => { tcp(`${four(b, at + 4)}:${b.readUInt16BE(at + 8)}`, b.readUInt32LE(at), b.readUInt32LE(at + 20)); });
  rows(GetExtendedTcpTable, INET6, TCP_OWNER_ALL, 56, (b, at) => { tcp(`[${ipv6Text(b, at)}]:${b.readUInt16BE(at + 20)}`, b.readUInt32LE(at + 48), b.readUInt32LE(at + 52)); });
  rows(GetExtendedUdpTable, INET, UDP_OWNER, 12, (b, at) => { udp(`${four(b, at)}:${b.readUInt16BE(at + 4)}`, b.readUInt32LE(at + 8)); });
  rows(GetExtendedUdpTable, INET6, UDP_OWNER, 28, (b, at) => { udp(`[${ipv6Text(b, at)}]:${b.readUInt16BE(at + 20)}`, b.readUInt32LE(at + 24)); });
  return found;
}

const four = (b: Buffer, at: number): string => b.subarray(at, at + 4).join('.');

function rows(call: (...params: readonly unknown[]) => unknown, family: number, tableClass: number, size: number, row: (b: Buffer, at: number) => void): void {
  const length = Buffer.alloc(4);
  // The table may grow between asking for its size and reading it.
  for (let tries = 0; tries < 4; tries++) {
    const bytes = Buffer.alloc(Math.max(4, length.readUInt32LE(0) + 4096));
    length.writeUInt32LE(bytes.length, 0);
    if (Number(call(bytes, length, false, family, tableClass, 0)) !== 0) continue;
    for (let i = 0; i < bytes.readUInt32LE(0); i++) row(bytes, 4 + size * i);
    return;
  }
}
