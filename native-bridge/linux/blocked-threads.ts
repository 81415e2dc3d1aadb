import { readdirSync, readFileSync } from 'node:fs';
import { attempt } from '../../app/shared/base/attempt.ts';

const TASKS = '/proc/self/task';

/**
 * How many threads of this process are blocked in a system call whose first argument is this descriptor.
 * @returns null if the kernel does not show it. Source: /proc/PID/task/TID/syscall in proc(5), "running" for a thread that runs.
 */
export const threadsBlockedOn = (fd: number): number | null => threadsIn(([, argument]) => argument === `0x${fd.toString(16)}`);

/** The numbers of poll, select, pselect6 and ppoll (asm/unistd.h): calls that take their descriptors in memory. */
const FOR_MANY = process.arch === 'arm64' ? ['72', '73'] : ['7', '23', '270', '271'];

/** How many threads of this process are blocked in a call that waits for several descriptors; null if the kernel does not show it. */
export const threadsWaitingForMany = (): number | null => threadsIn(([number]) => number !== undefined && FOR_MANY.includes(number));

/** @param which told the fields: the number of the system call, and its arguments. */
function threadsIn(which: (fields: readonly string[]) => boolean): number | null {
  return attempt(() => {
    readFileSync('/proc/self/syscall');
    return readdirSync(TASKS).filter((thread) => which(fieldsOf(thread))).length;
  }, null);
}

/** Empty also for a thread that has ended since the list was read. */
const fieldsOf = (thread: string): readonly string[] =>
  attempt(() => readFileSync(`${TASKS}/${thread}/syscall`, 'latin1').split(' '), []);
