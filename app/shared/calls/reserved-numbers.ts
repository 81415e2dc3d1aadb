/**
 * Numbers that never identify a process or a window on any machine. A scenario can use them literally to show how a call
 * refuses them; any other number can belong to a process outside the session.
 */
import type { Rules } from '../domain/entities.ts';

/** PID_MAX_LIMIT of the kernel (linux/threads.h): every pid is smaller, whatever kernel.pid_max says. */
const LINUX_PID_LIMIT = 4 * 1024 * 1024;
/** The largest DWORD: process ids are multiples of 4 from a table of at most 2^24 entries. */
const LAST_DWORD = 0xffff_ffff;

/** F_SETOWN clears the owner with 0; on Windows 0 is the idle process, which cannot be opened; other calls refuse it. */
export function isNoProcess(rules: Rules, pid: number): boolean {
  return pid === 0 || (rules === 'linux' ? pid >= LINUX_PID_LIMIT : pid === LAST_DWORD);
}

/** The low word of a window handle is an index into a table, and index 0 is never used. */
export const isNoWindow = (window: number): boolean => window >= 0 && window % 0x1_0000 === 0;

/** Returns the literal process ids that a scenario can contain, as text for messages. */
export const noProcessText = (rules: Rules): string => (rules === 'linux' ? `0 or a number from ${LINUX_PID_LIMIT}` : `0 or ${LAST_DWORD}`);
