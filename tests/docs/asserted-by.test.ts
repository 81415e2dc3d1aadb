import { expect, it } from 'vitest';
import { readCollection } from '../../app/main/services/asserted/collection.ts';
import { judgeCase } from '../../app/main/services/asserted/judge.ts';
import type { AssertedCase } from '../../app/shared/asserted/expand.ts';
import { evidenceByRule } from '../../app/shared/asserted/evidence.ts';
import { ModelProvider } from '../../app/shared/model/provider.ts';
import type { Clause } from '../../app/shared/rules/clause.ts';
import { isHypothesis } from '../../app/shared/rules/evidence.ts';
import { CLAUSES, semanticsWith } from '../../app/shared/rules/index.ts';
import type { PlatformSemantics } from '../../app/shared/rules/platform-semantics.ts';
import { clauseNames, semanticsWithout } from '../differential/left-out.ts';
import { runScenario } from '../support/run-scenario.ts';

const { cases } = await readCollection('assets/asserted');

/** The assertions of a case with which the model agrees under these rules. */
async function agreedBy(one: AssertedCase, semantics: PlatformSemantics): Promise<string[]> {
  const provider = (events: ConstructorParameters<typeof ModelProvider>[1]) => Promise.resolve(new ModelProvider('winsock', events));
  const { steps } = await runScenario(one.scenario, 'model', provider, semantics);
  return judgeCase(one, 'model', steps, null).filter(({ state }) => state === 'agrees').map(({ assertion }) => assertion.id);
}

/** The complete rules, which note each clause that is asked. */
function noting(asked: Set<string>): PlatformSemantics {
  return semanticsWith('winsock', Object.fromEntries(clauseNames('winsock').map((name) => {
    const applies = CLAUSES.winsock[name]!.applies as (...args: unknown[]) => unknown;
    return [name, (...args: unknown[]) => { asked.add(name); return applies(...args); }];
  })));
}

/** Per clause, the first assertion with which the model does not agree without it. */
async function assertedClauses(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const one of cases) {
    const asked = new Set<string>();
    const agreed = await agreedBy(one, noting(asked));
    for (const name of clauseNames('winsock').filter((clause) => asked.has(clause) && !found.has(clause))) {
      const still = await agreedBy(one, semanticsWithout('winsock', name));
      const lost = agreed.find((id) => !still.includes(id));
      if (lost !== undefined) found.set(name, lost);
    }
  }
  return found;
}

const keyOf = ({ repository, file }: { repository: string; file: string }): string =>
  `${repository.split('/')[1]}/${file.split('/').at(-1)}`;

/** The members of an object on one line where they fit, and on a line each otherwise. */
function filled(open: string, members: readonly string[]): string[] {
  const line = `${open} ${members.join(', ')} },`;
  return line.length <= 120 ? [line] : [open, ...members.map((member) => `    ${member},`), '  },'];
}

function text(asserted: ReadonlyMap<string, string>): string {
  const sources = new Map(cases.map(({ source }) => [keyOf(source), source]));
  const rules = [...evidenceByRule(cases)].sort(([a], [b]) => Number(a.slice(1)) - Number(b.slice(1)));
  const known = (name: string, { evidence }: Clause): Pick<Clause, 'evidence'> => ({
    evidence: [...(asserted.has(name) ? ['asserted' as const] : []), ...evidence.filter((rank) => rank !== 'asserted')] });
  const open = Object.entries(CLAUSES.winsock).filter(([name, clause]) => isHypothesis(known(name, clause)));
  const openRules = [...new Set(open.map(([, { rule }]) => rule))].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
  return [
    '// Generated: npm run docs. Which tests that run on Windows assert a rule or a clause, and what no source confirms there.',
    "import type { RuleId } from '../domain/ids.ts';",
    '',
    'export const ASSERTED_SOURCES = {',
    ...[...sources].flatMap(([key, { repository, file, commit }]) => [
      `  '${key}': {`, `    repository: '${repository}', commit: '${commit}',`, `    file: '${file}',`, '  },']),
    '} as const;',
    '',
    'export type AssertedSource = keyof typeof ASSERTED_SOURCES;',
    '',
    '/** Per rule, the number of assertions in each source. */',
    'export const ASSERTED_RULES: Readonly<Partial<Record<RuleId, Readonly<Partial<Record<AssertedSource, number>>>>>> = {',
    ...rules.flatMap(([rule, files]) => filled(`  ${rule}: {`, files.map((file) => `'${keyOf(file)}': ${file.count}`))),
    '};',
    '',
    '/** Per Winsock clause, the first assertion of the collection that the rules contradict or leave open without it. */',
    'export const ASSERTED_CLAUSES: Readonly<Record<string, string>> = {',
    ...clauseNames('winsock').filter((name) => asserted.has(name)).map((name) => `  ${name}: '${asserted.get(name)}',`),
    '};',
    '',
    '/** Per rule, what its clauses say that was seen on Wine alone or is supposed. */',
    'export const HYPOTHETICAL_CLAUSES: Readonly<Partial<Record<RuleId, readonly string[]>>> = {',
    ...openRules.flatMap((rule) => [`  ${rule}: [`,
      ...open.filter(([, clause]) => clause.rule === rule).map(([, { says }]) => `    '${says}',`), '  ],']),
    '};',
    '',
  ].join('\n');
}

it('the table of asserted rules and clauses matches the collection (npm run docs regenerates it)', async () => {
  const asserted = await assertedClauses();
  await expect(text(asserted)).toMatchFileSnapshot('../../app/shared/rules/asserted-by.ts');
}, 300_000);
