/** Pending calls that return: awaited by a step, or without one because their condition is met. */
import { findCall } from '../../../shared/calls/catalogue.ts';
import type { CallSpec, Outcome } from '../../../shared/calls/types.ts';
import { EMPTY_DIFF } from '../../../shared/domain/diff.ts';
import { splitParticipant } from '../../../shared/domain/ids.ts';
import { allOf, processNamed } from '../../../shared/domain/world.ts';
import { commit, released } from '../../../shared/rules/index.ts';
import { contextOfPending, dueCompletions, predictCompletion, predictTimeout } from '../../../shared/rules/settle.ts';
import type { AwaitStep } from '../../../shared/scenario/format.ts';
import type { Action } from '../../../shared/trace/step.ts';
import { inTime } from '../../../../native-bridge/host/limits.ts';
import type { PendingCall } from './pending.ts';
import { bind } from './perform-call.ts';
import type { StepPlace } from './recorder.ts';
import { GRACE_RETURN, type StepContext, outcomeDivergences, verdictOf } from './step-context.ts';

/** Milliseconds to wait for a pending call that can return according to the rules. */
const GRACE_SETTLE = 2000;

export async function performAwait(run: StepContext, planned: AwaitStep, place: StepPlace): Promise<void> {
  const { recorder } = run;
  const awaited = run.pending.awaited(planned.await.slice(1));
  if (awaited && 'returned' in awaited) {
    await complete(run, [awaited], planned.within ?? GRACE_RETURN, { planned, place });
    return;
  }
  if (!awaited || awaited.action.kind !== 'completion') {
    const reason = `${planned.await} did not become a pending call in this run`;
    const action: Action = { kind: 'completion', participant: '', call: planned.await, of: 0 };
    const verdict = planned.expect ? { expected: planned.expect, met: false, but: reason } : null;
    await recorder.append({ ...place, action, outcome: { kind: 'refused', reason }, verdict });
    return;
  }
  // It returned without being awaited and has its own step; this step evaluates that outcome.
  const { action, outcome, predicted, micros } = awaited;
  bind(run, callOf(run, action.participant, action.call), namesOf(planned), outcome, awaited.diff);
  await recorder.append({ ...place, action, outcome, predicted, micros,
    verdict: verdictOf(planned, outcome, callOf(run, action.participant, action.call)) });
}

/** Processes pending calls that can return now. Each can release another, so it repeats until none is left. */
export async function settle(run: StepContext): Promise<void> {
  const { recorder, semantics, pending, queue } = run;
  for (let round = 0; round < 64 && !queue.ended; round++) {
    const due = dueCompletions(recorder.world, semantics, recorder.next)
      .map((group) => group.flatMap((p) => pending.ofStep(p.step) ?? []));
    const next = due.find((group) => group.length > 0);
    if (!next || !(await complete(run, next, GRACE_SETTLE, null))) return;
  }
}

/**
 * Waits at most `within` milliseconds for one of these pending calls to return. Its completion is then added as a
 * step, and the result is true.
 */
async function complete(
  run: StepContext, any: readonly PendingCall[], within: number, asked: { planned: AwaitStep; place: StepPlace } | null,
): Promise<boolean> {
  const { recorder, provider } = run;
  const endings = any.flatMap((pending) => ending(run, pending, asked ? within : 0) ?? []);
  const [likeliest] = endings;
  if (!likeliest) return false;
  // Real calls return by themselves.
  if (provider.kind === 'predicting' && likeliest.predicted.outcome.kind !== 'pending')
    provider.settle(likeliest.pending.key, likeliest.predicted.outcome);
  const returned = endings.map(async (one) => ({ one, performed: await one.pending.returned }));
  const first = await inTime(Promise.race(returned), within, () => null);
  if (!first && !asked) return false;
  const performed = first?.performed ?? null;
  const { pending, waiting, context, predicted } = first?.one ?? likeliest;
  const { call, participant, step: of } = pending;
  const outcome: Outcome = performed?.outcome ?? { kind: 'pending' };
  const diff = performed ? recorder.change((draft) => {
    draft.remove(waiting.id);
    commit(draft, context, outcome, performed.observed ?? {});
    // P27: the call might have held the last reference.
    if (waiting.object) released(draft, run.semantics, waiting.object, context.step);
  }) : EMPTY_DIFF;
  if (performed) for (const names of [pending.as, namesOf(asked?.planned)]) bind(run, call, names, outcome, diff);
  const step = await recorder.append({
    ...asked?.place, action: { kind: 'completion', participant, call: call.name, of }, outcome, predicted, diff,
    micros: performed?.micros ?? null,
    divergences: outcomeDivergences(provider, context, predicted, outcome),
    verdict: asked ? verdictOf(asked.planned, outcome, call) : null,
  });
  if (performed) run.pending.completed(pending, step);
  return performed !== null;
}

const namesOf = (planned: AwaitStep | undefined): string[] => (planned?.as === undefined ? [] : [planned.as].flat());

/**
 * How a pending call ends in the present world according to the rules, by its own timeout at the latest if that passes within so many
 * milliseconds; null if the world no longer has it.
 */
function ending({ recorder, semantics }: StepContext, pending: PendingCall, within: number) {
  const waiting = allOf(recorder.world, 'pending').find((e) => e.step === pending.step);
  const context = waiting && contextOfPending(recorder.world, semantics, waiting, recorder.next);
  if (!waiting || !context) return null;
  const predicted = predictTimeout(recorder.world, context, within) ?? predictCompletion(recorder.world, context);
  return { pending, waiting, context, predicted };
}

function callOf({ recorder, recorder: { scenario } }: StepContext, participant: string, call: string): CallSpec {
  const process = processNamed(recorder.world, splitParticipant(participant).process);
  return findCall(process?.role === 'outside' ? 'outside' : scenario.rules, call)!;
}
