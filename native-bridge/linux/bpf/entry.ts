/** The recorder's process. Lines about the recording go to descriptor 3, records to a file. */
import { writeSync } from 'node:fs';
import type { BpfLine } from '../../../app/shared/recording/bpf/lines.ts';
import { whyNoBpf } from '../live/bpf/available.ts';
import { type Place, moveTo } from '../ptrace/place.ts';
import { takeJob } from '../recorder-job.ts';
import { Recorder } from './recorder.ts';

/** `data`: bytes to keep of each call. `most`: bytes of records. */
type Job = { calls: readonly string[]; file: string; data?: number; most?: number }
  & (({ command: readonly string[] } & Place) | { pids: readonly number[] } | { machine: true });

const LINES = 3;

function tell(line: BpfLine): void {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  for (let at = 0; at < bytes.length;) at += writeSync(LINES, bytes, at);
}

const job = takeJob<Job>();
// Ctrl-C is for the programs; the recorder ends after them.
for (const signal of ['SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => undefined);
const own = [process.pid, process.ppid];

/** null if BPF cannot record here, which is told. */
function recorderHere(): Recorder | null {
  try {
    const why = whyNoBpf();
    if (why !== null) throw new Error(why);
    return new Recorder(job.calls, job.file, { except: 'machine' in job ? own : null, data: job.data ?? 0, most: job.most ?? Infinity },
      tell);
  } catch (error) {
    tell({ kind: 'refused', text: error instanceof Error ? error.message : String(error) });
    return null;
  }
}

const recorder = recorderHere();
if (recorder) {
  process.on('SIGUSR1', () => { recorder.stop(); });
  try {
    if ('machine' in job) await recorder.machine(own);
    else if ('pids' in job) await recorder.attach(job.pids);
    else {
      moveTo(job);
      await recorder.command(job.command);
    }
  } catch (error) {
    tell({ kind: 'problem', text: error instanceof Error ? error.message : String(error), denied: false });
  }
}
