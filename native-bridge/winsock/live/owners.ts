/**
 * The owner tables of TCP and UDP. They name the process that *created* a socket, which need not hold it any more.
 * Not called under Wine, where they are mostly 0 and quadratic in the machine's sockets (W8); not verified on Windows.
 */
import { ipv6Text } from '../../../app/shared/live/address.ts';
import type { SocketState } from '../../../app/shared/live/kinds.ts';
import { liveCalls } from './calls.ts';

const [INET, INET6, TCP_OWNER_ALL, UDP_OWNER] = [2, 23, 5, 1];

export interface Owner {
  kind: 'tcp' | 'udp';
  six: boolean;
  local: string;
  /** "" for UDP, and for sockets that are not connected. */
  remote: string;
  state: SocketState;
  /** The creator; 0 if the system names none, as for TIME_WAIT. */
  pid: number;
}

/** MIB_TCP_STATE, from 1. */
const TCP_STATES: readonly SocketState[] = [
  'unknown', 'unconnected', 'listening', 'syn-sent', 'syn-received', 'established', 'fin-wait-1', 'fin-wait-2', 'close-wait', 'closing',
  'last-ack', 'time-wait',
  'unconnected',
];

/**
 * Rows of MIB_TCPROW_OWNER_PID, MIB_TCP6ROW_OWNER_PID and of UDP alike; tcpmib.h, udpmib.h. Ports are in network order, in the low half.
 */
export const TABLES = {
  tcp: { size: 24,
    row: (b: Buffer,
      at: number): Owner => tcp(false, `${four(b, at + 4)}:${port(b, at + 8)}`, `${four(b, at + 12)}:${port(b, at + 16)}`,
        b.readUInt32LE(at), b.readUInt32LE(at + 20)) },
  tcp6: {
    size: 56, row: (b: Buffer,
      at: number): Owner => tcp(true, `[${ipv6Text(b, at)}]:${port(b, at + 20)}`, `[${ipv6Text(b, at + 24)}]:${port(b, at + 44)}`,
        b.readUInt32LE(at + 48), b.readUInt32LE(at + 52)),
  },
  udp: { size: 12, row: (b: Buffer, at: number): Owner => udp(false, `${four(b, at)}:${port(b, at + 4)}`, b.readUInt32LE(at + 8)) },
  udp6: { size: 28, row: (b: Buffer, at: number): Owner => udp(true, `[${ipv6Text(b, at)}]:${port(b, at + 20)}`, b.readUInt32LE(at + 24)) },
} as const;

/** Every row of all four tables. */
export function owners(): Owner[] {
  const { GetExtendedTcpTable, GetExtendedUdpTable } = liveCalls();
  return [
    ...rows(GetExtendedTcpTable, INET, TCP_OWNER_ALL, TABLES.tcp), ...rows(GetExtendedTcpTable, INET6, TCP_OWNER_ALL, TABLES.tcp6),
    ...rows(GetExtendedUdpTable, INET, UDP_OWNER, TABLES.udp), ...rows(GetExtendedUdpTable, INET6, UDP_OWNER, TABLES.udp6),
  ];
}

/** A table: the number of rows, then the rows. */
export function decodeTable(bytes: Buffer, { size, row }: (typeof TABLES)[keyof typeof TABLES]): Owner[] {
  const count = Math.min(bytes.readUInt32LE(0), Math.floor((bytes.length - 4) / size));
  return Array.from({ length: count }, (_, i) => row(bytes, 4 + size * i));
}

function tcp(six: boolean, local: string, remote: string, state: number, pid: number): Owner {
  const named = TCP_STATES[state] ?? 'unknown';
  // The remote address of a listener is zero, or left over.
  return { kind: 'tcp', six, local, remote: named === 'listening' || remote.endsWith(':0') ? '' : remote, state: named, pid };
}

const udp = (six: boolean, local: string, pid: number): Owner => ({ kind: 'udp', six, local, remote: '', state: 'unconnected', pid });
const four = (b: Buffer, at: number): string => b.subarray(at, at + 4).join('.');
const port = (b: Buffer, at: number): number => b.readUInt16BE(at);

function rows(
  call: (...params: readonly unknown[]) => unknown, family: number, tableClass: number, layout: (typeof TABLES)[keyof typeof TABLES],
): Owner[] {
  const length = Buffer.alloc(4);
  // The table can grow between the size query and the read.
  for (let tries = 0; tries < 4; tries++) {
    const bytes = Buffer.alloc(Math.max(4, length.readUInt32LE(0) + 4096));
    length.writeUInt32LE(bytes.length, 0);
    if (Number(call(bytes, length, false, family, tableClass, 0)) === 0) return decodeTable(bytes, layout);
  }
  return [];
}
