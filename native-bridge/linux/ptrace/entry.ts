/** The recorder's process. Its argument is a Job as JSON. Events go to descriptor 3. */
import { writeSync } from 'node:fs';
import { Recorder } from './recorder.ts';
import { SeizeRefused } from './seize.ts';

type Job = { calls: readonly string[] } & ({ command: readonly string[]; survive: boolean } | { pid: number });

// Ctrl-C is for the programs; the recorder ends after them.
for (const signal of ['SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => undefined);
const job = JSON.parse(process.argv[2] ?? '{}') as Job;
try {
  const recorder = new Recorder(job.calls);
  if ('pid' in job) recorder.attach(job.pid);
  else recorder.command(job.command, job.survive);
} catch (error) {
  const text = error instanceof Error ? error.message : String(error);
  writeSync(3, `${JSON.stringify({ kind: 'problem', text, denied: error instanceof SeizeRefused && error.denied })}\n`);
}
