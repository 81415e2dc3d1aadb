/**
 * Identifies the process behind a number. A pid can be reused after its process has ended, so a process is identified by
 * pid and start time; proc_pid_stat(5), field 22, and pidfd_open(2) for the fdinfo of a pidfd.
 */
import { readFileSync } from 'node:fs';
import { attempt } from '../../app/shared/base/attempt.ts';
import { isNoProcess } from '../../app/shared/calls/reserved-numbers.ts';
import type { CallSpec, ResolvedArgs } from '../../app/shared/calls/types.ts';
import { descriptorArg } from './args.ts';

export interface KnownProcess {
  pid: number;
  /** Start in clock ticks since boot; null if it cannot be read. */
  started: string | null;
}

/** Field 3 is the first one after the name, which can contain blanks and brackets. */
const START_FIELD = 22 - 3;

/** The process that has this pid now; without a start if there is none. */
export function processAt(pid: number): KnownProcess {
  const stat = textOf(`/proc/${pid}/stat`);
  return { pid, started: stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[START_FIELD] ?? null };
}

/** Whether the pid still belongs to the process. A zombie keeps its pid. */
export const isStill = ({ pid, started }: KnownProcess): boolean => started !== null && processAt(pid).started === started;

/** The pid behind an open pidfd of this process, -1 if that process has ended; null for any other number. */
export function pidBehind(pidfd: number): number | null {
  const pid = /^Pid:\s*(-?\d+)$/m.exec(textOf(`/proc/self/fdinfo/${pidfd}`) ?? '')?.[1];
  return pid === undefined ? null : Number(pid);
}

/** Whether a Linux call names a process, by its pid or by a pidfd. */
export const namesProcess = ({ platform, fetches, args }: CallSpec): boolean =>
  platform === 'linux' && (fetches === true || args.some((arg) => arg.type.kind === 'pid'));

/** The pid of the first process in the arguments that is not in `session`; null if there is none. Check immediately before the call. */
export function strangerAmong(call: CallSpec, args: ResolvedArgs, session: readonly KnownProcess[]): number | null {
  const pids = call.args.flatMap(({ name, type }) => {
    const value = args[name];
    return type.kind === 'pid' && typeof value === 'number' && !isNoProcess('linux', value) ? [value] : [];
  });
  if (call.fetches) {
    const pid = pidBehind(descriptorArg(args, 'pidfd'));
    // Nothing can be fetched from an ended process, or by a number that is not a pidfd.
    if (pid !== null && pid !== -1) pids.push(pid);
  }
  return pids.find((pid) => !session.some((known) => known.pid === pid && isStill(known))) ?? null;
}

function textOf(path: string): string | null {
  return attempt(() => readFileSync(path, 'latin1'), null);
}
