/** What a conformance run knows. */
import type { RuleId } from '../../../shared/domain/ids.ts';
import type { RuleEntry } from '../../../shared/rules/catalogue.ts';
import type { Scenario } from '../../../shared/scenario/format.ts';
import type { ProviderId } from '../../../shared/trace/step.ts';

/** Columns of the report. The winsock provider stands for wine-8 or windows, by where it runs. */
export const PLATFORMS = ['model', 'linux', 'wine-8', 'windows'] as const;
export type PlatformName = (typeof PLATFORMS)[number];

export type CellState = 'holds' | 'known-difference' | 'diverges' | 'not-run' | 'not-applicable';

export interface Case {
  /** Its file, relative to the project: "tests/conformance/rules/linux/…json". */
  id: string;
  scenario: Scenario;
}

/** What came of a case on a provider. */
export interface Judgement {
  state: Exclude<CellState, 'not-applicable'>;
  /** One sentence each: faults, known differences, or why it was not run. */
  why: readonly string[];
  /** Rules that a known difference touches. */
  differs: readonly RuleId[];
}

export interface CaseRun extends Judgement {
  case: Case;
  provider: ProviderId;
  platform: PlatformName;
  steps: number;
  /** Milliseconds, processes started and ended included. */
  took: number;
}

export interface RuleRow {
  rule: RuleEntry;
  platforms: Readonly<Record<PlatformName, CellState>>;
  /** Why it cannot be run, or was not; null when it was. */
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
  /** Why a provider did not take part. */
  absent: Readonly<Partial<Record<ProviderId, string>>>;
}
