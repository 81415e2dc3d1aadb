/** Decides each assertion of a case from the steps of a run. */
import type { AssertedCase, Assertion } from '../../../shared/asserted/expand.ts';
import type { RuleId } from '../../../shared/domain/ids.ts';
import type { ProviderId, Step } from '../../../shared/trace/step.ts';

export type AssertionState =
  | 'agrees'
  | 'differs'
  /** The rules predict nothing here. */
  | 'no-opinion'
  /** The step was not performed, because an earlier one went another way. */
  | 'not-reached';

export interface AssertionResult {
  assertion: Assertion;
  state: AssertionState;
  /** What was seen instead; null if the assertion holds. */
  but: string | null;
  /** The known difference that explains it, if the rules name one. */
  named: RuleId | null;
}

/**
 * After a step that was not performed, the run is in another state than the source's: what differs from then on says nothing.
 * @param fault why the run ended early, or null.
 */
export function judgeCase(
  { assertions }: AssertedCase, provider: ProviderId, steps: readonly Step[], fault: string | null,
): AssertionResult[] {
  const lost = steps.find((step) => step.outcome.kind === 'refused');
  return assertions.map((assertion): AssertionResult => {
    const step = steps.find((s) => s.plan === assertion.step);
    if (!step) return { assertion, state: 'not-reached', but: fault ?? 'the run ended before it', named: null };
    const { verdict, outcome, predicted, divergences } = step;
    if (verdict?.met !== false) return { assertion, state: 'agrees', but: null, named: null };
    if (outcome.kind === 'refused') {
      const silent = predicted?.outcome.kind === 'unknown';
      return { assertion, state: silent ? 'no-opinion' : 'not-reached', but: outcome.reason, named: null };
    }
    if (provider === 'model' && knowsNoResult(step)) return { assertion, state: 'no-opinion', but: verdict.but, named: null };
    if (lost && lost.n < step.n) return { assertion, state: 'not-reached', but: `step ${lost.n} was not performed`, named: null };
    return { assertion, state: 'differs', but: verdict.but, named: divergences.find((d) => d.knownDifference)?.knownDifference ?? null };
  });
}

/** The rules predict the outcome, and leave open the part of it that is asserted. */
function knowsNoResult({ predicted, outcome, verdict }: Step): boolean {
  const { error, ok, packet } = verdict?.expected ?? {};
  if (outcome.kind === 'error') return packet !== undefined && (error === undefined || error === outcome.name);
  return outcome.kind === 'ok' && error === undefined && ok !== false
    && predicted?.outcome.kind === 'ok' && Object.keys(predicted.outcome.results).length === 0;
}
