/** The verdict on a case, from its steps. */
import type { RuleId } from '../../../shared/domain/ids.ts';
import type { ProviderId, Step } from '../../../shared/trace/step.ts';
import type { Judgement } from './types.ts';

/** Characters of a remark; the hex digits of a blob would fill the page. */
const REMARK = 300;
const short = (text: string): string => (text.length > REMARK ? `${text.slice(0, REMARK)}…` : text);

/** `planned`: number of steps of the scenario. */
export function judgeRun(provider: ProviderId, steps: readonly Step[], planned: number): Judgement {
  const silent = provider === 'model' ? steps.find(beyondTheModel) : undefined;
  if (silent)
    return { state: 'not-run', why: [`The rules have no opinion on step ${silent.n}, so the model cannot continue.`], differs: [] };
  const faults = steps.flatMap(faultsOf);
  const last = Math.max(-1, ...steps.map((s) => s.plan ?? -1));
  if (last + 1 < planned) faults.push(`it ended after ${last + 1} of ${planned} steps`);
  if (faults.length > 0) return { state: 'diverges', why: faults.map(short), differs: [] };
  const known = steps.flatMap((step) => step.divergences.map((d) => ({ step, d })));
  if (known.length === 0) return { state: 'holds', why: [], differs: [] };
  return {
    state: 'known-difference',
    why: known.map(({ step, d }) => `step ${step.n}: ${d.knownDifference}, ${d.what}: the rules say ${d.predicted}, here ${d.observed}`)
      .map(short),
    differs: [...new Set(known.flatMap(({ d }) => [...d.rules, d.knownDifference]).filter((r): r is RuleId => r !== null))],
  };
}

/** The model returns what the rules predict; without a prediction it makes no call. */
const beyondTheModel = (step: Step): boolean => step.outcome.kind === 'refused' && step.predicted?.outcome.kind === 'unknown';

function faultsOf(step: Step): string[] {
  const faults = step.divergences.filter((d) => d.knownDifference === null)
    .map((d) => `step ${step.n}: ${d.what}: the rules say ${d.predicted}, but ${d.observed}`);
  const explained = step.divergences.length > 0 && faults.length === 0;
  // A scenario expects what the documents promise, so a known difference makes its expectation fail too.
  if (step.verdict?.met === false && !explained) faults.push(`step ${step.n}: not as expected: ${step.verdict.but}`);
  if (step.outcome.kind === 'refused' && step.verdict?.met !== true) faults.push(`step ${step.n}: ${step.outcome.reason}`);
  return faults;
}
