/** The recorder's process. Lines go to descriptor 3, commands come from 4, events go to 5 as frames, or to 3. */
import { writeSync } from 'node:fs';
import type { HoldFilter } from '../../../app/shared/recording/source.ts';
import { endWithParent } from './commands.ts';
import { type Place, moveTo } from './place.ts';
import { Recorder } from './recorder.ts';
import { takeJob } from '../recorder-job.ts';
import { SeizeRefused } from './seize.ts';

/** `data`: bytes to keep of each call. `holds`: present if this is to be debugged. `survive`: the command lives on if this process ends. */
type Job = { calls: readonly string[]; data?: number; holds?: readonly HoldFilter[] }
  & (({ command: readonly string[]; survive: boolean } & Place) | { pids: readonly number[] });

// Ctrl-C is for the programs; the recorder ends after them.
for (const signal of ['SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => undefined);
const job = takeJob<Job>();
try {
  if (job.holds) endWithParent();
  if ('command' in job) moveTo(job);
  const recorder = new Recorder(job.calls, job.holds ?? null, job.data ?? 0);
  if ('pids' in job) recorder.attach(job.pids);
  else recorder.command(job.command, job.survive);
} catch (error) {
  const text = error instanceof Error ? error.message : String(error);
  writeSync(3, `${JSON.stringify({ kind: 'problem', text, denied: error instanceof SeizeRefused && error.denied })}\n`);
}
