/** The sockets that a process has open, read from /proc: where a recording of a running process starts. */
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { SocketTable } from '../../../app/shared/live/socket-table.ts';
import type { FoundDescriptor } from '../../../app/shared/recording/raw.ts';
import { readNetFile } from '../live/proc-net.ts';
import { ipv6Text } from '../sockaddr.ts';

const [O_NONBLOCK, O_CLOEXEC] = [0o4000, 0o2000000];
const INTERNET: Readonly<Record<number, 'AF_INET' | 'AF_INET6'>> = { 2: 'AF_INET', 10: 'AF_INET6' };
const TYPES: Readonly<Record<number, string>> = { 1: 'SOCK_STREAM', 2: 'SOCK_DGRAM', 5: 'SOCK_SEQPACKET' };
/** Kernel numbers of the states of TCP. */
const [ESTABLISHED, LISTEN, CLOSED] = [1, 10, 7];

type Facts = Omit<FoundDescriptor, 'number' | 'inheritable' | 'nonblocking'>;

/** Sockets of the network namespace of a process, by inode. Sockets of the same namespace can be looked up for other processes. */
export function socketsSeenBy(pid: number): Map<number, Facts> {
  const table = socketTableSeenBy(pid);
  return new Map(Array.from({ length: table.length }, (_, s) => [table.columns.inode[s]!, socketFactsOf(table, s)]));
}

export function socketTableSeenBy(pid: number): SocketTable {
  const table = new SocketTable();
  for (const file of ['tcp', 'tcp6', 'udp', 'udp6', 'unix'] as const) readNetFile(String(pid), file, table, []);
  return table;
}

/** `s`: row of the table. */
export function socketFactsOf(table: SocketTable, s: number): Facts {
  const c = table.columns;
  const family = INTERNET[c.family[s]!] ?? 'AF_UNIX';
  const side = (at: number, port: number) => (family === 'AF_UNIX' ? null : endpoint(family, c.address.subarray(at, at + 16), port));
  const [local, remote] = [side(32 * s, c.localPort[s]!), side(32 * s + 16, c.remotePort[s]!)];
  const connected = c.state[s] === ESTABLISHED;
  const unbound = c.state[s] === CLOSED && c.localPort[s] === 0;
  const state = c.state[s] === LISTEN ? 'listening' : connected ? 'established' : unbound ? 'unbound' : 'bound';
  return { inode: String(c.inode[s]), family, type: TYPES[c.type[s]!] ?? 'SOCK_STREAM', state,
    local: state === 'unbound' ? null : local, remote: connected ? remote : null };
}

const endpoint = (family: 'AF_INET' | 'AF_INET6', bytes: Uint8Array, port: number): string =>
  (family === 'AF_INET' ? `${bytes.subarray(0, 4).join('.')}:${port}` : `[${ipv6Text(bytes)}]:${port}`);

/** The descriptors of sockets of a process. `sockets`: of its network namespace. */
export function descriptorsOf(pid: number, sockets: ReadonlyMap<number, Facts>): FoundDescriptor[] {
  return numbersOf(pid).flatMap((number) => {
    const facts = sockets.get(inodeIn(linkOf(pid, number)));
    return facts ? [{ ...facts, number, ...flagsOf(pid, number) }] : [];
  });
}

/** Of "socket:[4711]"; NaN for other files. */
const inodeIn = (link: string): number => Number(/^socket:\[(\d+)\]$/.exec(link)?.[1] ?? NaN);

/** Row of the socket that a link leads to, "socket:[4711]"; -1 for other files, and for sockets in no table. */
export const rowOf = ({ columns, length }: SocketTable, link: string): number => columns.inode.subarray(0, length).indexOf(inodeIn(link));

/**
 * "TCP:[127.0.0.1:80]", also for a port that the system chose; null for other families, for numbers that are no sockets, and for
 * sockets in no table, such as TCP sockets that are bound and do not listen.
 */
export function addressBehind(task: number, descriptor: number): string | null {
  const link = linkOf(task, descriptor);
  if (Number.isNaN(inodeIn(link))) return null;
  const table = socketTableSeenBy(task);
  const row = rowOf(table, link);
  const facts = row < 0 ? null : socketFactsOf(table, row);
  if (!facts || facts.local === null || facts.family === 'AF_UNIX') return null;
  return `${facts.type === 'SOCK_DGRAM' ? 'UDP' : 'TCP'}${facts.family === 'AF_INET6' ? 'v6' : ''}:[${facts.local}]`;
}

/** None for a process that has ended. */
export function numbersOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map(Number);
  } catch {
    return [];
  }
}

/** "" for a descriptor that is not open. */
export function linkOf(pid: number, number: number): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${number}`);
  } catch {
    return '';
  }
}

export function flagsOf(pid: number, number: number): Pick<FoundDescriptor, 'inheritable' | 'nonblocking'> {
  let flags = 0;
  try {
    flags = Number.parseInt(/^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/${pid}/fdinfo/${number}`, 'latin1'))?.[1] ?? '0', 8);
  } catch {
    // It is not open.
  }
  return { inheritable: (flags & O_CLOEXEC) === 0, nonblocking: (flags & O_NONBLOCK) !== 0 };
}
