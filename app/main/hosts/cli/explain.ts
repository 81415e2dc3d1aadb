/** `handoff explain`: what an error means here, which calls return it, and which scenario shows it. */
import { nearest } from '../../../shared/base/nearest.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { ERROR_NAMES, type ErrorFacts, aboutError } from '../../../shared/explain/errors/about.ts';
import { findRule } from '../../../shared/rules/catalogue.ts';
import { parseCommandLine } from './args.ts';
import { say, sayJson } from './output.ts';
import { line, type Piece } from './shown.ts';
import { style } from './style.ts';

export async function explainCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine('explain', args, { json: { type: 'boolean' } });
  const [asked, ...more] = positionals;
  if (asked === undefined || more.length > 0) {
    throw new InputProblem(
      asked === undefined ? 'no error named' : 'more than one error named',
      'handoff explain',
      'Give a number or a name, such as 10022 or WSAEINVAL.',
    );
  }
  const found = aboutError(asked);
  if (found.length === 0) {
    const hint = nearest(asked.toUpperCase(), ERROR_NAMES);
    throw new InputProblem(
      `unknown error "${asked}"`,
      'handoff explain',
      hint ? `Did you mean ${hint}?` : 'Give a number or a name, such as 10022 or WSAEINVAL.',
    );
  }
  if (values.json) sayJson({ asked, errors: found });
  else say(...found.flatMap((facts, i) => [...(i === 0 ? [] : ['']), ...linesOf(facts)]));
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
