/** One rule of the specification as data: the text that a page, a tooltip or a report shows for S4 or P13. */
import type { RuleId } from '../../domain/ids.ts';
import { ASSERTED_RULES } from '../asserted-by.ts';
import { type Evidence, type StatedEvidence, ranked } from '../evidence.ts';

export type RulePlatform = 'windows' | 'linux' | 'wine';

export interface RuleEntry {
  id: RuleId;
  section: string;
  /** One sentence. */
  title: string;
  /** One to three sentences: what holds, and what follows from it. */
  text: string;
  /** From the highest rank to the lowest. */
  evidence: readonly Evidence[];
  /** The pages, tests and programs that support it; empty if only our own runs or the collection in assets/asserted do. */
  sources: readonly string[];
  platforms: readonly RulePlatform[];
  /** True, or the reason why no scenario can show it. */
  runnable: true | string;
}

/** A rule as written in the data files: `section` adds the section name, and most rules can be run. */
export type RuleLine = Omit<RuleEntry, 'section' | 'platforms' | 'runnable' | 'sources' | 'evidence'> & {
  /** Tests that run on Windows are added from the collection. */
  evidence: readonly StatedEvidence[];
  sources?: readonly string[];
  platforms?: readonly RulePlatform[];
  notRunnable?: string;
};

export function section(name: string, platforms: readonly RulePlatform[], lines: readonly RuleLine[]): readonly RuleEntry[] {
  return lines.map(({ notRunnable, ...line }) => ({ sources: [], platforms, ...line, section: name, runnable: notRunnable ?? true,
    evidence: ranked(line.evidence, line.id in ASSERTED_RULES) }));
}

/** Winsock rules describe Windows; Wine is checked against them too. */
export const WINSOCK_PLATFORMS: readonly RulePlatform[] = ['windows', 'wine'];
