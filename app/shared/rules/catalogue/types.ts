/** One rule of the specification as data: the text that a page, a tooltip or a report shows for S4 or P13. */
import type { RuleId } from '../../domain/ids.ts';

/**
 * How a rule is known. D: documented on the platform's own pages. T: asserted by a third-party test on the real
 * system. I: read in an implementation. H: hypothesis that a run must confirm. O: observed on Linux. W8: observed
 * on Wine 8.
 */
export type Evidence = 'D' | 'T' | 'I' | 'H' | 'O' | 'W8';

export const EVIDENCE_WORDS: Readonly<Record<Evidence, string>> = {
  D: 'documented', T: 'asserted by third-party tests on the real system', I: 'read in an implementation',
  H: 'hypothesis, not confirmed on Windows', O: 'observed on Linux', W8: 'observed on Wine 8',
};

export type RulePlatform = 'windows' | 'linux' | 'wine';

export interface RuleEntry {
  id: RuleId;
  section: string;
  /** One sentence. */
  title: string;
  /** One to three sentences: what holds, and what follows from it. */
  text: string;
  evidence: readonly Evidence[];
  /** The pages, tests and programs that support it; empty if only our own runs do. */
  sources: readonly string[];
  platforms: readonly RulePlatform[];
  /** True, or the reason why no scenario can show it. */
  runnable: true | string;
}

/** A rule as written in the data files: `section` adds the section name, and most rules can be run. */
export type RuleLine = Omit<RuleEntry, 'section' | 'platforms' | 'runnable' | 'sources'> & {
  sources?: readonly string[];
  platforms?: readonly RulePlatform[];
  notRunnable?: string;
};

export function section(name: string, platforms: readonly RulePlatform[], lines: readonly RuleLine[]): readonly RuleEntry[] {
  return lines.map(({ notRunnable, ...line }) =>
    ({ sources: [], platforms, ...line, section: name, runnable: notRunnable ?? true }));
}

/** Winsock rules describe Windows; Wine is checked against them too. */
export const WINSOCK_PLATFORMS: readonly RulePlatform[] = ['windows', 'wine'];
