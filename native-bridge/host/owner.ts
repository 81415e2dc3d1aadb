/** Which process owns a file or folder, so that another instance leaves it alone while that process exists. */
import { readFileSync, readlinkSync } from 'node:fs';

export interface Owner {
  pid: number;
  /** When it started, in ticks since the machine did (Linux); null where the system does not say so simply. */
  start: string | null;
}

export function thisProcess(): Owner {
  return { pid: process.pid, start: startOf(process.pid) };
}

/** A pid is used again one day: the start tells whether it is still the same process. */
export function isThere({ pid, start }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Another user's process is there, though it may not be asked.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return start === null || startOf(pid) === start;
}

/** The system in which a pid means this process: a container and its host can share a folder, not their pids. */
export function pidSpace(): string | null {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}

/** Field 22 of /proc/PID/stat (proc(5)); the name before it may hold anything. */
function startOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
