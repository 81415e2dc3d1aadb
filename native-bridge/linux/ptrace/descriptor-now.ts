/** A descriptor of a held task as the system shows it, read from /proc: nothing that the program could notice. */
import type { SocketTable } from '../../../app/shared/live/socket-table.ts';
import { flagsOf, linkOf, numbersOf, rowOf, socketFactsOf, socketTableSeenBy } from './descriptors.ts';

export interface DescriptorNow {
  number: number;
  /** What it refers to, such as "socket:[4711]" or a path; null if it is closed. Foreign text. */
  identity: string | null;
  closeOnExec: boolean;
  nonblocking: boolean;
  /** null for other files, and for sockets that no table of the system lists. */
  socket: { state: string; local: string | null; remote: string | null; unread: number; unsent: number } | null;
}

/** Descriptors of a task, by number. */
export function descriptorsNow(task: number, numbers: readonly number[]): DescriptorNow[] {
  const table = socketTableSeenBy(task);
  return numbers.map((number) => {
    const [link, { inheritable, nonblocking }] = [linkOf(task, number), flagsOf(task, number)];
    const row = rowOf(table, link);
    return { number, identity: link === '' ? null : link, closeOnExec: !inheritable, nonblocking,
      socket: row < 0 ? null : socketNow(table, row) };
  });
}

function socketNow(table: SocketTable, row: number): DescriptorNow['socket'] {
  const { state, local, remote } = socketFactsOf(table, row);
  return { state, local, remote, unread: table.columns.receiveQueue[row]!, unsent: table.columns.sendQueue[row]! };
}

/** The numbers that the next descriptors of a task get: the lowest that are free. */
export function freeNumbers(task: number): () => number {
  let used: Set<number> | null = null;
  let next = -1;
  return () => {
    used ??= new Set(numbersOf(task));
    do next += 1; while (used.has(next));
    return next;
  };
}
