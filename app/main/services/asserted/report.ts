/** Combines the runs: what the model contradicts, what each Wine does not meet, and which lists are out of date. */
import { type Evidence, evidenceByRule } from '../../../shared/asserted/evidence.ts';
import type { Departure } from '../../../shared/asserted/format.ts';
import { inRange, rangeText, wineVersion } from '../../../shared/domain/platform.ts';
import type { AssertedCollection } from './collection.ts';
import type { AssertionResult, AssertionState } from './judge.ts';
import type { AssertedRun } from './run-asserted.ts';

/** How a difference is accounted for. */
export type Account =
  /** A known difference of the rules (W1, ...), or an entry of departures.json. */
  | { kind: 'named'; by: string }
  /** An entry of contradictions.json: the rule is to be corrected. */
  | { kind: 'listed'; by: string }
  | { kind: 'unexplained' };

export interface Difference {
  id: string;
  but: string;
  account: Account;
  /** The source marks it as failing on the Wine of its commit. */
  todo: boolean;
}

export interface PlatformReport {
  platform: string;
  counts: Readonly<Record<AssertionState, number>>;
  differences: readonly Difference[];
  unexplained: number;
}

export interface AssertedReport {
  assertions: number;
  groups: number;
  platforms: readonly PlatformReport[];
  /** Groups that could not be run to their end, each with the reason. */
  failed: readonly { group: string; platform: string; why: string }[];
  /** Listed contradictions and departures that no longer occur on a platform that ran. */
  stale: readonly string[];
  /** Number of assertions per rule and the tests that make them, in the order of the catalogue. */
  rules: readonly { rule: string; assertions: number; evidence: readonly Evidence[] }[];
}

export function reportOf({ cases, contradictions, departures }: AssertedCollection, runs: readonly AssertedRun[]): AssertedReport {
  const platforms = [...new Set(runs.map((run) => run.platform))];
  const accountFor = (platform: string, { assertion, named }: AssertionResult): Account => {
    if (platform === 'model') {
      const listed = contradictions.find((entry) => entry.assertions.includes(assertion.id));
      return listed ? { kind: 'listed', by: listed.rule } : { kind: 'unexplained' };
    }
    if (named !== null) return { kind: 'named', by: named };
    const listed = departures.find((entry) => entry.assertions.includes(assertion.id) && isOf(platform, entry));
    return listed ? { kind: 'named', by: `${rangeText(listed.wine)}: ${listed.reason}` } : { kind: 'unexplained' };
  };
  const reports = platforms.map((platform): PlatformReport => {
    const results = runs.filter((run) => run.platform === platform).flatMap((run) => run.results);
    const differences = results.filter((result) => result.state === 'differs').map((result): Difference => ({
      id: result.assertion.id, but: result.but ?? '', account: accountFor(platform, result), todo: result.assertion.todo,
    }));
    return { platform, counts: countsOf(results), differences,
      unexplained: differences.filter((d) => d.account.kind === 'unexplained').length };
  });
  const evidence = [...evidenceByRule(cases)].map(([rule, files]) =>
    ({ rule: rule as string, assertions: files.reduce((sum, file) => sum + file.count, 0), evidence: files }));
  return {
    assertions: cases.reduce((sum, one) => sum + one.assertions.length, 0), groups: cases.length, platforms: reports,
    failed: runs.flatMap(({ case: { group }, platform, fault }) =>
      (fault === null ? [] : [{ group: group.id, platform, why: fault }])),
    stale: staleOf(reports, runs, { contradictions, departures }),
    rules: evidence.sort((a, b) => Number(a.rule.slice(1)) - Number(b.rule.slice(1))),
  };
}

function isOf(platform: string, { wine }: Departure): boolean {
  const version = wineVersion(platform);
  return version !== null && inRange(wine, version);
}

function countsOf(results: readonly AssertionResult[]): Record<AssertionState, number> {
  const count = (state: AssertionState) => results.filter((result) => result.state === state).length;
  return { agrees: count('agrees'), differs: count('differs'), 'no-opinion': count('no-opinion'), 'not-reached': count('not-reached') };
}

function staleOf(
  reports: readonly PlatformReport[], runs: readonly AssertedRun[], lists: Pick<AssertedCollection, 'contradictions' | 'departures'>,
): string[] {
  const agreed = (platform: string, id: string): boolean => runs.some((run) => run.platform === platform
    && run.results.some((result) => result.assertion.id === id && result.state === 'agrees'));
  return reports.flatMap(({ platform }) => {
    const listed = platform === 'model' ? lists.contradictions.flatMap((entry) => entry.assertions)
      : lists.departures.filter((entry) => isOf(platform, entry)).flatMap((entry) => entry.assertions);
    return listed.filter((id) => agreed(platform, id)).map((id) => `${id} on ${platform}`);
  });
}
