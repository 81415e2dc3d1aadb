/**
 * Finds the epoll descriptors that refer to one instance. Their links are all equal, so kcmp must decide; comparing
 * every pair would take seconds, so only instances with the same registrations are compared.
 */
import { type Instance, type LiveProcess, tableOf } from '../../../app/shared/live/capture.ts';
import type { Registrations } from '../../../app/shared/live/join.ts';
import type { Flat } from './flatten.ts';
import { sameFile } from './kcmp.ts';

export interface Instances {
  instances: Instance[];
  /** Registrations of each instance once, by instance. */
  registrations: Registrations;
}

export function groupInstances({ instances: rows, registrations, walked }: Flat): Instances {
  const { processes } = walked;
  const listed = countsAndDigests(rows.process.length, registrations);
  const buckets = new Map<string, number[]>();
  for (let row = 0; row < rows.process.length; row++) {
    // Instances that watch no socket have no rows, and need no number.
    if (listed.count[row] === 0) continue;
    const key = `${listed.count[row]} ${listed.digest[row]}`;
    const bucket = buckets.get(key);
    if (bucket) bucket.push(row);
    else buckets.set(key, [row]);
  }
  const instances: { first: number; holders: { process: number; descriptor: number }[]; sure: boolean }[] = [];
  const instanceOf = new Int32Array(rows.process.length).fill(-1);
  for (const bucket of buckets.values()) {
    const here: typeof instances = [];
    for (const row of bucket) {
      const holder = { process: rows.process[row]!, descriptor: rows.descriptor[row]! };
      const same = find(here, holder, processes);
      if (same) {
        same.holders.push(holder);
        instanceOf[row] = instances.indexOf(same);
      } else {
        const fresh = { first: row, holders: [holder], sure: true };
        here.push(fresh);
        instanceOf[row] = instances.push(fresh) - 1;
      }
    }
  }
  return { instances, registrations: onceEach(registrations, instances, instanceOf) };
}

/** Marks as unsure the instances for which kcmp is not permitted. */
function find<T extends { holders: { process: number; descriptor: number }[]; sure: boolean }>(
  here: readonly T[], holder: { process: number; descriptor: number }, processes: readonly LiveProcess[],
): T | null {
  for (const instance of here) {
    const first = instance.holders[0]!;
    const answer = sameFile(tableOf(processes[first.process]!), first.descriptor, tableOf(processes[holder.process]!), holder.descriptor);
    if (answer === 'same') return instance;
    if (answer === 'refused') instance.sure = false;
  }
  return null;
}

/** An order-independent digest, because two readings of one instance can differ in order. */
function countsAndDigests(rows: number, r: Registrations): { count: Uint32Array; digest: Float64Array } {
  const count = new Uint32Array(rows);
  const digest = new Float64Array(rows);
  for (let i = 0; i < r.length; i++) {
    const row = r.instance[i]!;
    count[row]! += 1;
    digest[row]! += (Math.imul(r.inode[i]! ^ Math.imul(r.descriptor[i]!, 0x9e3779b1), 0x85ebca6b) >>> 0);
  }
  return { count, digest };
}

function onceEach(r: Registrations, instances: readonly { first: number }[], instanceOf: Int32Array): Registrations {
  let to = 0;
  for (let i = 0; i < r.length; i++) {
    const row = r.instance[i]!;
    const instance = instanceOf[row]!;
    if (instances[instance]!.first !== row) continue;
    r.instance[to] = instance;
    r.descriptor[to] = r.descriptor[i]!;
    r.mask[to] = r.mask[i]!;
    r.data[to] = r.data[i]!;
    r.inode[to] = r.inode[i]!;
    to += 1;
  }
  return {
    length: to, instance: r.instance.subarray(0, to), descriptor: r.descriptor.subarray(0, to), mask: r.mask.subarray(0, to),
    data: r.data.subarray(0, to), inode: r.inode.subarray(0, to),
  };
}
