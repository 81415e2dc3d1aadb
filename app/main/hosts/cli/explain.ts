/** `handoff explain`: what an error means here, which calls return it, which scenario shows it; how a rule is known. */
import { nearest } from '../../../shared/base/nearest.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { ERROR_NAMES, type ErrorFacts, aboutError } from '../../../shared/explain/errors/about.ts';
import { type RuleFacts, aboutRule } from '../../../shared/explain/rule-facts.ts';
import { findRule } from '../../../shared/rules/catalogue.ts';
import { parseCommandLine } from './args.ts';
import { everyRule, indexLines, ruleLines } from './explain-rule.ts';
import { say, sayJson } from './output.ts';
import { line, type Piece } from './shown.ts';
import { style } from './style.ts';

export async function explainCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine('explain', args, { json: { type: 'boolean' }, rules: { type: 'boolean' } });
  const [asked, ...more] = positionals;
  if (values.rules && asked === undefined) return tell({ asked: 'rules', errors: [], rules: everyRule() }, values.json, indexLines);
  const rule = asked !== undefined && more.length === 0 ? aboutRule(asked) : undefined;
  if (rule) return tell({ asked, errors: [], rules: [rule] }, values.json, (rules) => rules.flatMap(ruleLines));
  if (asked === undefined || more.length > 0) {
    throw new InputProblem(
      asked === undefined ? 'nothing named' : 'more than one name given',
      'handoff explain',
      USAGE,
    );
  }
  const found = aboutError(asked);
  if (found.length === 0) {
    const hint = nearest(asked.toUpperCase(), ERROR_NAMES);
    throw new InputProblem(
      `unknown error "${asked}"`,
      'handoff explain',
      hint ? `Did you mean ${hint}?` : USAGE,
    );
  }
  if (values.json) sayJson({ asked, errors: found, rules: [] });
  else say(...found.flatMap((facts, i) => [...(i === 0 ? [] : ['']), ...linesOf(facts)]));
  return Promise.resolve(0);
}

const USAGE = 'Give an error such as 10022 or WSAEINVAL, or a rule such as S25; --rules lists the rules.';

function tell(facts: { asked: string | undefined; errors: never[]; rules: readonly RuleFacts[] }, json: boolean | undefined,
  lines: (rules: readonly RuleFacts[]) => Piece[]): Promise<number> {
  if (json) sayJson(facts);
  else say(...lines(facts.rules));
  return Promise.resolve(0);
}

const PLATFORM = { winsock: 'Winsock', linux: 'Linux' } as const;

function linesOf({ rules, name, number, meaning, calls, scenarios }: ErrorFacts): Piece[] {
  const lines: Piece[] = [line`${style.bold(name)} (${number}, ${PLATFORM[rules]}): ${meaning}.`];
  if (calls.length === 0) lines.push('No rule or scenario covers it; only the system returns it.');
  for (const { call, rules: ids } of calls) {
    lines.push(`  ${call}`, ...ids.map((id) => style.dim(`    ${id}  ${findRule(id)?.title ?? ''}`)));
  }
  if (scenarios.length > 0) {
    lines.push('Seen in the library:');
    for (const { id, step } of scenarios) lines.push(`  ${id}, step ${step}: handoff run ${id} --provider ${rules}`);
  }
  return lines;
}
