/** Everything known about a rule: what it says, how it and each of its clauses are known, and which public tests assert it. */
import { own } from '../base/own.ts';
import type { RuleId } from '../domain/ids.ts';
import { ASSERTED_CLAUSES, ASSERTED_RULES, ASSERTED_SOURCES, type AssertedSource } from '../rules/asserted-by.ts';
import { findRule } from '../rules/catalogue.ts';
import type { RuleEntry } from '../rules/catalogue/types.ts';
import { type Evidence, evidenceText, hypothesisText, isHypothesis } from '../rules/evidence.ts';
import { CLAUSES } from '../rules/index.ts';

export interface ClauseFacts {
  says: string;
  /** From the highest rank to the lowest. */
  evidence: readonly Evidence[];
  hypothesis: boolean;
  /** The first assertion of the collection that the rules contradict without it; null if there is none. */
  asserted: string | null;
}

export interface RuleFacts extends Pick<RuleEntry, 'id' | 'title' | 'text' | 'evidence' | 'sources'> {
  /** Its evidence as text. */
  known: string;
  /** What of it is a hypothesis for Windows, as text; null if nothing is. */
  hypothesis: string | null;
  asserted: readonly { repository: string; file: string; commit: string; assertions: number }[];
  clauses: readonly ClauseFacts[];
}

/** Returns the facts of a rule, or undefined if there is no such rule. Letters of its id can be lower-case. */
export function aboutRule(asked: string): RuleFacts | undefined {
  const rule = findRule(asked.trim().toUpperCase());
  if (!rule) return undefined;
  const { id, title, text, evidence, sources } = rule;
  return {
    id, title, text, evidence, sources, known: evidenceText(rule), hypothesis: hypothesisText(rule),
    asserted: Object.entries(ASSERTED_RULES[id] ?? {}).map(([source, assertions]) =>
      ({ ...ASSERTED_SOURCES[source as AssertedSource], assertions })),
    clauses: clausesOf(id),
  };
}

const clausesOf = (id: RuleId): ClauseFacts[] => (['winsock', 'linux'] as const).flatMap((rules) =>
  Object.entries(CLAUSES[rules]).filter(([, clause]) => clause.rule === id).map(([name, clause]) => ({
    says: clause.says, evidence: clause.evidence, hypothesis: isHypothesis(clause),
    asserted: (rules === 'winsock' ? own(ASSERTED_CLAUSES, name) : undefined) ?? null,
  })));
