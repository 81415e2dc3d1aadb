/** Processes that use a port: those that have or use one of its sockets, in a recording of the whole machine. */
import { partsOf } from '../addresses.ts';
import type { Recorded } from './events.ts';
import { KIND } from './layout.ts';
import { Record } from './record.ts';
import { eachRecord } from './records.ts';

export function processesWithPort({ ring, reads }: Pick<Recorded, 'ring' | 'reads'>, port: number): Set<number> {
  const sockets = new Set<number>();
  const held: { process: number; inode: number }[] = [];
  for (const [process, { tasks }] of reads) {
    for (const { inode, local, remote } of tasks.flatMap(({ descriptors = [] }) => descriptors)) {
      held.push({ process, inode: Number(inode) });
      if ([local, remote].some((address) => address !== null && partsOf(address).port === port)) sockets.add(Number(inode));
    }
  }
  const all = (on: (record: Record) => void): void => {
    eachRecord(ring, ring.length, (at, length) => { on(new Record(ring, at, length)); });
  };
  all(({ ports }) => { if (ports && (ports.local === port || ports.remote === port)) sockets.add(ports.inode); });
  const found = new Set(held.flatMap(({ process, inode }) => (sockets.has(inode) ? [process] : [])));
  all(({ kind, process, inode, ports }) => {
    if (kind === KIND.call && (sockets.has(inode) || sockets.has(ports?.inode ?? -1))) found.add(process);
  });
  // A child has what its parent has.
  all(({ kind, process, registers }) => { if (kind === KIND.fork && found.has(process)) found.add(Number(registers[0])); });
  return found;
}
