import { attempt } from '../../../shared/base/attempt.ts';
import { startOf } from '../../../../native-bridge/linux/live/ask.ts';
import type { Running } from '../../../../native-bridge/linux/ptrace/recorded.ts';

/** To each of these processes that still runs, and that this user can signal. */
export function sendSignals(processes: readonly Running[], signal: NodeJS.Signals): void {
  for (const { pid, startedAt } of processes) if (startOf(pid) === startedAt) attempt(() => sendSignal(pid, signal), false);
}

/** Returns false for a process that has ended, which gets none. @throws Error if this user cannot send it. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    return false;
  }
}
