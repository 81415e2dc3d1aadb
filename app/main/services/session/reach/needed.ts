/** Which permit a step would need, were it performed now: for the question that is put to the user before. */
import { findCall } from '../../../../shared/calls/catalogue.ts';
import { splitParticipant } from '../../../../shared/domain/ids.ts';
import { processNamed } from '../../../../shared/domain/world.ts';
import type { Permit } from '../../../../shared/reach/permit.ts';
import type { CallStep } from '../../../../shared/scenario/format.ts';
import type { Running } from '../running.ts';
import { reachOf } from './addresses.ts';

/** Null when it needs none, and when its names stand for nothing: then it will be refused for that. */
export async function permitNeeded(run: Running, step: CallStep): Promise<Permit | null> {
  const process = processNamed(run.recorder.world, splitParticipant(step.process).process);
  const call = process && findCall(process.role === 'outside' ? 'outside' : run.scenario.rules, step.call);
  if (!process || !call) return null;
  try {
    const { args } = run.bindings.resolve(call, step.args ?? {}, run.pids);
    return (await reachOf(run, process, call, args)).permit ?? null;
  } catch {
    return null;
  }
}
