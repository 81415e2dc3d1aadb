/** Identifies the process that owns a file or folder, so that other instances leave it alone while that process runs. */
import { readFileSync, readlinkSync } from 'node:fs';
import { attempt } from '../../app/shared/base/attempt.ts';

export interface Owner {
  pid: number;
  /** Its start in ticks since boot (Linux); null if the system does not report it simply. */
  start: string | null;
}

export function thisProcess(): Owner {
  return { pid: process.pid, start: startOf(process.pid) };
}

/** Pids are reused: the start time tells whether this is still the same process. */
export function isThere({ pid, start }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // The process exists and belongs to another user, who does not permit the query.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return start === null || startOf(pid) === start;
}

/** The system in which the pid is valid: a container and its host can share a folder, but not their pids. */
export function pidSpace(): string | null {
  return attempt(() => `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`, null);
}

/** Field 22 of /proc/PID/stat (proc(5)); the name before it can contain any character. */
function startOf(pid: number): string | null {
  return attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? null, null);
}
