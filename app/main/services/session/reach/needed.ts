/** The permit that a step would need if it were performed now, so that the user can be asked first. */
import { findCall } from '../../../../shared/calls/catalogue.ts';
import { splitParticipant } from '../../../../shared/domain/ids.ts';
import { processNamed } from '../../../../shared/domain/world.ts';
import type { Permit } from '../../../../shared/reach/permit.ts';
import type { CallStep } from '../../../../shared/scenario/format.ts';
import type { StepContext } from '../step-context.ts';
import { reachOf } from './addresses.ts';

/** Null if it needs none, or if one of its names has no value: then the step is refused for that reason. */
export async function permitNeeded(run: StepContext, step: CallStep): Promise<Permit | null> {
  const process = processNamed(run.recorder.world, splitParticipant(step.process).process);
  const call = process && findCall(process.role === 'outside' ? 'outside' : run.recorder.scenario.rules, step.call);
  if (!process || !call) return null;
  try {
    const { args } = run.bindings.resolve(call, step.args ?? {});
    return (await reachOf(run, process, call, args)).permit ?? null;
  } catch {
    return null;
  }
}
