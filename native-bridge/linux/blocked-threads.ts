import { readdirSync, readFileSync } from 'node:fs';
import { attempt } from '../../app/shared/base/attempt.ts';

const TASKS = '/proc/self/task';

/**
 * How many threads of this process are blocked in a system call whose first argument is this descriptor.
 * @returns null if the kernel does not show it. Source: /proc/PID/task/TID/syscall in proc(5), "running" for a thread that runs.
 */
export function threadsBlockedOn(fd: number): number | null {
  const argument = `0x${fd.toString(16)}`;
  return attempt(() => {
    readFileSync('/proc/self/syscall');
    return readdirSync(TASKS).filter((thread) => argumentOf(thread) === argument).length;
  }, null);
}

/** Undefined also for a thread that has ended since the list was read. */
const argumentOf = (thread: string): string | undefined =>
  attempt(() => readFileSync(`${TASKS}/${thread}/syscall`, 'latin1').split(' ')[1], undefined);
