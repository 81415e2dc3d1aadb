import { readdirSync, readFileSync } from 'node:fs';

const TASKS = '/proc/self/task';

/**
 * How many threads of this process are blocked in a system call whose first argument is this descriptor.
 * @returns null if the kernel does not show it. Source: /proc/PID/task/TID/syscall in proc(5), "running" for a thread that runs.
 */
export function threadsBlockedOn(fd: number): number | null {
  const argument = `0x${fd.toString(16)}`;
  try {
    readFileSync('/proc/self/syscall');
    return readdirSync(TASKS).filter((thread) => argumentOf(thread) === argument).length;
  } catch {
    return null;
  }
}

function argumentOf(thread: string): string | undefined {
  try {
    return readFileSync(`${TASKS}/${thread}/syscall`, 'latin1').split(' ')[1];
  } catch {
    // The thread has ended since the list was read.
    return undefined;
  }
}
