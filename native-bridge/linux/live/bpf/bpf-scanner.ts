/** The BPF tier: one pass of a task_file iterator reads every descriptor, and every registration by the socket it watches. */
import { readdirSync, readlinkSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Capture, CaptureHeader, Instance, LiveProcess } from '../../../../app/shared/live/capture.ts';
import { INVENTORY_FORMAT } from '../../../../app/shared/live/capture.ts';
import { InodeIndex } from '../../../../app/shared/live/inode-index.ts';
import { join, type Registrations, type Walked } from '../../../../app/shared/live/join.ts';
import { kindNumber, SURENESS } from '../../../../app/shared/live/kinds.ts';
import type { SocketTable } from '../../../../app/shared/live/socket-table.ts';
import { findAcceptors } from '../acceptors.ts';
import { processOf } from '../flatten.ts';
import { bootTime, hostOf, ownNamespace, sockDevice, userOf } from '../machine.ts';
import { Namespaces } from '../namespaces.ts';
import { ProcWorker } from '../proc-worker.ts';
import { RECORD, STATUS } from '../records.ts';
import { addRings } from '../rings.ts';
import { ownTables, withoutIdleNotes } from '../socket-tables.ts';
import { verifyStale } from '../verify-stale.ts';
import { Walker } from '../walker.ts';
import { Btf } from './btf.ts';
import { collect, Collected } from './collect.ts';
import { BpfIterator } from './load.ts';
import { assemble, AT, MOST_REGISTRATIONS, NAMES } from './program.ts';

const RING = 'anon_inode:[io_uring]';
const BY_FILE = SURENESS.indexOf('file');
const [UNIX, INET6] = [1, 10];
const KIND_OF_FAMILY: Readonly<Record<number, 'unix' | 'netlink' | 'packet' | 'vsock'>> = { 1: 'unix', 16: 'netlink', 17: 'packet',
  40: 'vsock' };
const KIND_OF_PROTOCOL: Readonly<Record<number, 'tcp' | 'udp'>> = { 6: 'tcp', 17: 'udp' };

export class BpfScanner {
  readonly #own = ownNamespace();
  readonly #boot = bootTime();
  readonly #walker: Walker;
  readonly #iterator: BpfIterator;
  readonly #worker: ProcWorker | null;
  readonly #found = new Collected();
  #expected = 4096;

  /** @throws BpfRefused, or an Error that names what this kernel lacks; nothing stays loaded then. */
  constructor({ workerFile }: { workerFile: string | null }) {
    const btf = new Btf(NAMES);
    this.#iterator = new BpfIterator(assemble(btf, this.#own), btf.functionId('bpf_iter_task_file'));
    this.#walker = new Walker(sockDevice());
    this.#worker = workerFile !== null && availableParallelism() > 1 ? new ProcWorker(workerFile) : null;
  }

  async close(): Promise<void> {
    this.#iterator.close();
    this.#walker.close();
    await this.#worker?.close();
  }

  async scan({ why }: { why: string }): Promise<Capture> {
    const startedAt = Date.now();
    const theirs = this.#worker?.tables(this.#expected);
    theirs?.catch(() => {});
    const found = this.#found;
    collect(this.#iterator, found);
    const { table, notes, source } = await (theirs ?? ownTables(this.#expected, () => breathe()));
    this.#expected = Math.max(4096, Math.ceil(table.length * 1.2));
    const rings = ringsIn(found);
    const { processes, place } = this.#processes(found, rings);
    const namespaces = await namespacesOf(found, processes, new Namespaces(source, table, notes, () => breathe()));
    const { walked, rows } = byProcess(found, processes.map((p) => p.process), place);
    const { instances, registrations } = instancesOf(found, place);
    if (found.more > 0)
      notes.push(`${found.more} descriptors are watched by more than ${MOST_REGISTRATIONS} registrations; only so many are shown.`);
    const hidden = { processes: 0, descriptors: 0, sockets: 0, namespaces: 0 };
    const header: CaptureHeader = {
      format: INVENTORY_FORMAT, host: hostOf(), startedAt, endedAt: startedAt, tier: 'bpf', why, user: userOf(),
      namespaces: namespaces.list, hidden, notes, rescan: null,
    };
    const order = new Uint32Array(found.holderCount);
    const capture = join({ header, table, walked, instances, registrations, order }, (row, _process, walkedRow) => {
      describe(table, row, found, rows[walkedRow]!, (inode) => namespaces.numberOf(inode));
    });
    addRings(capture, [...rings].map(({ table: holder, descriptor }) => ({ process: place.get(holder)!, descriptor })));
    settle(capture, found, rows, order);
    verifyStale(capture, instances.flatMap((instance) => instance.holders));
    findAcceptors(capture);
    for (let s = 0; s < capture.sockets.length; s++)
      if (capture.sockets.inode[s] !== 0 && capture.sockets.holderStart[s] === capture.sockets.holderStart[s + 1]) hidden.sockets += 1;
    header.notes = withoutIdleNotes(notes, capture);
    header.endedAt = Date.now();
    return capture;
  }

  /** Every process that holds a socket or an epoll instance, by pid. */
  #processes(
    found: Collected, rings: ReadonlySet<OtherFile>,
  ): { processes: { process: LiveProcess; namespace: number }[]; place: Map<number, number> } {
    const epoll = epollOperations(found);
    const owners = new Map<number, number>();
    for (let h = 0, last = -1; h < found.holderCount; h++) if (found.table[h] !== last) owners.set(last = found.table[h]!, found.tgid[h]!);
    for (const file of found.files) if (file.operations === epoll || rings.has(file)) owners.set(file.table, file.tgid);
    const sorted = [...owners.keys()].sort((a, b) => a - b);
    const records = new Uint32Array(sorted.length * RECORD.size);
    const processes = sorted.map((table, i) => {
      const at = i * RECORD.size;
      const pid = owners.get(table)!;
      records[at + RECORD.pid] = pid;
      // A process that has ended since keeps its number, and its rows.
      if (!this.#walker.identify(records, i)) records[at + RECORD.status] = STATUS.read;
      if (table !== pid) [records[at + RECORD.pid], records[at + RECORD.threadOf]] = [table, pid];
      const process = processOf(records, at, this.#boot, () => 0);
      return { process: records[at + RECORD.startLow] === 0 && records[at + RECORD.startHigh] === 0
        ? { ...process, startedAt: 0, name: 'ended' } : process, namespace: records[at + RECORD.namespace]! };
    });
    return { processes, place: new Map(sorted.map((table, i) => [table, i])) };
  }
}

/** Namespaces of processes, named ones, and those known only from a socket: programs hold sockets of namespaces they are not in. */
async function namespacesOf(
  found: Collected, processes: readonly { process: LiveProcess; namespace: number }[], namespaces: Namespaces,
): Promise<Namespaces> {
  for (const entry of processes) {
    if (entry.namespace === 0) continue;
    await namespaces.addResident(entry.namespace, entry.process);
    entry.process = { ...entry.process, namespace: namespaces.numberOf(entry.namespace) };
  }
  await namespaces.addNamed();
  for (let h = 0; h < found.holderCount; h++) if (found.namespace[h] !== 0) namespaces.addSeen(found.namespace[h]!);
  return namespaces;
}

/** A counting sort by process; within one, the iterator already orders by number. `rows` are the collected rows of the walked ones. */
function byProcess(
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

type OtherFile = Collected['files'][number];

/** Descriptors of io_urings: one file for each table of operations is asked for its kind. */
function ringsIn({ files }: Collected): Set<OtherFile> {
  const isRing = new Map<number, boolean>();
  return new Set(files.filter(({ table, descriptor, operations }) => {
    const known = isRing.get(operations);
    if (known !== undefined) return known;
    const link = linkOf(descriptor, table);
    if (link !== '') isRing.set(operations, link === RING);
    return link === RING;
  }));
}

/** The address of the kernel's table of epoll operations, read from a new instance of this process. */
function epollOperations(found: Collected): number {
  const own = readdirSync('/proc/self/fd').map(Number).find((fd) => linkOf(fd) === 'anon_inode:[eventpoll]');
  return found.files.find((f) => f.tgid === process.pid && f.descriptor === own)?.operations ?? -1;
}

function instancesOf(found: Collected, place: ReadonlyMap<number, number>): { instances: Instance[]; registrations: Registrations } {
  const { watches, watches: { length } } = found;
  const epoll = epollOperations(found);
  const numbers = new InodeIndex(256);
  const instances: { holders: { process: number; descriptor: number }[]; sure: boolean }[] = [];
  const instance = new Uint32Array(length);
  for (let i = 0; i < length; i++) {
    if (numbers.add(watches.instance[i]!, instances.length)) instances.push({ holders: [], sure: true });
    instance[i] = numbers.get(watches.instance[i]!);
  }
  for (const { table, descriptor, file, operations } of found.files) {
    const number = operations === epoll ? numbers.get(file) : -1;
    if (number >= 0) instances[number]!.holders.push({ process: place.get(table)!, descriptor });
  }
  // No visible holder: it is in flight in a queue, or was closed during the pass.
  for (const each of instances) if (each.holders.length === 0) each.sure = false;
  const column = <T extends Uint32Array | Int32Array | BigUint64Array>(of: T): T => of.slice(0, length) as T;
  return { instances,
    registrations: { length, instance, descriptor: column(watches.tfd), mask: column(watches.mask), data: column(watches.data),
      inode: column(watches.inode) } };
}

/** A socket that no table lists, from its record and its address record. */
function describe(table: SocketTable, row: number, found: Collected, h: number, numberOf: (inode: number) => number): void {
  const c = table.columns;
  const family = found.family[h]! & 0xffff;
  const type = found.type[h]! & 0xffff;
  const protocol = found.type[h]! >>> 16;
  c.family[row] = family;
  c.type[row] = type;
  c.namespace[row] = numberOf(found.namespace[h]!);
  const inet = family === 2 || family === INET6;
  c.kind[row] = kindNumber(inet ? KIND_OF_PROTOCOL[protocol] ?? (type === 3 ? 'raw' : 'other') : KIND_OF_FAMILY[family] ?? 'other');
  if (!inet) c.protocol[row] = protocol;
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
function settle(capture: Capture, found: Collected, rows: Uint32Array, order: Uint32Array): void {
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

function linkOf(fd: number, who: number | 'self' = 'self'): string {
  try {
    return readlinkSync(`/proc/${who}/fd/${fd}`);
  } catch {
    return '';
  }
}
