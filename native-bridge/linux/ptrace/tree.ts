/** Threads of a process and of all its children, and the reasons why one of them cannot be traced; proc(5). */
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** Characters of a name in the kernel, which cuts longer ones. */
const LONGEST_NAME = 15;

/** All processes of the system. */
export const allProcesses = (): number[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);

/** Threads of a process; none if it has ended. */
export function threadsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [];
  }
}

/** Processes that a thread has started and that still are its children. */
export function childrenOf(pid: number, thread: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter((word) => word !== '').map(Number);
  } catch {
    return [];
  }
}

/** File name that was executed ("python3"), or the one that its links lead to; null if neither can be read. Foreign text. */
export function programOf(pid: number): string | null {
  const name = fieldOf(pid, 'Name');
  try {
    const file = basename(readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, ''));
    // A program can give itself another name.
    return name !== null && file.startsWith(name) && name.length < LONGEST_NAME ? name : file;
  } catch {
    return name;
  }
}

/** Network namespace of a process, such as "net:[4026531840]"; "" if it cannot be read. */
export function networkOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return '';
  }
}

/** Process that traces this one; 0 for none. */
export const tracerOf = (pid: number): number => Number(fieldOf(pid, 'TracerPid') ?? 0);

/** A line of /proc/PID/status without its name; null if it cannot be read. */
export function fieldOf(pid: number, name: string): string | null {
  try {
    return new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? null;
  } catch {
    return null;
  }
}

const [EPERM, ESRCH] = [1, 3];

/** Why a process cannot be seized, and what to do, for an errno of SEIZE. */
export function refusalOf(pid: number, errno: number): string {
  const tracer = tracerOf(pid);
  if (errno === ESRCH) return `there is no process ${pid}`;
  if (errno !== EPERM) return `process ${pid} cannot be traced (errno ${errno})`;
  if (tracer !== 0) {
    return `process ${pid} is already traced by process ${tracer} (${programOf(tracer) ?? 'unknown'}). End that program first`;
  }
  const scope = yamaScope();
  const why = scope > 0 ? `kernel.yama.ptrace_scope is ${scope}` : 'it belongs to another user, or protects its memory';
  return `process ${pid} cannot be traced: ${why}. Run as root, or start the program with handoff record`;
}

function yamaScope(): number {
  try {
    return Number(readFileSync('/proc/sys/kernel/yama/ptrace_scope', 'latin1'));
  } catch {
    return 0;
  }
}
