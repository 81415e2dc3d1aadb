/** The source of a recording that a page has confirmed, and the end of the program that it launched. */
import { setTimeout as pause } from 'node:timers/promises';
import { RECORDING } from '../../../shared/base/limits.ts';
import { FOLLOWED_CALLS } from '../../../shared/recording/recording.ts';
import type { HoldFilter } from '../../../shared/recording/source.ts';
import { BpfRun } from '../recording/bpf-run.ts';
import { PtraceRun } from '../recording/ptrace-run.ts';
import { sendSignals } from '../recording/send-signal.ts';
import { WinsockRun } from '../recording/winsock-run.ts';
import type { Plan } from './questions.ts';

/** For a program for Windows; null for others. @throws Unavailable without Wine on Linux. */
export function windowsSource({ source, target }: Plan, cacheDir: string, outDir: string): WinsockRun | null {
  return source === 'winsock' && 'command' in target
    ? new WinsockRun(cacheDir, outDir, { command: target.command }, 'ignore', target) : null;
}

/** `standard`: descriptor for the output of a launched program. `filters`: as of PtraceRun. */
export function sourceOf(
  { target, mode, source }: Plan, outDir: string, standard: number | 'ignore', filters: readonly HoldFilter[] | null,
): PtraceRun | BpfRun {
  const where = 'command' in target ? { ...target, survive: mode === 'debug' } : { pids: [target.pid] };
  return source === 'bpf' ? new BpfRun(outDir, { ...where, most: RECORDING.recordBytes }, FOLLOWED_CALLS, standard)
    : new PtraceRun(outDir, where, FOLLOWED_CALLS, standard, filters, true);
}

/** Milliseconds for a program to end. */
const END_MS = 2000;

/** Ends a launched program with those of its children that are still recorded, first by SIGTERM. @param letGo releases held tasks. */
export async function endProgram(source: PtraceRun | BpfRun, letGo: () => void): Promise<void> {
  sendSignals(source.processes(), 'SIGTERM');
  // A held task would wait with its end.
  letGo();
  const over = source.over.then(() => true);
  if (!await Promise.race([over, pause(END_MS, false)])) sendSignals(source.processes(), 'SIGKILL');
  await Promise.race([over, pause(END_MS)]);
}
