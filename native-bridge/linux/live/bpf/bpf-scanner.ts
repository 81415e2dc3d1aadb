/** The BPF tier: one pass of a task_file iterator reads every descriptor, and every registration by the socket it watches. */
import { availableParallelism } from 'node:os';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Capture, CaptureHeader, LiveProcess } from '../../../../app/shared/live/capture.ts';
import { INVENTORY_FORMAT } from '../../../../app/shared/live/capture.ts';
import { join } from '../../../../app/shared/live/join.ts';
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
import { BpfIterator, ProgramRefused } from './load.ts';
import { epollOperations, instancesOf, type OtherFile, ringsIn } from './other-files.ts';
import { assemble, MOST_REGISTRATIONS, NAMES } from './program.ts';
import { byProcess, describe, settle } from './rows.ts';

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
    this.#iterator = iteratorOf(btf, this.#own);
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

function iteratorOf(btf: Btf, ownNamespace: number): BpfIterator {
  const attachTo = btf.functionId('bpf_iter_task_file');
  try {
    return new BpfIterator(assemble(btf, ownNamespace), attachTo);
  } catch (error) {
    if (!(error instanceof ProgramRefused)) throw error;
    return new BpfIterator(assemble(btf, ownNamespace, true), attachTo);
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
