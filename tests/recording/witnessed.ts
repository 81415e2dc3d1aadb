/** Recordings of a command that the kernel's own tracepoints accompany. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { BpfRun } from '../../app/main/services/recording/bpf-run.ts';
import { PtraceRun } from '../../app/main/services/recording/ptrace-run.ts';
import type { RawEvent } from '../../app/shared/recording/raw.ts';
import { FOLLOWED_CALLS, Recording } from '../../app/shared/recording/recording.ts';
import { OUT } from '../support/providers.ts';
import type { Recorded } from './strace.ts';
import { compared, seen, witnessed } from './witness.ts';

export const SOURCES = {
  BPF: (command: readonly string[]) => new BpfRun(OUT, { command }, FOLLOWED_CALLS, 'ignore'),
  ptrace: (command: readonly string[]) => new PtraceRun(OUT, { command }, FOLLOWED_CALLS, 'ignore'),
};
export type SourceName = keyof typeof SOURCES;

/** Why the witness cannot be asked here; null if it can. */
export function noWitness(): string | null {
  const { status, stderr } = spawnSync('unshare', ['-m', 'sh', 'tests/recording/witness.sh', '/dev/null', 'true'], { encoding: 'utf8' });
  return status === 0 ? null : `tracefs cannot be mounted here (${stderr?.trim().split('\n')[0] ?? 'unshare is missing'})`;
}

export interface Witnessed extends Recorded { tasks: number; calls: number; differences: string[] }

/** Records a command that must succeed. `folder`: for the trace of the kernel. @throws Error if it fails or the recording ends early. */
export async function recordWitnessed(source: SourceName, command: readonly string[], folder: string): Promise<Witnessed> {
  const file = join(folder, 'witness');
  const run = SOURCES[source](['unshare', '-m', 'sh', 'tests/recording/witness.sh', file, ...command]);
  const recording = new Recording('test');
  const events: RawEvent[] = [];
  const problem = await new Promise<string | null>((resolve, reject) => {
    run.start({ ended: resolve, events: (batch) => {
      events.push(...batch);
      recording.events(batch);
    } }).catch(reject);
  });
  const { code, signal } = await run.ended;
  if (problem !== null || code !== 0) throw new Error(`${command.join(' ')} ended with ${code ?? signal}: ${problem}`);
  const kernel = witnessed(file);
  // The shell of the witness, whose first calls the kernel's trace does not have.
  for (const event of events.slice(0, 1)) if (event.kind === 'found') kernel.delete(event.task);
  return { log: recording.finish(run.id, run.loss), loss: run.loss, tasks: kernel.size, ...compared(kernel, seen(events)) };
}
