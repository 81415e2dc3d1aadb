/** The data of a conformance run. */
import type { RuleId } from '../../../shared/domain/ids.ts';
import type { RuleEntry } from '../../../shared/rules/catalogue.ts';
import type { Scenario } from '../../../shared/scenario/format.ts';
import type { ProviderId } from '../../../shared/trace/step.ts';

/** Columns of the report. The winsock provider counts as wine-8 or windows, depending on where it runs. */
export const PLATFORMS = ['model', 'linux', 'wine-8', 'windows'] as const;
export type PlatformName = (typeof PLATFORMS)[number];

export type CellState = 'holds' | 'known-difference' | 'diverges' | 'not-run' | 'not-applicable';

export interface Case {
  /** The file, relative to the project: "tests/conformance/rules/linux/…json". */
  id: string;
  scenario: Scenario;
}

/** The result of a case on a provider. */
export interface Judgement {
  state: Exclude<CellState, 'not-applicable'>;
  /** One sentence each: faults, known differences, or why it was not run. */
  why: readonly string[];
  /** Rules that a known difference concerns. */
  differs: readonly RuleId[];
}

export interface CaseRun extends Judgement {
  case: Case;
  provider: ProviderId;
  platform: PlatformName;
  steps: number;
  /** Milliseconds, including starting and ending the processes. */
  took: number;
}

export interface RuleRow {
  rule: RuleEntry;
  platforms: Readonly<Record<PlatformName, CellState>>;
  /** Why it cannot or could not be run; null if it ran. */
  reason: string | null;
  /** Runs behind the cells. */
  runs: readonly CaseRun[];
}

export interface Report {
  rows: readonly RuleRow[];
  runs: readonly CaseRun[];
  cases: number;
  /** Runs that diverge. */
  diverges: number;
  /** Why a provider was left out. */
  absent: Readonly<Partial<Record<ProviderId, string>>>;
}
