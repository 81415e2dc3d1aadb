/** The pending calls that can return in the current world, with their results. */
import { findCall } from '../calls/catalogue.ts';
import type { PendingEntity } from '../domain/entities.ts';
import type { StepNumber } from '../domain/ids.ts';
import { type WorldView, allOf, entity } from '../domain/world.ts';
import { predict } from './index.ts';
import type { PlatformSemantics } from './platform-semantics.ts';
import { type Prediction, type RuleContext, predictPending } from './types.ts';

/** The context in which a pending call ends: its original object, even if the number was reused. */
export function contextOfPending(
  world: WorldView, semantics: PlatformSemantics, pending: PendingEntity, step: StepNumber,
): RuleContext | null {
  const process = entity(world, 'process', pending.process);
  const call = process && findCall(process.role === 'outside' ? 'outside' : semantics.rules, pending.call);
  if (!process || !call) return null;
  return {
    semantics, process, thread: pending.thread, call, args: pending.args, step, transfer: null, as: [],
    // A wait continues until its timeout expires.
    grace: 0, object: pending.object,
  };
}

/** Returns the result of a blocked call in this world. It can stay blocked where a new call would fail. */
export function predictCompletion(world: WorldView, context: RuleContext): Prediction {
  const prediction = predict(world, context);
  const { outcome } = prediction;
  const { wouldBlock, invalid } = context.semantics;
  return outcome.kind === 'error' && [wouldBlock, invalid].includes(outcome.name) ? predictPending(...prediction.rules) : prediction;
}

/**
 * Returns the result of a blocked call once its own time is over, as far as a wait of `within` milliseconds includes that; null if the
 * call has no such limit, or a longer one, or can return before.
 */
export function predictTimeout(world: WorldView, context: RuleContext, within: number): Prediction | null {
  if (predictCompletion(world, context).outcome.kind !== 'pending') return null;
  const late = predict(world, { ...context, grace: within });
  const { name } = late.outcome.kind === 'error' ? late.outcome : { name: '' };
  return late.outcome.kind === 'ok' || TIMEOUTS.includes(name) ? late : null;
}

/** Errors of a call whose time is over. */
const TIMEOUTS: readonly string[] = ['WSAETIMEDOUT', 'WAIT_TIMEOUT'];

/**
 * Calls of which one can return now, grouped by the object they wait on, in call order. The documentation does not say
 * that the first waiter is served first: if several wait on one queue, any of them can be, also those that the rules have no opinion on.
 */
export function dueCompletions(world: WorldView, semantics: PlatformSemantics, step: StepNumber): (readonly PendingEntity[])[] {
  const [due, unknown] = [new Map<string, PendingEntity[]>(), new Map<string, PendingEntity[]>()];
  for (const pending of allOf(world, 'pending').sort((a, b) => a.step - b.step)) {
    const context = contextOfPending(world, semantics, pending, step);
    if (!context) continue;
    const { kind } = predictCompletion(world, context).outcome;
    if (kind === 'pending') continue;
    const to = kind === 'unknown' ? unknown : due;
    const on = pending.object ?? pending.id;
    to.set(on, [...(to.get(on) ?? []), pending]);
  }
  return [...due].map(([on, calls]) => [...calls, ...unknown.get(on) ?? []]);
}
