/**
 * Sockets from the tables of /proc/PID/net: for other network namespaces, and for kernels that lack a module of
 * sock_diag. Slower, and without cookies and unix peers; proc(5).
 */
import { readFileSync, statSync } from 'node:fs';
import { attempt } from '../../../app/shared/base/attempt.ts';
import { kindNumber } from '../../../app/shared/live/kinds.ts';
import type { SocketTable } from '../../../app/shared/live/socket-table.ts';

const [INET, INET6, UNIX, NETLINK, PACKET] = [2, 10, 1, 16, 17];
const LISTENING = 10;
/** __SO_ACCEPTCON of a unix socket's flags. */
const ACCEPTCON = 0x10000;
/** SS_ states of a unix socket in /proc/net/unix, as TCP states. */
const UNIX_STATES = [7, 7, 2, 1, 7];

const INET_FILES = [
  { file: 'tcp', kind: 'tcp', family: INET, type: 1 }, { file: 'tcp6', kind: 'tcp', family: INET6, type: 1 },
  { file: 'udp', kind: 'udp', family: INET, type: 2 }, { file: 'udp6', kind: 'udp', family: INET6, type: 2 },
  { file: 'raw', kind: 'raw', family: INET, type: 3 }, { file: 'raw6', kind: 'raw', family: INET6, type: 3 },
] as const;

export type NetFile = (typeof INET_FILES)[number]['file'] | 'unix' | 'netlink' | 'packet';
export const NET_FILES: readonly NetFile[] = [...INET_FILES.map((f) => f.file), 'unix', 'netlink', 'packet'];

/** Adds the sockets of one table of the namespace of process `who` ("self" or a pid); false if it cannot be read. */
export function readNetFile(who: string, file: NetFile, table: SocketTable, notes: string[]): boolean {
  let text: string;
  const before = file === 'unix' ? unixCount(who) : null;
  try {
    text = readFileSync(`/proc/${who}/net/${file}`, 'latin1');
  } catch {
    return false;
  }
  if (file === 'unix') {
    // The count does not decide: it contains sockets that no table lists, such as those of a cycle in flight.
    const rows = withLongNames(unixRows(text));
    const most = before === null ? rows.length : Math.max(before, unixCount(who) ?? before);
    for (const row of rows) unix(row, table);
    const surplus = rows.length - most;
    if (surplus > 0) {
      notes.push(`The table of unix sockets lists more than there are (by ${surplus}): a name with a line end in it can imitate a row.`);
    }
    return true;
  }
  for (const line of text.split('\n').slice(1).filter((l) => l !== '')) {
    if (file === 'netlink') netlink(line, table);
    else if (file === 'packet') packet(line, table);
    else inet(line, INET_FILES.find((f) => f.file === file)!, table);
  }
  return true;
}

function inet(line: string, { kind, family, type }: (typeof INET_FILES)[number], table: SocketTable): void {
  // sl local remote st tx:rx tr:when retrnsmt uid timeout inode …
  const [, local = '', remote = '', state = '0', queues = '0:0', , , uid = '0', , inode = '0'] = line.trim().split(/\s+/);
  const s = table.add(Number(inode));
  const c = table.columns;
  c.kind[s] = kindNumber(kind);
  c.family[s] = family;
  c.type[s] = type;
  // Requests of half-open connections have a separate state in the other tables.
  c.state[s] = Number.parseInt(state, 16);
  const [tx = '0', rx = '0'] = queues.split(':');
  c.receiveQueue[s] = Number.parseInt(rx, 16);
  c.sendQueue[s] = Number.parseInt(tx, 16);
  c.uid[s] = Number(uid);
  const sport = address(local, c.address, 32 * s);
  const dport = address(remote, c.address, 32 * s + 16);
  if (kind === 'raw') c.protocol[s] = sport;
  else [c.localPort[s], c.remotePort[s]] = [sport, dport];
}

/** "0100007F:1F90": 32-bit words in this machine's byte order. Writes the bytes. @returns the port. */
function address(text: string, to: Uint8Array, at: number): number {
  const [host = '', port = '0'] = text.split(':');
  const bytes = Buffer.from(host, 'hex');
  bytes.swap32();
  to.set(bytes, at);
  return Number.parseInt(port, 16);
}

/** Num RefCount Protocol Flags Type St Inode Path, with the kernel's widths: "%pK: %08X %08X %08X %04X %02X %5lu". */
const UNIX_ROW = /^(?:[\da-f]{8}|[\da-f]{16}): [\dA-F]{8} 00000000 ([\dA-F]{8}) ([\dA-F]{4}) ([\dA-F]{2}) (?=.{5}) *(\d+)(?: (.*))?$/s;
/** Limits of a path without its NUL, and of an abstract name. Bytes. */
const LONGEST_NAME = 108;

/** The kernel does not escape line ends in a name: a line that is not a row belongs to the name before it. */
export function unixRows(text: string): string[] {
  const rows: string[] = [];
  // The heading, and the text after the last line end.
  for (const line of text.split('\n').slice(1, -1)) {
    if (UNIX_ROW.test(line)) rows.push(line);
    else if (rows.length > 0) rows[rows.length - 1] += `\n${line}`;
  }
  return rows;
}

/** Merges a row into the one before it if the two are one name: the path of a file that exists. */
function withLongNames(rows: readonly string[]): string[] {
  const merged: string[] = [];
  for (const row of rows) {
    const path = UNIX_ROW.exec(merged.at(-1) ?? '')?.[5];
    const name = Buffer.from(`${path}\n${row}`, 'latin1').subarray(0, LONGEST_NAME);
    // Of a folder that this user cannot search, nothing is known.
    const isOneName = path?.startsWith('/') && attempt(() => statSync(name, { throwIfNoEntry: false })?.isSocket() ?? false, false);
    if (isOneName) merged[merged.length - 1] += `\n${row}`;
    else merged.push(row);
  }
  return merged;
}

/** Number of unix sockets in the namespace of process `who` by /proc/PID/net/protocols; null if the kernel does not report it. */
function unixCount(who: string): number | null {
  try {
    const rows = readFileSync(`/proc/${who}/net/protocols`, 'latin1').matchAll(/^UNIX(?:-STREAM)? +\d+ +(\d+) /gm);
    const counts = [...rows].map(([, count]) => Number(count));
    return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
  } catch {
    return null;
  }
}

function unix(row: string, table: SocketTable): void {
  const [, flags, type, state, inode, path] = UNIX_ROW.exec(row) ?? [];
  if (inode === undefined) return;
  const s = table.add(Number(inode));
  const c = table.columns;
  c.kind[s] = kindNumber('unix');
  c.family[s] = UNIX;
  c.type[s] = Number.parseInt(type!, 16);
  c.state[s] = (Number.parseInt(flags!, 16) & ACCEPTCON) !== 0 ? LISTENING : UNIX_STATES[Number.parseInt(state!, 16)] ?? 0;
  if (path === undefined) return;
  const bytes = Buffer.from(path, 'latin1').subarray(0, LONGEST_NAME);
  // The table prints every NUL of an abstract name as "@": the first one, and those with which some programs pad it.
  if (bytes[0] === 0x40) {
    bytes[0] = 0;
    for (let i = bytes.length - 1; bytes[i] === 0x40; i--) bytes[i] = 0;
  }
  table.name(s, bytes);
}

function netlink(line: string, table: SocketTable): void {
  // sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode
  const fields = line.trim().split(/\s+/);
  const s = table.add(Number(fields[9] ?? 0));
  const c = table.columns;
  c.kind[s] = kindNumber('netlink');
  c.family[s] = NETLINK;
  c.type[s] = 3;
  c.state[s] = 7;
  c.protocol[s] = Number(fields[1] ?? 0);
  c.localPort[s] = Number(fields[2] ?? 0);
  c.receiveQueue[s] = Number(fields[4] ?? 0);
}

function packet(line: string, table: SocketTable): void {
  // sk RefCnt Type Proto Iface R Rmem User Inode
  const fields = line.trim().split(/\s+/);
  const s = table.add(Number(fields[8] ?? 0));
  const c = table.columns;
  c.kind[s] = kindNumber('packet');
  c.family[s] = PACKET;
  c.type[s] = Number(fields[2] ?? 0);
  c.state[s] = 7;
  c.protocol[s] = Number.parseInt(fields[3] ?? '0', 16);
  c.device[s] = Number(fields[4] ?? 0);
  c.receiveQueue[s] = Number(fields[6] ?? 0);
  c.uid[s] = Number(fields[7] ?? 0);
}
