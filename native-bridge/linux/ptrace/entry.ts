/** The recorder's process. Its argument: { "calls": [NAME...], "command": [WORD...] }, as JSON. Events go to descriptor 3. */
import { writeSync } from 'node:fs';
import { errno } from '../bindings.ts';
import { Recorder } from './recorder.ts';

interface Job { calls: readonly string[]; command: readonly string[] }

// Ctrl-C is for the programs; the recorder ends after them.
for (const signal of ['SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => undefined);
const job = JSON.parse(process.argv[2] ?? '{}') as Job;
try {
  new Recorder(job.calls).command(job.command);
} catch (error) {
  const text = error instanceof Error ? error.message : String(error);
  writeSync(3, `${JSON.stringify({ kind: 'problem', text, denied: /errno (1|13)$/.test(text) || errno() === 1 })}\n`);
}
