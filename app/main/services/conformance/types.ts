/** The data of a conformance run. */
import type { RuleId } from '../../../shared/domain/ids.ts';
import type { RuleEntry } from '../../../shared/rules/catalogue.ts';
import type { Scenario } from '../../../shared/scenario/format.ts';
import type { ProviderId } from '../../../shared/trace/step.ts';

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
  /** As traces name it: "model", "linux", "wine-10.0", "windows". */
  platform: string;
  steps: number;
  /** Milliseconds, including starting and ending the processes. */
  took: number;
}

export interface RuleRow {
  rule: RuleEntry;
  /** By platform, for those of the report. */
  platforms: Readonly<Record<string, CellState>>;
  /** Why it cannot or could not be run; null if it ran. */
  reason: string | null;
  /** Runs behind the cells. */
  runs: readonly CaseRun[];
}

export interface Report {
  /** Columns: the platforms that ran a case. */
  platforms: readonly string[];
  rows: readonly RuleRow[];
  runs: readonly CaseRun[];
  cases: number;
  diverges: number;
  /** By provider, or by platform of a provider, why it was left out. */
  absent: Readonly<Record<string, string>>;
  /** Sentences about platforms that ran and were never tried before. */
  notes: readonly string[];
}
