/** `handoff who TARGET --record`: records the processes that hold the sockets of the answer. */
import { InputProblem } from '../../../shared/base/input-problem.ts';
import type { WhoAnswer } from '../../../shared/live/who.ts';
import { asks } from '../../services/live/scanner.ts';
import { checkOutlet } from './outlet.ts';
import { remark } from './output.ts';
import { fromProcesses, mayAttach, sourceNamed } from './record-program.ts';
import { finishRecording, howLong } from './record.ts';
import { line } from './shown.ts';

export interface RecordOptions { record?: boolean; trace?: string; for?: string; source?: string; steps?: boolean }

/** @throws InputProblem for options of a recording without --record. */
export function checkRecordOptions({ record = false, ...others }: RecordOptions): void {
  const [first] = (['trace', 'for', 'source', 'steps'] as const).filter((name) => others[name] !== undefined);
  if (!record && first !== undefined) throw new InputProblem('nothing is recorded', `--${first}`, 'Add --record.');
  mayAttach(sourceNamed(others.source));
  howLong(others.for);
  if (others.trace !== undefined) checkOutlet(others.trace, 'the trace');
}

/** Until they have ended or this command gets a signal. @throws InputProblem if no holder is known any more. */
export async function recordHolders(answers: readonly WhoAnswer[], options: RecordOptions, json: boolean): Promise<number> {
  const holders = new Map(answers.flatMap(({ holders: all }) => all.map(({ process: one }) => [one.pid, one] as const)));
  // A number can belong to another process by now.
  const running = [...holders.values()].filter(({ pid, startedAt }) => asks.isRunning(pid, startedAt));
  if (running.length === 0) throw new InputProblem('no process that holds it can be seen', '--record', 'Run as root to see all holders.');
  for (const { pid, name } of running) remark(line`handoff: recording process ${pid} (${name})`);
  const recorded = await fromProcesses(running.map(({ pid }) => pid), { source: sourceNamed(options.source), survive: false,
    sharing: false, most: howLong(options.for), data: 0 });
  return finishRecording(recorded, { trace: options.trace, json, steps: options.steps ?? false, checked: null });
}
