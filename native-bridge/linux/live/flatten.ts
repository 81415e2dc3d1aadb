/** Converts the records and sinks of two threads to tables in the order of processes. */
import { statSync } from 'node:fs';
import { type LiveProcess, tableOf } from '../../../app/shared/live/capture.ts';
import type { Registrations, Walked } from '../../../app/shared/live/join.ts';
import { nameAt, processName, RECORD, startTicks, STATUS } from './records.ts';
import { eachHolder, eachInstance, eachWatch, type Found } from './scan-buffers.ts';

const MS_A_TICK = 10;

/** The tables of one walk, and the data that the next walk reuses. */
export interface Flat {
  walked: Walked;
  /** Epoll descriptors in the order of processes. */
  instances: { process: Uint32Array; descriptor: Uint32Array; start: Uint32Array };
  registrations: Registrations;
  /** Descriptors of io_urings. */
  rings: { process: number; descriptor: number }[];
  /** The record of each process of `walked`, in a table of records. */
  records: Uint32Array;
  recordOf: Uint32Array;
}

/** Processes that hold a socket, an epoll instance, or something hidden. `last` contains the rows of unchanged processes. */
export function flatten(
  records: Uint32Array, found: readonly Found[], last: Flat | null, boot: number, namespaceOf: (inode: number) => number,
): Flat {
  const count = records.length / RECORD.size;
  const holders = new Uint32Array(count);
  const epolls = new Uint32Array(count);
  const rings = new Uint32Array(count);
  for (const f of found) {
    eachHolder(f, (chunk, at) => { holders[chunk[at]!]! += 1; });
    eachInstance(f, (chunk, at) => { epolls[chunk[at]!]! += 1; });
    for (const { process } of f.rings) rings[process]! += 1;
  }
  const before = last === null ? new Map<number, number>() : new Map(last.walked.processes.map((p, i) => [tableOf(p), i]));
  const taken = new Int32Array(count).fill(-1);
  const place = new Int32Array(count).fill(-1);
  const processes: LiveProcess[] = [];
  const recordOf: number[] = [];
  for (let r = 0; r < count; r++) {
    const at = r * RECORD.size;
    const status = records[at + RECORD.status]!;
    if (status === STATUS.same) {
      const p = before.get(records[at + RECORD.pid]!);
      // It had no rows then either.
      if (p === undefined) continue;
      taken[r] = p;
      holders[r] = last!.walked.start[p + 1]! - last!.walked.start[p]!;
      epolls[r] = last!.instances.start[p + 1]! - last!.instances.start[p]!;
    }
    if (status === STATUS.gone
      || (holders[r] === 0 && epolls[r] === 0 && rings[r] === 0
        && !(status === STATUS.hidden && records[at + RECORD.hiddenDescriptors]! > 0))) continue;
    place[r] = processes.length;
    recordOf.push(r);
    processes.push(status === STATUS.same ? again(last!.walked.processes[taken[r]!]!, namespaceOf(records[at + RECORD.namespace]!))
      : processOf(records, at, boot, namespaceOf));
  }
  const start = startsOf(processes.length, recordOf, holders);
  const rows = start[processes.length]!;
  const walked: Walked = { processes, start, descriptor: new Uint32Array(rows), inode: new Uint32Array(rows) };
  const instanceStart = startsOf(processes.length, recordOf, epolls);
  const instanceRows = instanceStart[processes.length]!;
  const instances = { process: new Uint32Array(instanceRows), descriptor: new Uint32Array(instanceRows), start: instanceStart };
  const cursor = start.slice();
  const instanceCursor = instanceStart.slice();
  for (const f of found) {
    eachHolder(f, (chunk, at) => {
      const p = place[chunk[at]!]!;
      const to = cursor[p]!;
      cursor[p] = to + 1;
      walked.descriptor[to] = chunk[at + 1]!;
      walked.inode[to] = chunk[at + 2]!;
    });
    eachInstance(f, (chunk, at) => {
      const p = place[chunk[at]!]!;
      const to = instanceCursor[p]!;
      instanceCursor[p] = to + 1;
      instances.process[to] = p;
      instances.descriptor[to] = chunk[at + 1]!;
    });
  }
  const ringRows = found.flatMap((f) => f.rings.map(({ process, descriptor }) => ({ process: place[process]!, descriptor })));
  for (let r = 0; r < count; r++) {
    if (taken[r]! < 0 || place[r]! < 0) continue;
    takeOver(last!, taken[r]!, place[r]!, walked, instances);
    for (const ring of last!.rings) if (ring.process === taken[r]) ringRows.push({ ...ring, process: place[r]! });
  }
  return { walked, instances, registrations: registrations(found, place, instances), rings: ringRows, records,
    recordOf: Uint32Array.from(recordOf) };
}

/** Namespaces are numbered per capture. */
function again(process: LiveProcess, namespace: number): LiveProcess {
  return process.namespace === namespace ? process : { ...process, namespace };
}

function startsOf(processes: number, recordOf: readonly number[], counts: Uint32Array): Uint32Array {
  const start = new Uint32Array(processes + 1);
  for (let p = 0; p < processes; p++) start[p + 1] = start[p]! + counts[recordOf[p]!]!;
  return start;
}

function takeOver(last: Flat, from: number, to: number, walked: Walked, instances: Flat['instances']): void {
  const [a, b] = [last.walked.start[from]!, last.walked.start[from + 1]!];
  walked.descriptor.set(last.walked.descriptor.subarray(a, b), walked.start[to]);
  walked.inode.set(last.walked.inode.subarray(a, b), walked.start[to]);
  const [c, d] = [last.instances.start[from]!, last.instances.start[from + 1]!];
  instances.process.fill(to, instances.start[to], instances.start[to + 1]);
  instances.descriptor.set(last.instances.descriptor.subarray(c, d), instances.start[to]);
}

/** `instance` is the row of the epoll descriptor, until descriptors of one instance are merged. */
function registrations(found: readonly Found[], place: Int32Array, instances: Flat['instances']): Registrations {
  const length = found.reduce((sum, f) => sum + f.watchCount, 0);
  const r: Registrations = {
    length, instance: new Uint32Array(length), descriptor: new Int32Array(length), mask: new Uint32Array(length),
    data: new BigUint64Array(length), inode: new Uint32Array(length),
  };
  const data = new Uint32Array(r.data.buffer);
  let to = 0;
  let [process, descriptor, row] = [-1, -1, 0];
  for (const f of found) {
    eachWatch(f, (chunk, at) => {
      // They come in runs of one instance.
      if (chunk[at] !== process || chunk[at + 1] !== descriptor) {
        [process, descriptor] = [chunk[at]!, chunk[at + 1]!];
        const p = place[process]!;
        row = instances.start[p]!;
        while (row < instances.start[p + 1]! && instances.descriptor[row] !== descriptor) row += 1;
      }
      r.instance[to] = row;
      r.descriptor[to] = chunk[at + 2]!;
      r.mask[to] = chunk[at + 3]!;
      data[2 * to] = chunk[at + 4]!;
      data[2 * to + 1] = chunk[at + 5]!;
      r.inode[to] = chunk[at + 6]!;
      to += 1;
    });
  }
  return r;
}

/** The process of a record, as in captures. `boot` is the machine's start in milliseconds since 1970. */
export function processOf(records: Uint32Array, at: number, boot: number, namespaceOf: (inode: number) => number): LiveProcess {
  const [table, process] = [records[at + RECORD.pid]!, records[at + RECORD.threadOf]!];
  const pid = process || table;
  return {
    pid, ...(process === 0 ? {} : { thread: table }),
    startedAt: boot + startTicks(records, at) * MS_A_TICK, name: processName(pid, nameAt(records, at)), uid: ownerOf(pid),
    parent: records[at + RECORD.parent]!, group: records[at + RECORD.group]!, session: records[at + RECORD.session]!,
    namespace: namespaceOf(records[at + RECORD.namespace]!), readable: records[at + RECORD.status] !== STATUS.hidden,
  };
}

function ownerOf(pid: number): number | null {
  try {
    return statSync(`/proc/${pid}`).uid;
  } catch {
    return null;
  }
}
