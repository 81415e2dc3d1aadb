/** The descriptor tables of a session's processes: what every number stands for, and who holds which socket. */
import type { ProcessId } from '../../app/shared/domain/ids.ts';
import { allOf, type WorldView } from '../../app/shared/domain/world.ts';
import type { DescriptorFiles } from './descriptor-files.ts';
import { linksOf } from './proc.ts';
import type { ProbeScope } from '../channel/probe-invalidation.ts';
import { Table } from './table-linux.ts';

/** What was asked of the system for a look. */
export interface Touched {
  /** Numbers of each process that may stand for something else now, by the process's id. */
  numbers: ReadonlyMap<string, ReadonlySet<number>>;
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
  /** What has more or fewer holders than before the last reading; null: anything. */
  #changed: Set<string> | null = null;

  /** `files`: what is asked of descriptors that the world knows. */
  constructor(files: DescriptorFiles) {
    this.#files = files;
  }

  /** Reads what may have changed: by `scope`, and under these numbers. Without either, everything. */
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

  /** The pid of a process and what a number of it stands for; null when its table cannot be read. */
  entry(process: ProcessId, number: number): { pid: number; link: string | undefined } | null {
    const table = this.#tables.get(process);
    return table ? { pid: table.pid, link: table.link(number) } : null;
  }

  /** Descriptors in all of these processes that say they stand for this. */
  holders(link: string): number {
    let count = 0;
    for (const table of this.#tables.values()) count += table.holders(link);
    return count;
  }

  /** Links of what has more or fewer holders since the reading before; null when that may be anything. */
  get changed(): ReadonlySet<string> | null {
    return this.#changed;
  }

  #whole(pid: number): Table | null {
    const links = linksOf(pid);
    this.#changed = null;
    return links && new Table(pid, links);
  }

  /** The table as it is now; `listed`: numbers may have come that nobody knows. */
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
