/** A descriptor of a held task as the system shows it, read from /proc: nothing that the program could notice. */
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { socketFactsOf, socketTableSeenBy } from './descriptors.ts';

export interface DescriptorNow {
  number: number;
  /** What it refers to, such as "socket:[4711]" or a path; null if it is closed. Foreign text. */
  identity: string | null;
  closeOnExec: boolean;
  nonblocking: boolean;
  /** null for other files, and for sockets that no table of the system lists. */
  socket: { state: string; local: string | null; remote: string | null; unread: number; unsent: number } | null;
}

const [O_NONBLOCK, O_CLOEXEC] = [0o4000, 0o2000000];

/** Descriptors of a task, by number. */
export function descriptorsNow(task: number, numbers: readonly number[]): DescriptorNow[] {
  const table = socketTableSeenBy(task);
  return numbers.map((number) => {
    const identity = read(() => readlinkSync(`/proc/${task}/fd/${number}`));
    const info = read(() => readFileSync(`/proc/${task}/fdinfo/${number}`, 'latin1')) ?? '';
    const flags = Number.parseInt(/^flags:\s+([0-7]+)$/m.exec(info)?.[1] ?? '0', 8);
    const inode = Number(/^socket:\[(\d+)\]$/.exec(identity ?? '')?.[1] ?? NaN);
    const at = table.columns.inode.subarray(0, table.length).indexOf(inode);
    const { state, local, remote } = at < 0 ? { state: '', local: null, remote: null } : socketFactsOf(table, at);
    const socket = at < 0 ? null
      : { state, local, remote, unread: table.columns.receiveQueue[at]!, unsent: table.columns.sendQueue[at]! };
    return { number, identity, closeOnExec: (flags & O_CLOEXEC) !== 0, nonblocking: (flags & O_NONBLOCK) !== 0, socket };
  });
}

/** The numbers that the next descriptors of a task get: the lowest that are free. */
export function freeNumbers(task: number): () => number {
  let used: Set<number> | null = null;
  let next = -1;
  return () => {
    used ??= new Set(read(() => readdirSync(`/proc/${task}/fd`).map(Number)) ?? []);
    do next += 1; while (used.has(next));
    return next;
  };
}

function read<T>(from: () => T): T | null {
  try {
    return from();
  } catch {
    return null;
  }
}
