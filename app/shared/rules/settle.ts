/** Which pending calls the present world lets return, and how. */
import { findCall } from '../calls/catalogue.ts';
import type { ResolvedArgs } from '../calls/types.ts';
import type { PendingEntity, Rules } from '../domain/entities.ts';
import type { StepNumber } from '../domain/ids.ts';
import { type WorldView, allOf, entity } from '../domain/world.ts';
import { dialectOf, predict } from './index.ts';
import { type Prediction, type RuleContext, predictPending } from './types.ts';

/** The context in which a pending call ends: what it was called on, whatever its number means by now. */
export function contextOfPending(world: WorldView, rules: Rules, pending: PendingEntity, step: StepNumber): RuleContext | null {
  const process = entity(world, 'process', pending.process);
  const call = process && findCall(process.role === 'outside' ? 'outside' : rules, pending.call);
  if (!process || !call) return null;
  return {
    rules, process, thread: pending.thread, call, args: pending.args as ResolvedArgs, step, transfer: null, as: [],
    // A wait whose time is not over goes on.
    grace: 0, object: pending.object,
  };
}

/** How a call that waits ends in this world. Whether it may wait was decided when it was made, so it goes on where a new one would fail. */
export function predictCompletion(world: WorldView, context: RuleContext): Prediction {
  const prediction = predict(world, context);
  const { outcome } = prediction;
  const { wouldBlock, invalid } = dialectOf(context.rules);
  return outcome.kind === 'error' && [wouldBlock, invalid].includes(outcome.name) ? predictPending(...prediction.rules) : prediction;
}

/** In the order in which the calls were made: the first to wait is the first served. */
export function dueCompletions(world: WorldView, rules: Rules, step: StepNumber): { pending: PendingEntity; prediction: Prediction }[] {
  const due: { pending: PendingEntity; prediction: Prediction }[] = [];
  const served = new Set<string>();
  for (const pending of allOf(world, 'pending').sort((a, b) => a.step - b.step)) {
    // Two calls on one queue: only the first can be foretold.
    if (pending.object !== null && served.has(pending.object)) continue;
    const context = contextOfPending(world, rules, pending, step);
    if (!context) continue;
    const prediction = predictCompletion(world, context);
    if (prediction.outcome.kind === 'pending' || prediction.outcome.kind === 'unknown') continue;
    if (pending.object !== null) served.add(pending.object);
    due.push({ pending, prediction });
  }
  return due;
}
