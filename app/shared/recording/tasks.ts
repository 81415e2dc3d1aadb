/**
 * Threads, and the descriptor tables that they use. The kernel has one table per `files_struct`: threads share it, a fork
 * copies it, and unshare gives a thread one for itself. Each table is a process of the world.
 */
import { type ProcessId, processId } from '../domain/ids.ts';

export interface Table {
  /** Name of its process in the world, which identifies it. */
  name: string;
  /** What that process is called since it last executed a program. */
  shown: string;
  /** Of that program, without the number that tells it apart from others. */
  base: string;
  id: ProcessId;
  tasks: Set<number>;
  /** Numbers of open sockets that the rules do not cover, such as AF_NETLINK. */
  foreign: Set<number>;
  /** Numbers that once were sockets: a later error for one of them concerns sockets. */
  once: Set<number>;
  /** A program was executed with it in the recording: a descriptor from before has no close-on-exec. */
  executed: boolean;
  /** Threads so far, for their names. */
  threads: number;
}

export interface Task {
  id: number;
  /** Thread group: the process id of the system. */
  group: number;
  table: Table;
  /** Name of the thread in its process; null for the first. */
  thread: string | null;
}

/** Names of scenarios: a letter, then letters, digits, _ or -. */
const NAME_LENGTH = 26;

export class Tasks {
  readonly #tasks = new Map<number, Task>();
  /** How many have each base, and the names that are taken: a program can be called like another with its number. */
  readonly #counts = new Map<string, number>();
  readonly #names = new Set<string>();

  get(id: number): Task | undefined {
    return this.#tasks.get(id);
  }

  all(): Iterable<Task> {
    return this.#tasks.values();
  }

  /** A process with a table for itself. `program`: foreign text, such as a path. */
  addProcess(id: number, program: string, copied?: Table): Task {
    const table = this.#table(id, program, copied);
    const task: Task = { id, group: id, table, thread: null };
    this.#tasks.set(id, task);
    return task;
  }

  /** A thread, or with another `group` a process that shares its parent's table. */
  addSharing(id: number, group: number, table: Table): Task {
    table.threads += 1;
    table.tasks.add(id);
    const task: Task = { id, group, table, thread: `t${table.threads + 1}` };
    this.#tasks.set(id, task);
    return task;
  }

  /** Gives a task that shares its table a copy of it. */
  unshare(task: Task): Task {
    task.table.tasks.delete(task.id);
    const own: Task = { ...task, table: this.#table(task.id, task.table.base, task.table), thread: null };
    this.#tasks.set(task.id, own);
    return own;
  }

  /** The task has ended. Returns whether it was the last one with its table. */
  remove(task: Task): boolean {
    task.table.tasks.delete(task.id);
    this.#tasks.delete(task.id);
    return task.table.tasks.size === 0;
  }

  /** After an exec in another thread that one continues under the id of its process. */
  rename(from: number, to: number): void {
    const task = this.#tasks.get(from);
    if (!task || from === to) return;
    this.#tasks.delete(from);
    task.table.tasks.delete(from);
    task.table.tasks.add(to);
    this.#tasks.set(to, { ...task, id: to, thread: null });
  }

  /** Another program has the table. Returns its new name; null if it has that name. `program`: foreign text, such as a path. */
  executed(table: Table, program: string): string | null {
    const base = plainName(program);
    if (program === '' || base === table.base) return null;
    table.base = base;
    return table.shown = this.#free(base);
  }

  participant({ table, thread }: Task): string {
    return thread === null ? table.name : `${table.name}/${thread}`;
  }

  /** The same for people: with the name of the program that it executes by then. */
  shown({ table, thread }: Task): string {
    return thread === null ? table.shown : `${table.shown}/${thread}`;
  }

  #table(task: number, program: string, copied?: Table): Table {
    const base = plainName(program);
    const name = this.#free(base);
    return { name, shown: name, base, id: processId(name), tasks: new Set([task]), foreign: new Set(copied?.foreign),
      once: new Set(copied?.once), executed: copied?.executed ?? false, threads: 0 };
  }

  /** "nginx", "nginx-2": without a space, so that filters and scenarios can use the name. */
  #free(base: string): string {
    let used = this.#counts.get(base) ?? 0;
    let name: string;
    do {
      used += 1;
      name = used === 1 ? base : `${base}-${used}`;
    } while (this.#names.has(name));
    this.#counts.set(base, used);
    this.#names.add(name);
    return name;
  }
}

/** The file name of a program, in characters that names of processes can have. */
function plainName(program: string): string {
  const file = program.slice(program.lastIndexOf('/') + 1).replaceAll(/[^A-Za-z0-9_-]+/g, '-').replace(/^[^A-Za-z]+/, '')
    .slice(0, NAME_LENGTH);
  return file === '' ? 'process' : file;
}
