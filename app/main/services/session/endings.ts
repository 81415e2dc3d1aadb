/** Processes that end: killed by a step or the user, or by themselves. */
import { processId } from '../../../shared/domain/ids.ts';
import { processNamed } from '../../../shared/domain/world.ts';
import { endProcess } from '../../../shared/rules/index.ts';
import type { Action } from '../../../shared/trace/step.ts';
import type { StepPlace } from './recorder.ts';
import { type Running, exists } from './running.ts';

/** @param end ends the process, if that has not already begun. */
export async function performKill(run: Running, process: string, place: StepPlace, end: Promise<void> | null = null): Promise<void> {
  run.expectedDeaths.add(process);
  await (end ?? run.provider.kill(process));
  await ended(run, process, 'killed', { kind: 'kill', process }, place);
}

/** Adds a step for a process that ended by itself; false if its end was already known. */
export async function recordDeath(run: Running, { process, how }: { process: string; how: string }): Promise<boolean> {
  if (!exists(processNamed(run.recorder.world, process))) return false;
  await ended(run, process, 'crashed', { kind: 'death', process, how });
  return true;
}

async function ended(run: Running, process: string, state: 'killed' | 'crashed', action: Action, place?: StepPlace): Promise<void> {
  const { recorder, scenario } = run;
  run.pending.forget(process);
  const diff = recorder.change((draft) => endProcess(draft, scenario.rules, processId(process), state, recorder.next));
  await recorder.append({ ...place, action, outcome: { kind: 'ok', results: {} }, diff });
}
