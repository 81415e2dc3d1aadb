/** Processes that end: killed by a step or by the user, or dead without having been told to. */
import { processId } from '../../../shared/domain/ids.ts';
import { processNamed } from '../../../shared/domain/world.ts';
import { endProcess } from '../../../shared/rules/index.ts';
import type { Action } from '../../../shared/trace/step.ts';
import type { StepPlace } from './recorder.ts';
import { type Running, exists } from './running.ts';

/** @param end what ends the process, where that is under way already. */
export async function performKill(run: Running, process: string, place: StepPlace, end: Promise<void> | null = null): Promise<void> {
  run.expectedDeaths.add(process);
  await (end ?? run.provider.kill(process));
  await ended(run, process, 'killed', { kind: 'kill', process }, place);
}

/** A step for a process that died by itself; false when it was known to be gone. */
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
