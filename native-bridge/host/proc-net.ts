/** TCP sockets of the network namespace by inode, from /proc/net/tcp and tcp6; proc(5). */
import { readFileSync } from 'node:fs';
import { ipv6Text } from '../linux/sockaddr.ts';

export interface TcpRow {
  /** In the words of SocketState where there is one, else the kernel's name: "FIN_WAIT2". */
  state: string;
  local: string;
  remote: string;
  /** Bytes received and not read; null for a listener, where the column counts connections. */
  unread: number | null;
}

const STATES = [
  '', 'established', 'SYN_SENT', 'SYN_RECV', 'FIN_WAIT1', 'FIN_WAIT2', 'TIME_WAIT', 'unbound', 'CLOSE_WAIT', 'LAST_ACK',
  'listening', 'CLOSING', 'NEW_SYN_RECV',
];
/** The other side's FIN has come. The kernel counts it as one unread byte until a read has met it. */
const AFTER_FIN: ReadonlySet<string> = new Set(['CLOSE_WAIT', 'LAST_ACK', 'CLOSING']);

/** Rows of the sockets with these inodes; a socket that is bound but neither listens nor connects has none. */
export function tcpRows(inodes: ReadonlySet<string>): Map<string, TcpRow> {
  const rows = new Map<string, TcpRow>();
  if (inodes.size === 0) return rows;
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readLines(file)) {
      // sl local remote st tx:rx tr:when retrnsmt uid timeout inode …
      const fields = line.trim().split(/\s+/);
      const inode = fields[9];
      if (inode !== undefined && inodes.has(inode)) rows.set(inode, parse(fields));
    }
  }
  return rows;
}

function parse(fields: readonly string[]): TcpRow {
  const state = STATES[Number.parseInt(fields[3] ?? '0', 16)] ?? fields[3] ?? '';
  const queued = Number.parseInt(fields[4]?.split(':')[1] ?? '0', 16);
  const unread = AFTER_FIN.has(state) ? Math.max(0, queued - 1) : queued;
  return { state, local: address(fields[1] ?? ''), remote: address(fields[2] ?? ''), unread: state === 'listening' ? null : unread };
}

/** "0100007F:1F90" is 127.0.0.1:8080: every 32-bit word is printed as this machine's number. */
function address(hex: string): string {
  const [host = '', port = '0'] = hex.split(':');
  const bytes = Buffer.from(host, 'hex');
  bytes.swap32();
  const text = bytes.length === 4 ? bytes.join('.') : `[${ipv6Text(bytes)}]`;
  return `${text}:${Number.parseInt(port, 16)}`;
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'latin1').split('\n').slice(1);
  } catch {
    // Machines without IPv6 have no tcp6.
    return [];
  }
}
