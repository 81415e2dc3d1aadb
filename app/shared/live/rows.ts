/** Rows of a capture, created on demand, as plain JSON. */
import type { Capture, ProcessLabel, WinsockFacts } from './capture.ts';
import { WATCHER } from './capture.ts';
import { addressesOf } from './address.ts';
import { ACCEPTORS, FAMILIES, KINDS, type Kind, maskNames, type SocketState, STATES, SURENESS, type Sureness, TYPES } from './kinds.ts';

export interface SocketRow {
  /** The row id: its index in the capture. */
  socket: number;
  /** Constant across captures of this machine while the socket exists. */
  key: string;
  kind: Kind;
  /** "stream", "datagram" …; "" where unknown. */
  type: string;
  family: string;
  state: SocketState;
  /** "127.0.0.1:80", "[::1]:80", a path, "@name"; "" for none. */
  local: string;
  remote: string;
  receiveQueue: number;
  sendQueue: number;
  inode: string;
  cookie: string;
  uid: number;
  namespace: string;
  /** Unix: the other end's inode, "" for none. */
  peer: string;
  holders: number;
  /** Holding processes by pid, with their descriptor counts; at most PROCESSES_SHOWN. */
  processes: readonly (ProcessLabel & { descriptors: readonly number[] })[];
  moreProcesses: number;
  watchers: number;
  stale: number;
  /** Descriptors in its receive queue; null where not asked. */
  inFlight: number | null;
  /** Null where only one descriptor holds it. */
  sure: Sureness | null;
  acceptor: (typeof ACCEPTORS)[number];
  /** Windows: the creator's pid by the owner tables, and HandleCount; null elsewhere. */
  creator: number | null;
  /** "" where unknown. */
  creatorName: string;
  references: number | null;
  /** Windows: Winsock's state of it; null elsewhere or if not reported. */
  winsock: WinsockFacts | null;
}

export interface HolderRow {
  /** The row id: its index in the capture. */
  holder: number;
  socket: number;
  process: ProcessLabel & { uid: number | null; parent: number };
  descriptor: number;
  closeOnExec: boolean | null;
}

export interface WatcherRow {
  watcher: number;
  socket: number;
  /** The holder of the epoll instance and its number there. */
  instance: readonly (ProcessLabel & { descriptor: number })[];
  /** The number it was registered under. */
  descriptor: number;
  events: readonly string[];
  mask: number;
  data: string;
  stale: boolean;
  reused: boolean;
  unsure: boolean;
}

export const PROCESSES_SHOWN = 8;

export function socketRow(c: Capture, s: number): SocketRow {
  const { sockets } = c;
  const { local, remote } = addressesOf(c, s);
  const { processes, more } = processesOf(c, s);
  const holders = holderCount(c, s);
  return {
    socket: s, key: socketKey(c, s), kind: KINDS[sockets.kind[s]!]!, type: TYPES[sockets.type[s]!] ?? '',
    family: FAMILIES[sockets.family[s]!] ?? (sockets.family[s] === 0 ? '' : String(sockets.family[s])),
    state: STATES[sockets.state[s]!] ?? 'unknown',
    local, remote, receiveQueue: sockets.receiveQueue[s]!, sendQueue: sockets.sendQueue[s]!,
    inode: sockets.inode[s] === 0 || c.header.tier === 'handles' ? '' : String(sockets.inode[s]),
    cookie: sockets.cookie[s] === 0n ? '' : String(sockets.cookie[s]), uid: sockets.uid[s]!,
    namespace: c.header.namespaces[sockets.namespace[s]!]?.name ?? '', peer: sockets.peer[s] === 0 ? '' : String(sockets.peer[s]),
    holders, processes, moreProcesses: more, watchers: watcherCount(c, s), stale: staleCount(c, s),
    inFlight: sockets.inFlight[s]! < 0 ? null : sockets.inFlight[s]!, sure: holders > 1 ? SURENESS[sockets.sure[s]!]! : null,
    acceptor: ACCEPTORS[sockets.acceptor[s]!]!, creator: sockets.creator?.[s] || null, references: sockets.references?.[s] || null,
    creatorName: sockets.creatorName?.[s] ?? '', winsock: sockets.winsock?.[s] ?? null,
  };
}

/** Cookies are unique while a machine runs; inodes repeat after 2^32; TIME_WAIT is identified by its addresses. */
export function socketKey(c: Capture, s: number): string {
  const { sockets } = c;
  const namespace = c.header.namespaces[sockets.namespace[s]!]?.id ?? '';
  if (c.header.tier === 'handles') return handleKey(c, s);
  // The inode comes first: every tier knows it, while a socket that no table lists has no cookie.
  if (sockets.inode[s] !== 0) return `${namespace}/i${sockets.inode[s]}`;
  if (sockets.cookie[s] !== 0n) return `${namespace}/c${sockets.cookie[s]}`;
  const { local, remote } = addressesOf(c, s);
  return `${namespace}/${KINDS[sockets.kind[s]!]} ${local} ${remote}`;
}

/** Windows has no socket id: its first holder and addresses identify it, or its creator if it has no holder. */
function handleKey(c: Capture, s: number): string {
  const h = c.sockets.holderStart[s]!;
  const { local, remote } = addressesOf(c, s);
  if (h === c.sockets.holderStart[s + 1]) return `by ${c.sockets.creator?.[s] ?? 0} ${KINDS[c.sockets.kind[s]!]} ${local} ${remote}`;
  return `${c.processes[c.holders.process[h]!]!.pid}:${c.holders.descriptor[h]!} ${local} ${remote}`;
}

export const holderCount = (c: Capture, s: number): number => c.sockets.holderStart[s + 1]! - c.sockets.holderStart[s]!;
export const watcherCount = (c: Capture, s: number): number => c.sockets.watcherStart[s + 1]! - c.sockets.watcherStart[s]!;

export function staleCount(c: Capture, s: number): number {
  let count = 0;
  for (let w = c.sockets.watcherStart[s]!; w < c.sockets.watcherStart[s + 1]!; w++)
    if ((c.watchers.flags[w]! & WATCHER.stale) !== 0) count += 1;
  return count;
}

/** Ids of the holders of a socket. */
export function holdersOf(c: Capture, s: number): number[] {
  return range(c.sockets.holderStart[s]!, c.sockets.holderStart[s + 1]!);
}

/** Ids of the watchers of a socket. */
export function watchersOf(c: Capture, s: number): number[] {
  return range(c.sockets.watcherStart[s]!, c.sockets.watcherStart[s + 1]!);
}

export function holderRow(c: Capture, h: number): HolderRow {
  const process = c.processes[c.holders.process[h]!]!;
  const flag = c.holders.closeOnExec[h]!;
  return {
    holder: h, socket: c.holders.socket[h]!, process: { ...label(c, c.holders.process[h]!), uid: process.uid, parent: process.parent },
    descriptor: c.holders.descriptor[h]!, closeOnExec: flag === 0 ? null : flag === 1,
  };
}

export function watcherRow(c: Capture, w: number): WatcherRow {
  const { watchers } = c;
  const flags = watchers.flags[w]!;
  return {
    watcher: w, socket: watchers.socket[w]!,
    instance: c.instances[watchers.instance[w]!]!.holders.map(({ process, descriptor }) => ({ ...label(c, process), descriptor })),
    descriptor: watchers.descriptor[w]!, events: maskNames(watchers.mask[w]!), mask: watchers.mask[w]!,
    data: `0x${watchers.data[w]!.toString(16)}`,
    stale: (flags & WATCHER.stale) !== 0, reused: (flags & WATCHER.reused) !== 0, unsure: (flags & WATCHER.unsure) !== 0,
  };
}

export function label(c: Capture, process: number): ProcessLabel {
  const { pid, thread, name, startedAt } = c.processes[process]!;
  return { pid, ...(thread === undefined ? {} : { thread }), name, startedAt };
}

function processesOf(c: Capture, s: number): { processes: SocketRow['processes']; more: number } {
  const byProcess = new Map<number, number[]>();
  for (let h = c.sockets.holderStart[s]!; h < c.sockets.holderStart[s + 1]!; h++) {
    const process = c.holders.process[h]!;
    const numbers = byProcess.get(process);
    if (numbers) numbers.push(c.holders.descriptor[h]!);
    else byProcess.set(process, [c.holders.descriptor[h]!]);
  }
  const all = [...byProcess].sort(([a], [b]) => c.processes[a]!.pid - c.processes[b]!.pid);
  return {
    processes: all.slice(0, PROCESSES_SHOWN).map(([process, descriptors]) => ({ ...label(c, process), descriptors })),
    more: Math.max(0, all.length - PROCESSES_SHOWN),
  };
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
