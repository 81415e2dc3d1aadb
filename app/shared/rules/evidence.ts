/** How rules and their clauses are known. A prediction follows the evidence of the highest rank. */
import type { RuleId } from '../domain/ids.ts';
import { WINES_TRIED, rangeText } from '../domain/platform.ts';
import { ASSERTED_RULES, ASSERTED_SOURCES, type AssertedSource, HYPOTHETICAL_CLAUSES } from './asserted-by.ts';
import type { RuleEntry } from './catalogue/types.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import { OTHER_DIFFERENCES } from './other-differences.ts';

/** From the highest rank to the lowest. */
export const EVIDENCE_TEXT = {
  asserted: 'asserted by tests that run on Windows',
  observedOnLinux: 'observed on Linux',
  documented: 'documented',
  implementation: 'read in an implementation',
  observedOnWine: `observed on Wine ${WINES_TRIED.join(' and ')}`,
  supposed: 'supposed',
} as const;

export type Evidence = keyof typeof EVIDENCE_TEXT;

/** What a rule or a clause says of itself. That it is asserted follows from the collection in assets/asserted. */
export type StatedEvidence = Exclude<Evidence, 'asserted'>;

export const RANKS = Object.keys(EVIDENCE_TEXT) as readonly Evidence[];

/** Returns the evidence in the order of its rank. */
export const ranked = (stated: readonly StatedEvidence[], asserted: boolean): readonly Evidence[] =>
  RANKS.filter((rank) => (rank === 'asserted' ? asserted : stated.includes(rank)));

/**
 * Whether a rule or a clause says more of Windows than is known: it was seen on Wine alone, or is supposed. Rules of other
 * platforms are no hypotheses; a Winsock clause, which names no platform, is about Windows.
 */
export const isHypothesis = ({ evidence, platforms = ['windows'] }: Pick<RuleEntry, 'evidence'> & Partial<RuleEntry>): boolean =>
  platforms.includes('windows') && evidence.every((rank) => rank === 'observedOnWine' || rank === 'supposed');

export const ranksText = (evidence: readonly Evidence[]): string => evidence.map((rank) => EVIDENCE_TEXT[rank]).join('; ');

/** What of a rule is a hypothesis for Windows, as text; null if nothing is. */
export function hypothesisText(rule: RuleEntry): string | null {
  if (isHypothesis(rule)) return 'Hypothesis for Windows: no page, test or implementation confirms it there.';
  const clauses = HYPOTHETICAL_CLAUSES[rule.id];
  return clauses ? `Hypothesis for Windows in part: ${clauses.join(' ')}` : null;
}

/** How a rule is known, as text. A difference was observed on the versions of Wine that have it. */
export function evidenceText({ id, platforms, evidence }: RuleEntry): string {
  if (platforms.join() === 'wine') return `observed on ${differenceRanges(id).join('; ')}`;
  return ranksText(evidence);
}

/** The public files whose tests assert a rule on Windows: "wine-mirror/wine, dlls/ws2_32/tests/sock.c (12 assertions)". */
export const assertedIn = (id: RuleId): string[] =>
  Object.entries(ASSERTED_RULES[id] ?? {}).map(([source, count]) => {
    const { repository, file } = ASSERTED_SOURCES[source as AssertedSource];
    return `${repository}, ${file} (${count} ${count === 1 ? 'assertion' : 'assertions'})`;
  });

/** The versions of Wine with a difference, as text; empty for a rule that describes no difference. */
export const differenceRanges = (id: RuleId): readonly string[] =>
  [...new Set([...KNOWN_DIFFERENCES, ...OTHER_DIFFERENCES].filter(({ rule }) => rule === id).map(({ wine }) => rangeText(wine)))];

/** The number of entries by their highest rank, from the highest rank to the lowest. */
export const countsByRank = (entries: readonly Pick<RuleEntry, 'evidence'>[]): readonly { rank: Evidence; count: number }[] =>
  RANKS.map((rank) => ({ rank, count: entries.filter(({ evidence }) => evidence[0] === rank).length })).filter(({ count }) => count > 0);
