/** What counts as found: divergences that nobody listed, and refusals that no guard explains. */
import type { RuleId } from '../../app/shared/domain/ids.ts';
import type { Step } from '../../app/shared/trace/step.ts';

/** Refusals by design: by the guards of session and peer, or because the name that was drawn stands for nothing. */
const BY_DESIGN = [
  /would block in/, /but not for this session/, /was imported at step/, /was lost at step/, /was made for/,
  /is no longer running/, /has no value/, /No blob named/, /There is no operation at/,
  /can be resumed by the process that created it/, /is not a descriptor that this session knows in/,
];

/** One line a finding; none for a sequence that went as the rules say. */
export function findings(steps: readonly Step[]): string[] {
  const found: string[] = [];
  for (const step of steps) {
    const { action, outcome } = step;
    const what = action.kind === 'call' ? `${action.participant}: ${action.call} ${JSON.stringify(action.resolved)}`
      : JSON.stringify(action);
    if (outcome.kind === 'refused' && !BY_DESIGN.some((reason) => reason.test(outcome.reason)))
      found.push(`step ${step.n}: ${what}: ${outcome.reason}`);
    for (const d of step.divergences) {
      if (d.knownDifference === null)
        found.push(`step ${step.n}: ${what}: ${d.what}: the rules (${d.rules.join(', ')}) say ${d.predicted}, but ${d.observed}`);
    }
    if (action.kind === 'death') found.push(`step ${step.n}: ${action.process} ended by itself (${action.how})`);
  }
  return found;
}

/** Figures of many sequences. */
export class Tally {
  runs = 0;
  calls = 0;
  succeeded = 0;
  divergences = 0;
  /** Where the bridge host ended and a sequence was begun anew: with which words, and after which steps. */
  readonly hostEnds: { seed: number; how: string; last: readonly string[] }[] = [];
  readonly byCall = new Map<string, { performed: number; succeeded: number }>();
  readonly #hits = new Map<RuleId, number>();

  add(steps: readonly Step[]): void {
    this.runs += 1;
    for (const { action, outcome, predicted } of steps) {
      if (outcome.kind === 'refused') continue;
      if (action.kind === 'call') this.#call(action.call, outcome.kind === 'ok');
      if (predicted && predicted.outcome.kind !== 'unknown')
        for (const id of new Set(predicted.rules)) this.#hits.set(id, (this.#hits.get(id) ?? 0) + 1);
    }
  }

  #call(name: string, succeeded: boolean): void {
    const figures = this.byCall.get(name) ?? { performed: 0, succeeded: 0 };
    figures.performed += 1;
    this.calls += 1;
    if (succeeded) {
      figures.succeeded += 1;
      this.succeeded += 1;
    }
    this.byCall.set(name, figures);
  }

  /** Predictions that rested on each rule and were compared with what happened. */
  hits(): Record<string, number> {
    return Object.fromEntries([...this.#hits].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })));
  }
}
