/** The state of TCP sockets: by an exact query if the addresses are known, else from /proc/net/tcp and tcp6. */
import { readFileSync } from 'node:fs';
import { attempt } from '../../app/shared/base/attempt.ts';
import { withSockDiag } from '../linux/sock-diag.ts';
import { ipv6Text } from '../linux/sockaddr.ts';

/** A socket to look up, with its presumed addresses. */
export interface TcpWanted {
  inode: string;
  local: string | null;
  remote: string | null;
  /** Presumed to listen or to be connected, so it must be in a table. */
  listed: boolean;
}

export interface TcpRow {
  /** A SocketState if there is an equivalent, else the kernel's name: "FIN_WAIT2". */
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
/** The other side's FIN has arrived. The kernel counts it as one unread byte until a read has met it. */
const AFTER_FIN: ReadonlySet<string> = new Set(['CLOSE_WAIT', 'LAST_ACK', 'CLOSING']);
const NO_REMOTE = '0.0.0.0:0';

/** Rows by inode; a socket that is bound but neither listens nor is connected has none. */
export function tcpRows(wanted: readonly TcpWanted[]): Map<string, TcpRow> {
  const rows = new Map<string, TcpRow>();
  if (wanted.length === 0) return rows;
  if (wanted.some(({ local }) => local !== null)) withSockDiag((ask) => {
    for (const { inode, local, remote } of wanted) {
      const answer = local === null ? null : ask(local, remote);
      // Another socket can have these addresses by now.
      if (local !== null && answer?.inode === inode) rows.set(inode, row(answer.state, answer.queued, local, remote ?? NO_REMOTE));
    }
  });
  const missing = new Set(wanted.filter(({ inode, listed }) => listed && !rows.has(inode)).map(({ inode }) => inode));
  // This walks the kernel's whole hash table, which takes some milliseconds per file.
  for (const file of missing.size > 0 ? ['/proc/net/tcp', '/proc/net/tcp6'] : []) {
    for (const line of readLines(file)) {
      // sl local remote st tx:rx tr:when retrnsmt uid timeout inode …
      const [, local = '', remote = '', state = '0', queues = ':0', , , , , inode = ''] = line.trim().split(/\s+/);
      if (!missing.has(inode)) continue;
      rows.set(inode, row(Number.parseInt(state, 16), Number.parseInt(queues.split(':')[1] ?? '0', 16), address(local), address(remote)));
    }
  }
  return rows;
}

function row(number: number, queued: number, local: string, remote: string): TcpRow {
  const state = STATES[number] ?? String(number);
  const unread = AFTER_FIN.has(state) ? Math.max(0, queued - 1) : queued;
  return { state, local, remote, unread: state === 'listening' ? null : unread };
}

/** "0100007F:1F90" is 127.0.0.1:8080: every 32-bit word is printed in this machine's byte order. */
function address(hex: string): string {
  const [host = '', port = '0'] = hex.split(':');
  const bytes = Buffer.from(host, 'hex');
  bytes.swap32();
  const text = bytes.length === 4 ? bytes.join('.') : `[${ipv6Text(bytes)}]`;
  return `${text}:${Number.parseInt(port, 16)}`;
}

function readLines(file: string): string[] {
  // Machines without IPv6 have no tcp6.
  return attempt(() => readFileSync(file, 'latin1').split('\n').slice(1), []);
}
