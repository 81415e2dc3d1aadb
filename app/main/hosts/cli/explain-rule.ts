/** The text of `handoff explain RULE` and `handoff explain --rules`. */
import { type RuleFacts, aboutRule } from '../../../shared/explain/rule-facts.ts';
import { RULES } from '../../../shared/rules/catalogue.ts';
import { EVIDENCE_TEXT, countsByRank, ranksText } from '../../../shared/rules/evidence.ts';
import { line, padded, type Piece } from './shown.ts';
import { style } from './style.ts';

export const everyRule = (): RuleFacts[] => RULES.map(({ id }) => aboutRule(id)!);

export function ruleLines({ id, title, text, known, hypothesis, asserted, sources, clauses }: RuleFacts): Piece[] {
  return [
    line`${style.bold(id)} ${title}`, text,
    line`Known because it is ${known}.`,
    ...(hypothesis === null ? [] : [style.warn(hypothesis)]),
    ...listed('Asserted on Windows by:', asserted.map(({ repository, file, commit, assertions }) =>
      line`${repository}, ${file} at ${commit.slice(0, 12)}: ${assertions} ${assertions === 1 ? 'assertion' : 'assertions'}`)),
    ...listed('Sources:', sources),
    ...listed('Clauses:', clauses.map(({ says, evidence, hypothesis: unsure }) => line`${says} ${
      unsure ? style.warn(`Hypothesis for Windows: ${ranksText(evidence)}.`) : style.dim(`${ranksText(evidence)}.`)}`)),
  ];
}

/** One line per rule, then the number of rules and clauses by the highest rank of their evidence. */
export function indexLines(rules: readonly RuleFacts[]): Piece[] {
  const rows = rules.map(({ id, title, known, hypothesis }) =>
    line`${padded(id, 4)} ${title} ${style.dim(`${known}.`)}${hypothesis === null ? '' : style.warn(` ${hypothesis}`)}`);
  return [...rows, '', ...listed('Rules by the highest rank of their evidence:', counts(rules)),
    ...listed('Their clauses:', counts(rules.flatMap(({ clauses }) => clauses)))];
}

const counts = (entries: Parameters<typeof countsByRank>[0]): Piece[] =>
  countsByRank(entries).map(({ rank, count }) => line`${String(count).padStart(3)} ${EVIDENCE_TEXT[rank]}`);

const listed = (head: string, items: readonly Piece[]): Piece[] =>
  (items.length === 0 ? [] : [head, ...items.map((item) => line`  ${item}`)]);
