/** Joins socket tables, descriptors of processes and registrations into one capture. */
import type { Capture, CaptureHeader, HolderColumns, Instance, LiveProcess, SocketColumns, WatcherColumns } from './capture.ts';
import { InodeIndex } from './inode-index.ts';
import type { SocketTable } from './socket-table.ts';

/** Socket descriptors in the order of processes: those of process p are rows start[p] to start[p + 1], by number. */
export interface Walked {
  processes: readonly LiveProcess[];
  start: Uint32Array;
  descriptor: Uint32Array;
  inode: Uint32Array;
}

/** Registrations of sockets, as read. */
export interface Registrations {
  length: number;
  instance: Uint32Array;
  descriptor: Int32Array;
  mask: Uint32Array;
  data: BigUint64Array;
  inode: Uint32Array;
}

export interface Parts {
  header: CaptureHeader;
  table: SocketTable;
  walked: Walked;
  instances: readonly Instance[];
  registrations: Registrations;
  /** Filled, where it is given: for each holder row of the capture, the row of `walked` that it was. */
  order?: Uint32Array;
}

/**
 * Groups by inode, which within one capture is one socket (semantics section J). A descriptor whose socket no table
 * lists adds its own row; `unknown` is called to identify it.
 */
export function join(parts: Parts, unknown: (row: number, process: number, walkedRow: number) => void): Capture {
  const { table, walked } = parts;
  const index = new InodeIndex(table.length + 64);
  for (let s = 0; s < table.length;) {
    const inode = table.columns.inode[s]!;
    // A dump can list a socket twice that changes its state meanwhile: the later row is the current one.
    if (inode !== 0 && !index.add(inode, s) && isSame(table, index.get(inode), s)) table.replace(index.get(inode), s);
    else s += 1;
  }
  const socketOf = new Uint32Array(walked.inode.length);
  for (let p = 0; p < walked.processes.length; p++) {
    for (let h = walked.start[p]!; h < walked.start[p + 1]!; h++) {
      let s = index.get(walked.inode[h]!);
      if (s < 0) {
        s = table.add(walked.inode[h]!);
        index.set(walked.inode[h]!, s);
        table.columns.namespace[s] = walked.processes[p]!.namespace;
        unknown(s, p, h);
      }
      socketOf[h] = s;
    }
  }
  const { sockets, holders } = groupHolders(table, walked, socketOf, parts.order);
  const watchers = groupWatchers(parts.registrations, index, sockets);
  return { header: parts.header, processes: walked.processes, sockets, holders, instances: parts.instances, watchers,
    kept: [], looked: new Set(), idle: new Set(), blocking: new Set(), waiters: new Map(), paths: new Map() };
}

/** Whether rows of one inode are one socket; those of MPTCP share their inode. */
function isSame({ columns: { cookie, localPort, remotePort } }: SocketTable, a: number, b: number): boolean {
  return cookie[a] === cookie[b] && (cookie[a] !== 0n || (localPort[a] === localPort[b] && remotePort[a] === remotePort[b]));
}

/** A counting sort by socket, which keeps the order of processes and numbers. */
function groupHolders(
  table: SocketTable, walked: Walked, socketOf: Uint32Array, order: Uint32Array | undefined,
): { sockets: SocketColumns; holders: HolderColumns } {
  const { length } = table;
  const rows = socketOf.length;
  const holderStart = starts(length, rows, (i) => socketOf[i]!);
  const cursor = holderStart.slice();
  const holders: HolderColumns = {
    length: rows, socket: new Uint32Array(rows), process: new Uint32Array(rows), descriptor: new Uint32Array(rows),
    closeOnExec: new Uint8Array(rows),
  };
  for (let p = 0; p < walked.processes.length; p++) {
    for (let h = walked.start[p]!; h < walked.start[p + 1]!; h++) {
      const s = socketOf[h]!;
      const at = cursor[s]!;
      cursor[s] = at + 1;
      holders.socket[at] = s;
      holders.process[at] = p;
      holders.descriptor[at] = walked.descriptor[h]!;
      if (order) order[at] = h;
    }
  }
  return { sockets: { ...table.finish(), holderStart, watcherStart: new Uint32Array(0) }, holders };
}

/** Leaves out registrations of unknown sockets (closed since, or of another namespace). */
function groupWatchers(found: Registrations, index: InodeIndex, sockets: SocketColumns): WatcherColumns {
  const socketOf = new Int32Array(found.length);
  let known = 0;
  for (let i = 0; i < found.length; i++) {
    const s = index.get(found.inode[i]!);
    socketOf[i] = s;
    if (s >= 0) known += 1;
  }
  sockets.watcherStart = starts(sockets.length, found.length, (i) => socketOf[i]!);
  const cursor = sockets.watcherStart.slice();
  const watchers: WatcherColumns = {
    length: known, socket: new Uint32Array(known), instance: new Uint32Array(known), descriptor: new Int32Array(known),
    mask: new Uint32Array(known), data: new BigUint64Array(known), flags: new Uint8Array(known),
  };
  for (let i = 0; i < found.length; i++) {
    const s = socketOf[i]!;
    if (s < 0) continue;
    const at = cursor[s]!;
    cursor[s] = at + 1;
    watchers.socket[at] = s;
    watchers.instance[at] = found.instance[i]!;
    watchers.descriptor[at] = found.descriptor[i]!;
    watchers.mask[at] = found.mask[i]!;
    watchers.data[at] = found.data[i]!;
  }
  return watchers;
}

/** Where the rows of each socket begin, when rows are sorted by socket; negative sockets do not count. */
function starts(sockets: number, rows: number, socketOf: (row: number) => number): Uint32Array {
  const start = new Uint32Array(sockets + 1);
  for (let i = 0; i < rows; i++) {
    const s = socketOf(i);
    if (s >= 0) start[s + 1]! += 1;
  }
  for (let s = 0; s < sockets; s++) start[s + 1]! += start[s]!;
  return start;
}
