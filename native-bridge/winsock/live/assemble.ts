/** Combines the handle table and the owner tables into a capture. Pure. */
import type { Capture, CaptureHeader, LiveProcess, WinsockFacts } from '../../../app/shared/live/capture.ts';
import { join } from '../../../app/shared/live/join.ts';
import { kindNumber, stateNumber, SURENESS } from '../../../app/shared/live/kinds.ts';
import { parseInet } from '../../../app/shared/live/parse-address.ts';
import { SocketTable } from '../../../app/shared/live/socket-table.ts';
import type { AfdSocket } from './afd.ts';
import type { Described } from './describe.ts';
import { matchOwners } from './match-owners.ts';
import type { Owner } from './owners.ts';

/** One underlying socket with every holder that was found. */
export interface FoundSocket {
  afd: Pick<AfdSocket, 'local' | 'remote'>;
  described: Described;
  /** The process of the WSAAsyncSelect window; null if there is none, or it is unknown. */
  windowProcess: WinsockFacts['windowProcess'];
  /** HandleCount without the probe's handle; 0 if unknown. */
  references: number;
  holders: readonly { pid: number; handle: number; inheritable: boolean }[];
}

export interface FoundOnWindows {
  header: CaptureHeader;
  sockets: readonly FoundSocket[];
  /** The processes of `sockets`, by pid. */
  processes: readonly LiveProcess[];
  /** Null if the owner tables were not read. */
  owners: readonly Owner[] | null;
  /** The name of a process known only from the owner tables; "" if unknown. */
  nameOf: (pid: number) => string;
}

/** Rows of the owner tables without a visible holder become sockets without holders, and are counted as hidden. */
export function assemble({ header, sockets, processes, owners, nameOf }: FoundOnWindows): Capture {
  const { rows, left } = matchOwners(sockets.map(({ afd, described: { kind }, holders }) => ({
    kind: kind === 'tcp' || kind === 'udp' ? kind : null, local: afd.local?.text ?? '', remote: afd.remote?.text ?? '',
    pids: holders.map((h) => h.pid),
  })), owners ?? []);
  const table = new SocketTable();
  for (const [s, found] of sockets.entries()) addSocket(table, found, rows[s]!);
  for (const owner of left) addOwner(table, owner);
  const order = sockets.flatMap(({ holders },
    s) => holders.map((h) => ({ ...h, process: processes.findIndex((p) => p.pid === h.pid), socket: s })))
    .sort((a, b) => a.process - b.process || a.handle - b.handle);
  const start = new Uint32Array(processes.length + 1);
  for (const h of order) start[h.process + 1]! += 1;
  for (let p = 0; p < processes.length; p++) start[p + 1]! += start[p]!;
  const walkedRows = new Uint32Array(order.length);
  const capture = join({
    header: { ...header, hidden: { ...header.hidden, sockets: left.filter((o) => o.pid !== 0).length } }, table, instances: [],
    walked: { processes, start, descriptor: Uint32Array.from(order, (h) => h.handle), inode: Uint32Array.from(order, (h) => h.socket + 1) },
    registrations: { length: 0, instance: new Uint32Array(0), descriptor: new Int32Array(0), mask: new Uint32Array(0),
      data: new BigUint64Array(0), inode: new Uint32Array(0) },
    order: walkedRows,
  }, () => {});
  for (let h = 0; h < walkedRows.length; h++) capture.holders.closeOnExec[h] = order[walkedRows[h]!]!.inheritable ? 2 : 1;
  const creators = [...rows.map((row) => row?.pid ?? 0), ...left.map((o) => o.pid)];
  capture.sockets.references = Uint32Array.from(creators, (_, s) => sockets[s]?.references ?? 0);
  capture.sockets.creator = Uint32Array.from(creators);
  capture.sockets.creatorName = creators.map((pid) => (pid === 0 ? '' : processes.find((p) => p.pid === pid)?.name ?? nameOf(pid)));
  capture.sockets.winsock = creators.map((_, s) => {
    const found = sockets[s];
    return found?.described.winsock ? { ...found.described.winsock, windowProcess: found.windowProcess } : null;
  });
  return capture;
}

function addSocket(table: SocketTable, { afd, described }: FoundSocket, owner: Owner | null): void {
  // A number for joins, which also marks the socket as held; Windows has no inodes.
  const s = table.add(table.length + 1);
  const c = table.columns;
  const known = described.kind !== 'unknown' || owner === null;
  c.kind[s] = kindNumber(known ? described.kind : owner.kind);
  c.type[s] = known ? described.type : owner.kind === 'tcp' ? 1 : 2;
  c.family[s] = described.family;
  c.protocol[s] = described.protocol;
  // The tables are kernel state; the context is what Winsock wrote last.
  c.state[s] = stateNumber(owner?.kind === 'tcp' && owner.state !== 'unknown' ? owner.state : described.state);
  c.sure[s] = SURENESS.indexOf('compared');
  if (afd.local?.family === 'AF_UNIX') {
    if (afd.local.text !== '') table.name(s, new TextEncoder().encode(afd.local.text));
    return;
  }
  place(table, s, afd.local?.text ?? '', afd.remote?.text ?? '');
}

function addOwner(table: SocketTable, owner: Owner): void {
  // Without a creator it has no owner: a closing connection.
  const s = table.add(owner.pid === 0 ? 0 : table.length + 1);
  const c = table.columns;
  c.kind[s] = kindNumber(owner.kind);
  c.type[s] = owner.kind === 'tcp' ? 1 : 2;
  c.family[s] = owner.six ? 10 : 2;
  c.state[s] = stateNumber(owner.state);
  place(table, s, owner.local, owner.remote);
}

function place(table: SocketTable, s: number, local: string, remote: string): void {
  const c = table.columns;
  for (const [text, at, ports] of [[local, 0, c.localPort], [remote, 16, c.remotePort]] as const) {
    const parsed = parseInet(text);
    if (!parsed) continue;
    c.address.set(parsed.bytes, 32 * s + at);
    ports[s] = parsed.port;
  }
}
