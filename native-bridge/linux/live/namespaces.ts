/**
 * The network namespaces of a capture: their names, and the source of their socket tables. Root queries the kernel
 * inside each of them; other users read /proc/PID/net, which exists for every process (P25).
 */
import { readdirSync, statSync } from 'node:fs';
import type { Namespace } from '../../../app/shared/live/capture.ts';
import type { SocketTable } from '../../../app/shared/live/socket-table.ts';
import { sockDiagIn } from './enter-namespace.ts';
import { ownNamespace } from './machine.ts';
import { readTables, tablesByDiag } from './socket-tables.ts';

/** Where ip-netns(8) keeps names: each is a bind mount of the namespace. */
const NAMED = '/run/netns';

const OWN = 'own';

/** A process through which a namespace can be reached. */
export interface Resident {
  pid: number;
  name: string;
}

export class Namespaces {
  readonly list: Namespace[];
  readonly #table: SocketTable;
  readonly #notes: string[];
  readonly #pause: () => Promise<void>;
  readonly #names = namesByInode();
  /** Places in the list, by the inode of the namespace. */
  readonly #numbers: Map<number, number>;
  /** Positions by the inode of /proc/PID/net/tcp, which differs between namespaces, and is readable by every user. */
  readonly #byTable: Map<number, number>;
  #unnamed = 0;

  /** Number 0 is this process's namespace, whose sockets are already in `table`, from `source`. `pause` is called between dumps. */
  constructor(source: Namespace['tables'], table: SocketTable, notes: string[], pause: () => Promise<void>) {
    const own = ownNamespace();
    this.#table = table;
    this.#notes = notes;
    this.#pause = pause;
    this.list = [{ id: String(own), name: OWN, own: true, tables: source }];
    this.#numbers = new Map([[0, 0], [own, 0]]);
    this.#byTable = new Map([[tableInode('self'), 0]]);
  }

  /** The position of a namespace; this process's own if unknown. */
  numberOf(inode: number): number {
    return this.#numbers.get(inode) ?? 0;
  }

  /** Adds the namespace of a process, and its sockets. */
  async addResident(inode: number, resident: Resident): Promise<void> {
    if (this.#numbers.has(inode)) return;
    this.#byTable.set(tableInode(resident.pid), this.list.length);
    await this.#add(inode, this.#names.get(inode) ?? `of ${resident.name} (${resident.pid})`, `/proc/${resident.pid}/ns/net`, resident.pid);
  }

  /** Adds the namespace of a process that hides it from this user; the result is its number in the capture, 0 for this process's own. */
  async addHidden(resident: Resident): Promise<number> {
    const table = tableInode(resident.pid);
    // Unknown if the process has ended.
    if (table === 0) return 0;
    if (!this.#byTable.has(table)) {
      this.#byTable.set(table, this.list.length);
      this.#unnamed += 1;
      await this.#add(table, `of ${resident.name} (${resident.pid})`, null, resident.pid);
    }
    return this.#byTable.get(table) === 0 ? 0 : table;
  }

  /** Adds a namespace known only from a socket, whose addresses the kernel has reported. */
  addSeen(inode: number): void {
    if (this.#numbers.has(inode)) return;
    this.#numbers.set(inode, this.list.length);
    this.list.push({ id: String(inode), name: String(inode), own: false, tables: 'bpf' });
  }

  /** Adds namespaces with a name but without a process visible to this user. */
  async addNamed(): Promise<void> {
    const left: string[] = [];
    for (const [inode, name] of this.#names) {
      if (this.#numbers.has(inode)) continue;
      const entered = await this.#add(inode, name, `${NAMED}/${name}`, null, this.#unnamed === 0);
      if (!entered) left.push(name);
    }
    // The names cannot be assigned: the process that identifies the namespace cannot be queried.
    if (this.#unnamed > 0 && left.length > 0)
      this.#notes.push(
        `Which processes the network namespaces ${left.join(', ')} belong to is hidden from this user; they are listed by a `
          + `process in each.`);
  }

  /** False if its sockets could not be read; it is added all the same, unless `always` is false. */
  async #add(inode: number, name: string, path: string | null, pid: number | null, always = true): Promise<boolean> {
    const number = this.list.length;
    const from = this.#table.length;
    let tables: Namespace['tables'] = 'none';
    const diag = path === null ? null : sockDiagIn(path, inode);
    if (diag) {
      await tablesByDiag(diag, pid, this.#table, this.#notes, this.#pause, ` of namespace ${name}`);
      tables = 'sock_diag';
    } else if (pid !== null && readTables(String(pid), this.#table, this.#notes)) tables = 'proc-net';
    if (tables === 'none' && !always) return false;
    this.#table.columns.namespace.fill(number, from, this.#table.length);
    this.#numbers.set(inode, number);
    this.list.push({ id: String(inode), name, own: false, tables });
    return tables !== 'none';
  }
}

function namesByInode(): Map<number, string> {
  const names = new Map<number, string>();
  try {
    const namespaces = statSync('/proc/self/ns/net').dev;
    for (const name of readdirSync(NAMED)) {
      // The file can be left over, with nothing mounted on it.
      const { dev, ino } = statSync(`${NAMED}/${name}`);
      if (dev === namespaces) names.set(ino, name === OWN ? `netns ${name}` : name);
    }
  } catch {
    // There are no names, or one has just been removed.
  }
  return names;
}

/** 0 if it does not exist. */
function tableInode(who: string | number): number {
  try {
    return statSync(`/proc/${who}/net/tcp`).ino;
  } catch {
    return 0;
  }
}
