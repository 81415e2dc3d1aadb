/** The /proc tier: what any user can see, in one capture after another. linux-live facts: P22, P23, P25. */
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Capture, CaptureHeader, Hidden, Namespace } from '../../../app/shared/live/capture.ts';
import { INVENTORY_FORMAT, tableOf } from '../../../app/shared/live/capture.ts';
import { join } from '../../../app/shared/live/join.ts';
import { findAcceptors } from './acceptors.ts';
import { groupInstances } from './epoll-instances.ts';
import { confirmGroups, countInFlight, describeUnlisted, protocolName } from './extras.ts';
import { type Flat, flatten } from './flatten.ts';
import { bootTime, hostOf, openFiles, sockDevice, userOf } from './machine.ts';
import { Namespaces } from './namespaces.ts';
import { ProcWorker } from './proc-worker.ts';
import { nameAt, processName, RECORD, STATUS, UNTOLD } from './records.ts';
import { addRings } from './rings.ts';
import { walkShareGently } from './shared-work.ts';
import type { Found } from './scan-buffers.ts';
import { ownTables, withoutIdleNotes } from './socket-tables.ts';
import { verifyStale } from './verify-stale.ts';
import { Walker } from './walker.ts';
import type { Work } from './work.ts';

/** After this many rescans everything is walked again: the schedstat rule can miss changes. */
const FULL_AGAIN_AFTER = 20;
/** Open files that one thread walks in less time than a second one takes to start. */
const FEW = 10_000;
/** The rule needs a minimum gap; after shorter ones everything is walked. */
const SHORTEST_GAP_MS = 5;

const RESCAN_NOTE =
  'Processes whose threads had not run since the last capture were taken over from it; one that shares its descriptors with '
    + 'another process that is no thread of it can have changed unseen.';

export interface ProcScannerOptions {
  /** The built worker program; null to use one thread only. */
  workerFile: string | null;
  /** Only one capture will be taken: nothing is kept for a rescan. */
  once?: boolean;
}

export class ProcScanner {
  readonly #walker: Walker;
  readonly #worker: ProcWorker | null;
  readonly #sockDevice = sockDevice();
  readonly #boot = bootTime();
  readonly #once: boolean;
  #last: Flat | null = null;
  #lastAt = 0;
  #sinceFull = 0;
  #expected = 4096;

  /** @throws Error if /proc is missing or koffi cannot be loaded. */
  constructor({ workerFile, once = false }: ProcScannerOptions) {
    this.#once = once;
    const alone = workerFile === null || availableParallelism() === 1 || (once && openFiles() < FEW);
    this.#worker = alone ? null : new ProcWorker(workerFile);
    this.#walker = new Walker(this.#sockDevice);
  }

  async close(): Promise<void> {
    this.#walker.close();
    await this.#worker?.close();
  }

  /** `why` is the capture's reason for its tier. `full` walks every process again. */
  async scan({ why, full = false }: { why: string; full?: boolean }): Promise<Capture> {
    const startedAt = Date.now();
    const rescan = !full && !this.#once && this.#last !== null && startedAt - this.#lastAt >= SHORTEST_GAP_MS
      && this.#sinceFull < FULL_AGAIN_AFTER;
    const work = this.#work(rescan);
    const theirs = this.#worker?.walk(work);
    // The failure of a thread is reported when its part is awaited.
    theirs?.catch(() => {});
    const { table, notes, source } = await ownTables(this.#expected, () => breathe());
    const mine = await walkShareGently(this.#walker, work);
    const found: Found[] = theirs ? [mine, await theirs] : [mine];
    await this.#walkThreads(work, found);
    const namespaces = await namespacesOf(work.records, new Namespaces(source, table, notes, () => breathe()));
    this.#expected = Math.max(4096, Math.ceil(table.length * 1.2));
    const flat = flatten(work.records, found, rescan ? this.#last : null, this.#boot, (inode) => namespaces.numberOf(inode));
    this.#sinceFull = rescan ? this.#sinceFull + 1 : 0;
    [this.#last, this.#lastAt] = [flat, startedAt];
    const { instances, registrations } = groupInstances(flat);
    const hidden = hiddenIn(work.records, namespaces.list);
    const header: CaptureHeader = {
      format: INVENTORY_FORMAT, host: hostOf(), startedAt, endedAt: startedAt, tier: 'proc', why, user: userOf(),
      namespaces: namespaces.list, hidden,
      notes, rescan: rescan ? countRescan(work.records) : null,
    };
    const capture = join({ header, table, walked: flat.walked, instances, registrations }, (row, process, walkedRow) => {
      describeUnlisted(table, row, protocolName(tableOf(flat.walked.processes[process]!), flat.walked.descriptor[walkedRow]!));
    });
    addRings(capture, flat.rings);
    await breathe();
    verifyStale(capture, Array.from(flat.instances.process, (process, i) => ({ process, descriptor: flat.instances.descriptor[i]! })));
    confirmGroups(capture);
    findAcceptors(capture);
    countInFlight(capture);
    hidden.sockets = socketsWithoutHolder(capture);
    header.notes = [...withoutIdleNotes(notes, capture), ...(rescan ? [RESCAN_NOTE] : [])];
    header.endedAt = Date.now();
    return capture;
  }

  /** Threads with their own table become separate records. */
  async #walkThreads(work: Work, found: Found[]): Promise<void> {
    const threads = found.flatMap((f) => f.threads);
    if (threads.length === 0) return;
    const first = work.records.length;
    const records = new Uint32Array(first + threads.length * RECORD.size);
    records.set(work.records);
    for (const [i, { thread }] of threads.entries()) records[first + i * RECORD.size + RECORD.pid] = thread;
    const next = Int32Array.of(first / RECORD.size);
    found.push(await walkShareGently(this.#walker, { ...work, records, next, digests: false }));
    for (const [i, { process }] of threads.entries()) {
      const [from, at] = [process * RECORD.size, first + i * RECORD.size];
      // Its start time and name are those of the process.
      records.set(records.subarray(from + RECORD.startLow, from + RECORD.namespace), at + RECORD.startLow);
      records.set(records.subarray(from + RECORD.name, from + RECORD.known), at + RECORD.name);
      [records[at + RECORD.group], records[at + RECORD.session]] = [records[from + RECORD.group]!, records[from + RECORD.session]!];
      records[at + RECORD.threadOf] = records[from + RECORD.pid]!;
    }
    work.records = records;
  }

  /** Records of all processes, with the known data of the last capture. */
  #work(rescan: boolean): Work {
    const pids = readdirSync('/proc').filter((name) => name.charCodeAt(0) <= 0x39).map(Number).filter((pid) => pid > 0);
    const records = new Uint32Array(new SharedArrayBuffer(pids.length * RECORD.size * 4));
    for (const [i, pid] of pids.entries()) records[i * RECORD.size + RECORD.pid] = pid;
    if (rescan) recall(records, this.#last!);
    return {
      records, next: new Int32Array(new SharedArrayBuffer(4)),
      lastInstances: rescan ? this.#last!.instances.descriptor : new Uint32Array(0),
      digests: !this.#once, sockDevice: this.#sockDevice,
    };
  }
}

/** Namespaces of processes, as far as this user can see them, and named ones. */
async function namespacesOf(records: Uint32Array, namespaces: Namespaces): Promise<Namespaces> {
  for (let at = 0; at < records.length; at += RECORD.size) {
    const pid = records[at + RECORD.pid]!;
    const resident = { pid, name: processName(pid, nameAt(records, at)) };
    const inode = records[at + RECORD.namespace]!;
    if (inode !== 0) await namespaces.addResident(inode, resident);
    else if (records[at + RECORD.status] === STATUS.hidden) records[at + RECORD.namespace] = await namespaces.addHidden(resident);
  }
  await namespaces.addNamed();
  return namespaces;
}

/** Fills the records with the last capture's data of their processes. */
function recall(records: Uint32Array, last: Flat): void {
  const places = new Map(last.walked.processes.map((p, i) => [tableOf(p), i]));
  const before = new Map<number, number>();
  for (let at = 0; at < last.records.length; at += RECORD.size) before.set(last.records[at + RECORD.pid]!, at);
  for (let at = 0; at < records.length; at += RECORD.size) {
    const from = before.get(records[at + RECORD.pid]!);
    const status = from === undefined ? STATUS.gone : last.records[from + RECORD.status]!;
    if (from === undefined || (status !== STATUS.read && status !== STATUS.same)) continue;
    records[at + RECORD.known] = 1;
    records[at + RECORD.lastSchedLow] = last.records[from + RECORD.schedLow]!;
    records[at + RECORD.lastSchedHigh] = last.records[from + RECORD.schedHigh]!;
    // Processes whose rows are reused are not queried for these again.
    for (let field = RECORD.startLow; field <= RECORD.namespace; field++) records[at + field] = last.records[from + field]!;
    records.set(last.records.subarray(from + RECORD.name, from + RECORD.known), at + RECORD.name);
    records[at + RECORD.threads] = last.records[from + RECORD.threads]!;
    const p = places.get(records[at + RECORD.pid]!);
    if (p === undefined) continue;
    records[at + RECORD.lastInstanceAt] = last.instances.start[p]!;
    records[at + RECORD.lastInstanceCount] = last.instances.start[p + 1]! - last.instances.start[p]!;
  }
}

function hiddenIn(records: Uint32Array, namespaces: readonly Namespace[]): Hidden {
  // Process 1 exists in every PID namespace: if it is not listed, /proc hides the processes of other users (hidepid).
  const hidden: Hidden = { processes: 0, descriptors: 0, sockets: 0, namespaces: namespaces.filter((n) => n.tables === 'none').length,
    ...(existsSync('/proc/1') ? {} : { unlisted: true }) };
  for (let at = 0; at < records.length; at += RECORD.size) {
    if (records[at + RECORD.status] === STATUS.refused) hidden.unlisted = true;
    // Kernel threads have no descriptors, so they hide nothing.
    if (records[at + RECORD.status] !== STATUS.hidden || records[at + RECORD.hiddenDescriptors] === 0) continue;
    hidden.processes += 1;
    if (records[at + RECORD.hiddenDescriptors] !== UNTOLD) hidden.descriptors += records[at + RECORD.hiddenDescriptors]!;
  }
  return hidden;
}

function countRescan(records: Uint32Array): { walked: number; takenOver: number } {
  const count = { walked: 0, takenOver: 0 };
  for (let at = 0; at < records.length; at += RECORD.size) {
    const status = records[at + RECORD.status];
    if (status === STATUS.same) count.takenOver += 1;
    else if (status !== STATUS.gone && status !== STATUS.refused) count.walked += 1;
  }
  return count;
}

function socketsWithoutHolder({ sockets }: Capture): number {
  let count = 0;
  for (let s = 0; s < sockets.length; s++) if (sockets.inode[s] !== 0 && sockets.holderStart[s] === sockets.holderStart[s + 1]) count += 1;
  return count;
}
