/** Descriptors of one pass that are no sockets: epoll instances with their registrations, and io_urings. */
import { readdirSync, readlinkSync } from 'node:fs';
import type { Instance } from '../../../../app/shared/live/capture.ts';
import { InodeIndex } from '../../../../app/shared/live/inode-index.ts';
import type { Registrations } from '../../../../app/shared/live/join.ts';
import type { Collected } from './collect.ts';

const RING = 'anon_inode:[io_uring]';

export type OtherFile = Collected['files'][number];

/** Descriptors of io_urings: one file for each table of operations is asked for its kind. */
export function ringsIn({ files }: Collected): Set<OtherFile> {
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
export function epollOperations(found: Collected): number {
  const own = readdirSync('/proc/self/fd').map(Number).find((fd) => linkOf(fd) === 'anon_inode:[eventpoll]');
  return found.files.find((f) => f.tgid === process.pid && f.descriptor === own)?.operations ?? -1;
}

export function instancesOf(found: Collected, place: ReadonlyMap<number, number>): { instances: Instance[]; registrations: Registrations } {
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

function linkOf(fd: number, who: number | 'self' = 'self'): string {
  try {
    return readlinkSync(`/proc/${who}/fd/${fd}`);
  } catch {
    return '';
  }
}
