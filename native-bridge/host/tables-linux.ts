/** The descriptor tables of a session's processes: what every number stands for, and who holds which socket. */
import type { ProcessId } from '../../app/shared/domain/ids.ts';
import { allOf, type WorldView } from '../../app/shared/domain/world.ts';
import type { DescriptorFiles } from './descriptor-files.ts';
import { type Links, linksOf } from './proc.ts';
import type { Scope } from './scope.ts';

interface Table {
  pid: number;
  links: Links;
  /** How many descriptors of each thing are in it, by what they say they stand for. */
  holders: ReadonlyMap<string, number>;
}

/**
 * Every descriptor of every running participant, so that holders the world does not know of are counted too. Only a
 * process itself gets descriptors into its table, and only by a call; so where none was made that could, the table
 * is not read again, but for what the world knows in it and may have changed. A call that opens or closes
 * descriptors puts none in the place of another that the world does not know: what such a number stands for is kept.
 */
export class Tables {
  readonly #files: DescriptorFiles;
  #tables = new Map<ProcessId, Table>();

  /** `files`: what is asked of descriptors that the world knows. */
  constructor(files: DescriptorFiles) {
    this.#files = files;
  }

  /** Reads what may have changed; `touched` says so of a descriptor. */
  read(world: WorldView, scope: Scope | null, touched: (object: string) => boolean): void {
    const before = this.#tables;
    this.#tables = new Map();
    for (const { id, name, pid, state, role } of allOf(world, 'process')) {
      if (state !== 'running' || role !== 'participant' || pid === null) continue;
      const kept = before.get(id);
      const links = !scope || kept?.pid !== pid || scope.unsure.has(name) ? linksOf(pid)
        : scope.tables.has(name) ? this.#listed(world, id, kept, touched) : this.#renewed(world, id, kept, touched);
      if (links) this.#tables.set(id, links === kept?.links ? kept : { pid, links, holders: countByLink(links) });
    }
  }

  /** The pid of a process and what a number of it stands for; null when its table cannot be read. */
  entry(process: ProcessId, number: number): { pid: number; link: string | undefined } | null {
    const table = this.#tables.get(process);
    return table ? { pid: table.pid, link: table.links.get(number) } : null;
  }

  /** Descriptors in all of these processes that say they stand for this. */
  holders(link: string): number {
    let count = 0;
    for (const { holders } of this.#tables.values()) count += holders.get(link) ?? 0;
    return count;
  }

  /** The numbers that are there now; what they stand for is asked where it is new or may have changed. */
  #listed(world: WorldView, process: ProcessId, { pid, links }: Table, touched: (object: string) => boolean): Links | null {
    const asked = new Set<number>();
    for (const { process: of, number, object } of world.ofKind('descriptor')) if (of === process && number !== null && touched(object)) asked.add(number);
    return linksOf(pid, (fd) => (asked.has(fd) ? this.#files.link(pid, fd) ?? undefined : links.get(fd)));
  }

  /** The same table when what may have changed is as it was; listed anew when it is not. */
  #renewed(world: WorldView, process: ProcessId, table: Table, touched: (object: string) => boolean): Links | null {
    for (const { process: of, number, object } of world.ofKind('descriptor')) {
      if (of !== process || number === null || !touched(object)) continue;
      if ((this.#files.link(table.pid, number) ?? undefined) !== table.links.get(number)) return this.#listed(world, process, table, touched);
    }
    return table.links;
  }
}

function countByLink(links: Links): Map<string, number> {
  const counts = new Map<string, number>();
  for (const link of links.values()) counts.set(link, (counts.get(link) ?? 0) + 1);
  return counts;
}
