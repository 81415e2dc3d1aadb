/** Performs one step of any kind, and what follows from it: completions, and the ends of processes. */
import type { ScenarioStep } from '../../../shared/scenario/format.ts';
import { isAwait, isCall, isMessage } from '../../../shared/scenario/step-kinds.ts';
import { performAwait, settle } from './completions.ts';
import { performKill, recordDeaths } from './endings.ts';
import { performCall } from './perform-call.ts';
import { performMessage } from './perform-message.ts';
import type { StepPlace } from './recorder.ts';
import type { StepContext } from './step-context.ts';

/** @param plan place of the step in the scenario; null if it has none. */
export async function performStep(context: StepContext, step: ScenarioStep, plan: number | null): Promise<void> {
  const place: StepPlace = { plan, note: step.note ?? null };
  if (isCall(step)) await performCall(context, step, place);
  else if (isMessage(step)) await performMessage(context, step, place);
  else if (isAwait(step)) await performAwait(context, step, place);
  else await performKill(context, step.kill, place);
  await settle(context);
  await recordDeaths(context);
}
