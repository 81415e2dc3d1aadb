/** The source of a recording that a page has confirmed. */
import { RECORDING } from '../../../shared/base/limits.ts';
import { FOLLOWED_CALLS } from '../../../shared/recording/recording.ts';
import type { HoldFilter } from '../../../shared/recording/source.ts';
import { BpfRun } from '../recording/bpf-run.ts';
import { PtraceRun } from '../recording/ptrace-run.ts';
import type { Plan } from './questions.ts';

/** `standard`: descriptor for the output of a launched program. `filters`: as of PtraceRun. */
export function sourceOf(
  { target, mode, source }: Plan, outDir: string, standard: number | 'ignore', filters: readonly HoldFilter[] | null,
): PtraceRun | BpfRun {
  const where = 'command' in target ? { ...target, survive: mode === 'debug' } : { pids: [target.pid] };
  return source === 'bpf' ? new BpfRun(outDir, { ...where, most: RECORDING.recordBytes }, FOLLOWED_CALLS, standard)
    : new PtraceRun(outDir, where, FOLLOWED_CALLS, standard, filters, true);
}
