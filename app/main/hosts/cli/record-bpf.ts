/** `handoff record` by BPF: of programs that run, or of the whole machine; and what to do where BPF cannot record. */
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { NotPermitted } from '../../services/errors/not-permitted.ts';
import { Unavailable } from '../../services/errors/unavailable.ts';
import { type BpfTarget, BpfRun } from '../../services/recording/bpf-run.ts';
import { remark } from './output.ts';
import { OUT_DIR } from './paths.ts';

const MOST_PORT = 65_535;

export function bpfSource(target: BpfTarget, calls: readonly string[]): BpfRun {
  remark('handoff: recording with BPF; programs do not stop, and every system call of the machine is slightly slower');
  return new BpfRun(OUT_DIR, target, calls);
}

/** What `byBpf` records, or `otherwise` with the reason if BPF cannot record here. */
export async function withBpfOr<T>(byBpf: () => Promise<T>, otherwise: (why: string) => Promise<T>): Promise<T> {
  try {
    return await byBpf();
  } catch (error) {
    if (error instanceof Unavailable) return otherwise(error.message);
    throw error;
  }
}

/** @throws NotPermitted or Unavailable: no other source records the whole machine. */
export function onlyByBpf(why: string): never {
  const text = `--machine records with BPF, which cannot record here: ${why} Record a process with --pid.`;
  throw process.geteuid?.() === 0 ? new Unavailable(text) : new NotPermitted(text);
}

/** The port of --filter; null without it. @throws InputProblem for other filters. */
export function portOf(filter: string | undefined): number | null {
  if (filter === undefined) return null;
  const port = Number(/^port:(\d{1,5})$/.exec(filter)?.[1] ?? 0);
  if (port >= 1 && port <= MOST_PORT) return port;
  throw new InputProblem(`unknown filter "${filter}"`, '--filter', 'Write port:N with a port number, such as port:8080.');
}
