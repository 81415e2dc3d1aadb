/** The descriptor tables of a session's processes: the object of every number, and the holders of each socket. */
import type { ProcessId } from '../../app/shared/domain/ids.ts';
import { allOf, type WorldView } from '../../app/shared/domain/world.ts';
import type { DescriptorFiles } from './descriptor-files.ts';
import { linksOf } from './proc.ts';
import type { ProbeScope } from './probe-invalidation.ts';
import { Table } from './table-linux.ts';

/** The scope of a probe. */
export interface Touched {
  /** Descriptor numbers that can have changed, by process id. */
  numbers: ReadonlyMap<string, ReadonlySet<number>>;
}

/**
 * Every descriptor of every running participant, so that holders unknown to the world are counted too. Only a
 * process itself gets descriptors into its table, and only by a call; if no such call was made, the table is not
 * read again, except for the descriptors that the world knows and that can have changed. A call that opens or closes
 * descriptors does not replace unknown ones: their cached objects stay valid.
 */
export class Tables {
  readonly #files: DescriptorFiles;
  #tables = new Map<ProcessId, Table>();
  /** Objects whose number of holders has changed since the last reading; null: any. */
  #changed: Set<string> | null = null;

  /** `files`: reads the descriptors that the world knows. */
  constructor(files: DescriptorFiles) {
    this.#files = files;
  }

  /** Reads what can have changed: by `scope`, and under these numbers. Without either, everything. */
  read(world: WorldView, scope: ProbeScope | null, touched: Touched | null): void {
    const before = this.#tables;
    this.#tables = new Map();
    this.#changed = scope && touched ? new Set() : null;
    for (const { id, name, pid, state, role } of allOf(world, 'process')) {
      if (state !== 'running' || role !== 'participant' || pid === null) continue;
      const kept = before.get(id);
      const table = !scope || !touched || kept?.pid !== pid || scope.unsure.has(name) ? this.#whole(pid)
        : this.#renewed(kept, scope.tables.has(name), touched.numbers.get(id) ?? new Set());
      if (table) this.#tables.set(id, table);
    }
    for (const [id, { pid }] of before) if (this.#tables.get(id)?.pid !== pid) this.#changed = null;
  }

  /** The pid of a process and the object of one of its numbers; null if its table cannot be read. */
  entry(process: ProcessId, number: number): { pid: number; link: string | undefined } | null {
    const table = this.#tables.get(process);
    return table ? { pid: table.pid, link: table.link(number) } : null;
  }

  /** The descriptors with this link target in all of these processes. */
  holders(link: string): number {
    let count = 0;
    for (const table of this.#tables.values()) count += table.holders(link);
    return count;
  }

  /** Link targets whose number of holders has changed since the previous reading; null if that can be any. */
  get changed(): ReadonlySet<string> | null {
    return this.#changed;
  }

  #whole(pid: number): Table | null {
    const links = linksOf(pid);
    this.#changed = null;
    return links && new Table(pid, links);
  }

  /** The current table; `listed`: unknown numbers can have been added. */
  #renewed(table: Table, mayHaveMore: boolean, numbers: ReadonlySet<number>): Table | null {
    const asked = new Map([...numbers].map((number) => [number, this.#files.link(table.pid, number) ?? undefined] as const));
    const differs = [...asked].some(([number, link]) => table.link(number) !== link);
    if ((mayHaveMore || differs) && table.listingIsDue(asked.size)) {
      const links = linksOf(table.pid, (fd) => (asked.has(fd) ? asked.get(fd) : table.link(fd)));
      if (!links) {
        this.#changed = null;
        return null;
      }
      table.become(links, this.#changed);
    } else for (const [number, link] of asked) table.set(number, link, this.#changed);
    return table;
  }
}
