/** The form of a known difference, and what its entries share. */
import type { WinsockCallName } from '../calls/catalogue.ts';
import type { Outcome, ResolvedArgs, Results } from '../calls/types.ts';
import type { RuleId } from '../domain/ids.ts';
import type { WineRange } from '../domain/platform.ts';
import type { PredictedOutcome, PredictedResults } from '../trace/predicted.ts';

export interface KnownDifference {
  /** The versions of Wine that depart. */
  wine: WineRange;
  rule: RuleId;
  call: WinsockCallName;
  /** A rule that the prediction names. */
  restsOn: RuleId;
  /** Name of the predicted error, "ok" or "pending". */
  predicted: string;
  /** Names of the errors observed instead, "ok" or "pending". */
  observed: readonly string[];
  /** Limits the difference to matching arguments. */
  args?: (args: ResolvedArgs) => boolean;
  /** If both succeed: whether the results differ in exactly this way. */
  results?: (predicted: PredictedResults, actual: Results, args: ResolvedArgs) => boolean;
  why: string;
  /** Case of tests/conformance/rules, or a test file of tests/conformance. */
  shownBy: string;
}

export const SINCE_8: WineRange = { from: '8.0', until: null };
export const NOT_IN_10: WineRange = { from: '8.0', until: '10.0' };

/** The name by which a difference refers to an outcome. */
export const outcomeName = (outcome: Outcome | PredictedOutcome): string => (outcome.kind === 'error' ? outcome.name : outcome.kind);

/** Whether both lists have the same names. */
export const sameNames = (one: unknown, other: readonly string[] = []): boolean =>
  Array.isArray(one) && one.length === other.length && one.every((name) => other.includes(name as string));
