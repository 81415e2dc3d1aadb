/**
 * Numbers that name nothing on any machine, whatever runs there. A scenario may give them literally, to show how a call
 * refuses them; every other number could name something of a stranger.
 */
import type { Rules } from '../domain/entities.ts';

/** PID_MAX_LIMIT of the kernel (linux/threads.h): every pid is smaller, whatever kernel.pid_max says. */
const LINUX_PID_LIMIT = 4 * 1024 * 1024;
/** The last DWORD: ids of processes are multiples of 4 from a table of at most 2^24 entries. */
const LAST_DWORD = 0xffff_ffff;

/** 0 is nobody for F_SETOWN, the idle process on Windows, which cannot be opened, and no process for every other call. */
export function isNoProcess(rules: Rules, pid: number): boolean {
  return pid === 0 || (rules === 'linux' ? pid >= LINUX_PID_LIMIT : pid === LAST_DWORD);
}

/** The low word of a window handle is a place in a table, and place 0 is never used. */
export const isNoWindow = (window: number): boolean => window >= 0 && window % 0x1_0000 === 0;

/** What to write instead of a pid that could be a stranger's. */
export const nobodyText = (rules: Rules): string => (rules === 'linux' ? `0 or a number from ${LINUX_PID_LIMIT}` : `0 or ${LAST_DWORD}`);
