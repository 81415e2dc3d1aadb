/** Pending calls that return: awaited by a step, or by themselves because what they waited for came about. */
import { findCall } from '../../../shared/calls/catalogue.ts';
import type { CallSpec, Outcome } from '../../../shared/calls/types.ts';
import { EMPTY_DIFF } from '../../../shared/domain/diff.ts';
import { splitParticipant } from '../../../shared/domain/ids.ts';
import { allOf, processNamed } from '../../../shared/domain/world.ts';
import { commit, dialectOf, released } from '../../../shared/rules/index.ts';
import { contextOfPending, dueCompletions, predictCompletion } from '../../../shared/rules/settle.ts';
import type { AwaitStep } from '../../../shared/scenario/format.ts';
import type { Action } from '../../../shared/trace/step.ts';
import type { PendingCall } from './pending.ts';
import { bind } from './perform-call.ts';
import type { Place } from './recorder.ts';
import { GRACE_RETURN, type Running, outcomeDivergences, verdictOf } from './running.ts';

/** Milliseconds given to a pending call that the rules say may now return. */
const GRACE_SETTLE = 2000;

export async function performAwait(run: Running, planned: AwaitStep, place: Place): Promise<void> {
  const { recorder } = run;
  const awaited = run.pending.awaited(planned.await.slice(1));
  if (awaited && 'returned' in awaited) {
    await complete(run, awaited, planned.within ?? GRACE_RETURN, { planned, place });
    return;
  }
  if (!awaited || awaited.action.kind !== 'completion') {
    const reason = `${planned.await} did not become a pending call in this run`;
    const action: Action = { kind: 'completion', participant: '', call: planned.await, of: 0 };
    const verdict = planned.expect ? { expected: planned.expect, met: false, but: reason } : null;
    await recorder.append({ ...place, action, outcome: { kind: 'refused', reason }, verdict });
    return;
  }
  // It returned by itself and has its own step; here that outcome is judged.
  const { action, outcome, predicted, micros } = awaited;
  await recorder.append({ ...place, action, outcome, predicted, micros, verdict: verdictOf(planned, outcome, callOf(run, action.participant, action.call)) });
}

/** Lets pending calls return that can return now. One may release the next, so it goes on until none can. */
export async function settle(run: Running): Promise<void> {
  const { recorder, pending, scenario } = run;
  for (let round = 0; round < 64 && !run.closed(); round++) {
    const due = dueCompletions(recorder.world, scenario.rules, recorder.next);
    const next = due.map((d) => pending.ofStep(d.pending.step)).find((p) => p !== undefined);
    if (!next || !(await complete(run, next, GRACE_SETTLE, null))) return;
  }
}

/** Waits for a pending call to return, at most `within` milliseconds. When it does, its completion is a step; true then. */
async function complete(run: Running, pending: PendingCall, within: number, asked: { planned: AwaitStep; place: Place } | null): Promise<boolean> {
  const { recorder, provider, scenario } = run;
  const { call, participant, step: of } = pending;
  const waiting = allOf(recorder.world, 'pending').find((e) => e.step === of);
  const context = waiting && contextOfPending(recorder.world, scenario.rules, waiting, recorder.next);
  if (!waiting || !context) return false;
  const predicted = predictCompletion(recorder.world, context);
  if (predicted.outcome.kind !== 'pending') provider.settle?.(pending.key, predicted.outcome);
  const performed = await withTimeout(pending.returned, within);
  if (!performed && !asked) return false;
  const outcome: Outcome = performed?.outcome ?? { kind: 'pending' };
  const diff = performed ? recorder.change((draft) => {
    draft.remove(waiting.id);
    commit(draft, context, outcome, performed.observed ?? {});
    // P27: the call may have been the last that held it.
    if (waiting.object) released(draft, dialectOf(scenario.rules), waiting.object, context.step);
  }) : EMPTY_DIFF;
  if (performed) bind(run, call, pending.as, outcome, diff);
  const step = await recorder.append({
    ...asked?.place, action: { kind: 'completion', participant, call: call.name, of }, outcome, predicted, diff, micros: performed?.micros ?? null,
    divergences: outcomeDivergences(provider, call, predicted, outcome),
    verdict: asked ? verdictOf(asked.planned, outcome, call) : null,
  });
  if (performed) run.pending.completed(pending, step);
  return performed !== null;
}

function callOf({ recorder, scenario }: Running, participant: string, call: string): CallSpec {
  const process = processNamed(recorder.world, splitParticipant(participant).process);
  return findCall(process?.role === 'outside' ? 'outside' : scenario.rules, call)!;
}

function withTimeout<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), ms);
    promise.then((value) => { clearTimeout(timer); resolve(value); }, reject);
  });
}
