/** What the steps of a trace come to. The session, the page and a trace read from a file count with the same function. */
import type { Step } from './step.ts';

export interface Tally {
  /** Steps whose outcome the rules predicted, without messages and outcomes that the rules leave open. */
  predicted: number;
  /** Differences from the rules that no known difference explains. */
  divergences: number;
  /** Expectations of the scenario that were met, and that were not. */
  met: number;
  unmet: number;
}

export const NO_STEPS: Tally = { predicted: 0, divergences: 0, met: 0, unmet: 0 };

export function withStep({ predicted, divergences, met, unmet }: Tally, step: Step): Tally {
  return {
    predicted: predicted + (step.predicted && step.predicted.outcome.kind !== 'unknown' ? 1 : 0),
    divergences: divergences + step.divergences.filter((d) => d.knownDifference === null).length,
    met: met + (step.verdict?.met === true ? 1 : 0),
    unmet: unmet + (step.verdict?.met === false ? 1 : 0),
  };
}
