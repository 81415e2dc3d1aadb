/** From the records of one pass to the rows of a capture. */
import type { Capture, LiveProcess } from '../../../../app/shared/live/capture.ts';
import type { Walked } from '../../../../app/shared/live/join.ts';
import { kindNumber, SURENESS } from '../../../../app/shared/live/kinds.ts';
import type { SocketTable } from '../../../../app/shared/live/socket-table.ts';
import type { Collected } from './collect.ts';
import { AT } from './program.ts';

const BY_FILE = SURENESS.indexOf('file');
const [UNIX, INET6] = [1, 10];
const KIND_OF_FAMILY: Readonly<Record<number, 'unix' | 'netlink' | 'packet' | 'vsock'>> = { 1: 'unix', 16: 'netlink', 17: 'packet',
  40: 'vsock' };
const KIND_OF_PROTOCOL: Readonly<Record<number, 'tcp' | 'udp'>> = { 6: 'tcp', 17: 'udp' };

/** A counting sort by process; within one, the iterator already orders by number. `rows` are the collected rows of the walked ones. */
export function byProcess(
  found: Collected, processes: readonly LiveProcess[], place: ReadonlyMap<number, number>,
): { walked: Walked; rows: Uint32Array } {
  const n = found.holderCount;
  const of = new Uint32Array(n);
  const start = new Uint32Array(processes.length + 1);
  for (let h = 0, table = -1, p = 0; h < n; h++) {
    if (found.table[h] !== table) {
      table = found.table[h]!;
      p = place.get(table)!;
    }
    of[h] = p;
    start[p + 1]! += 1;
  }
  for (let p = 0; p < processes.length; p++) start[p + 1]! += start[p]!;
  const cursor = start.slice();
  const walked: Walked = { processes, start, descriptor: new Uint32Array(n), inode: new Uint32Array(n) };
  const rows = new Uint32Array(n);
  for (let h = 0; h < n; h++) {
    const p = of[h]!;
    const to = cursor[p]!;
    cursor[p] = to + 1;
    walked.descriptor[to] = found.descriptor[h]!;
    walked.inode[to] = found.inode[h]!;
    rows[to] = h;
  }
  return { walked, rows };
}

/** A socket that no table lists, from its record and its address record. */
export function describe(table: SocketTable, row: number, found: Collected, h: number, numberOf: (inode: number) => number): void {
  const c = table.columns;
  const family = found.family[h]! & 0xffff;
  const type = found.type[h]! & 0xffff;
  const protocol = found.type[h]! >>> 16;
  c.family[row] = family;
  c.type[row] = type;
  c.namespace[row] = numberOf(found.namespace[h]!);
  const inet = family === 2 || family === INET6;
  c.kind[row] = kindNumber(inet ? KIND_OF_PROTOCOL[protocol] ?? (type === 3 ? 'raw' : 'other') : KIND_OF_FAMILY[family] ?? 'other');
  if (!inet || c.kind[row] === kindNumber('raw')) c.protocol[row] = protocol;
  const address = found.addresses.get(h);
  if (!address) return;
  c.state[row] = (found.family[h]! >>> 16) & 0xff;
  if (!inet) return;
  c.localPort[row] = address.readUInt16LE(AT.localPort);
  c.remotePort[row] = address.readUInt16BE(AT.remotePort);
  c.address.set(address.subarray(AT.local, AT.local + 16), 32 * row);
  c.address.set(address.subarray(AT.remote, AT.remote + 16), 32 * row + 16);
}

/** CLOEXEC, descriptors in flight, and whether all descriptors of a group share one struct file. */
export function settle(capture: Capture, found: Collected, rows: Uint32Array, order: Uint32Array): void {
  const { sockets, holders } = capture;
  for (let s = 0; s < sockets.length; s++) {
    const from = sockets.holderStart[s]!;
    const to = sockets.holderStart[s + 1]!;
    if (from === to) continue;
    const first = rows[order[from]!]!;
    let same = true;
    for (let at = from; at < to; at++) {
      const h = rows[order[at]!]!;
      holders.closeOnExec[at] = found.closeOnExec[h]!;
      if (found.file[h] !== found.file[first]) same = false;
    }
    if (same) sockets.sure[s] = BY_FILE;
    if ((found.family[first]! & 0xffff) === UNIX) sockets.inFlight[s] = found.inFlight[first]!;
  }
}
