/** Expectations written from what happened, so that a run that was looked at becomes one that is checked. */
import { findCall } from '../calls/catalogue.ts';
import { type Outcome, type ResultKind, type Results, asCalled } from '../calls/types.ts';
import { bytesOf, toByteString } from '../domain/bytes.ts';
import { splitParticipant } from '../domain/ids.ts';
import type { Step } from '../trace/step.ts';
import type { Expectation, Scenario, ScenarioStep } from '../scenario/format.ts';
import { isAwait, isCall } from '../scenario/step-kinds.ts';

/**
 * Returns the steps of the scenario with an expectation for each performed step that has none; with `all`, for each.
 * Numbers that the system chooses (descriptors, ports, process ids) are not expected: they differ with every run.
 */
export function recordedSteps(scenario: Scenario, trace: readonly Step[], all = false): ScenarioStep[] {
  const happened = new Map(trace.flatMap((step) => (step.plan === null ? [] : [[step.plan, step] as const])));
  return scenario.steps.map((step, plan) => {
    const performed = happened.get(plan);
    if (!performed || !(isCall(step) || isAwait(step)) || (step.expect && !all)) return step;
    const expect = expectationOf(performed.outcome, resultKind(scenario, performed));
    if (!expect || (expect.pending && isUsedLater(scenario, plan))) return step;
    return { ...step, expect };
  });
}

/** A call that is expected to wait binds what can be awaited, and no longer what it gives in the end. */
function isUsedLater({ steps }: Scenario, plan: number): boolean {
  const step = steps[plan]!;
  const names = isCall(step) && step.as !== undefined ? [step.as].flat() : [];
  return steps.slice(plan + 1).some((later) => !isAwait(later) && names.some((name) => JSON.stringify(later).includes(`"$${name}"`)));
}

function resultKind({ rules, processes }: Scenario, { action }: Step): ResultKind {
  if (action.kind !== 'call' && action.kind !== 'completion') return 'none';
  const { process } = splitParticipant(action.participant);
  const outside = processes.some((p) => p.name === process && p.role === 'outside');
  const call = findCall(outside ? 'outside' : rules, action.call);
  return call ? asCalled(call, action.kind === 'call' ? action.args : {}).result : 'none';
}

/** What an outcome lets one expect of the next run; null for what was not performed. */
export function expectationOf(outcome: Outcome, kind: ResultKind): Expectation | null {
  switch (outcome.kind) {
    case 'refused': return null;
    case 'pending': return { pending: true };
    case 'error': return { error: outcome.name };
    case 'ok': return ofResults(outcome.results, kind);
  }
}

function ofResults(results: Results, kind: ResultKind): Expectation {
  if (results.started) return { pending: true };
  if (results.ended) return { ended: true };
  const { data, events, number, value, flags } = results;
  if (kind === 'data' && data !== undefined && asText(data) !== null) return { data: asText(data)! };
  if (kind === 'events' && events) return { events: [...events] };
  if (kind === 'number' && number !== undefined) return { value: number };
  if (kind === 'flags' && flags) return { value: [...flags] };
  // A long text is a structure in hex, which names a socket of this run.
  if (kind === 'value' && value !== undefined && !(typeof value === 'string' && value.length > 64)) return { value };
  return { ok: true };
}

/** The bytes as the text that a scenario would give for them, or null when they are none. */
function asText(bytes: string): string | null {
  const text = new TextDecoder('utf-8').decode(bytesOf(bytes));
  return toByteString(text) === bytes ? text : null;
}
