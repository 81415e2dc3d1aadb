/** A page for every rule, made of the rules' data, the cases, the library, the hazards and the known differences. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Library } from '../../app/main/services/library/library.ts';
import { GIVEN_BY } from '../../app/shared/explain/errors/given-by.ts';
import { DETECTORS } from '../../app/shared/hazards/index.ts';
import { type RuleFacts, aboutRule } from '../../app/shared/explain/rule-facts.ts';
import { RULES, type RuleEntry } from '../../app/shared/rules/catalogue.ts';
import {
  EVIDENCE_TEXT, countsByRank, differenceRanges, evidenceText, hypothesisText, ranksText,
} from '../../app/shared/rules/evidence.ts';
import { rangeText } from '../../app/shared/domain/platform.ts';
import { KNOWN_DIFFERENCES } from '../../app/shared/rules/known-differences.ts';

const CASES = 'tests/conformance/rules';
const PLATFORM_TEXT = { windows: 'Windows', linux: 'Linux', wine: 'Wine' } as const;

interface Shown { title: string; link: string }

/** File name to text, README.md included. */
export async function rulePages(): Promise<Map<string, string>> {
  const shown = await whereShown();
  const pages = new Map(RULES.map((rule) => [`${rule.id}.md`, page(rule, shown.get(rule.id) ?? [])]));
  pages.set('README.md', index());
  return pages;
}

async function whereShown(): Promise<Map<string, Shown[]>> {
  const found = new Map<string, Shown[]>();
  const note = (ids: readonly string[], shown: Shown) => { for (const id of ids) found.set(id, [...(found.get(id) ?? []), shown]); };
  for (const entry of await new Library('assets').list()) {
    note(entry.teaches, { title: `${entry.title} (library, ${entry.rules})`, link: `../../assets/scenarios/${entry.id}.json` });
  }
  for (const folder of readdirSync(CASES, { withFileTypes: true }).filter((f) => f.isDirectory()).map((f) => f.name).sort()) {
    for (const file of readdirSync(join(CASES, folder)).sort()) {
      const { title, teaches = [] } = JSON.parse(readFileSync(join(CASES, folder, file), 'utf8')) as { title: string; teaches?: string[] };
      note(teaches, { title: `${title} (conformance case)`, link: `../../${CASES}/${folder}/${file}` });
    }
  }
  return found;
}

function page(rule: RuleEntry, shown: readonly Shown[]): string {
  const { known, hypothesis, asserted, clauses } = aboutRule(rule.id)!;
  const parts = [
    `# ${rule.id}: ${rule.title}`,
    rule.text,
    ...(hypothesis === null ? [] : [`**${hypothesis}**`]),
    `- **Section**: ${rule.section}`
      + `\n- **Applies to**: ${appliesTo(rule)}`
      + `\n- **Known because it is**: ${known}`
      + (rule.sources.length > 0 ? `\n- **Sources**: ${rule.sources.join('; ')}` : '')
      + (rule.runnable === true ? '' : `\n- **No case runs it**: ${rule.runnable}`),
    ...list('Asserted on Windows by', asserted.map(sourceText)),
    ...clauseTable(clauses),
    ...list('Shown by', shown.map(({ title, link }) => `[${title}](${link})`)),
    ...list('Errors that rest on it', errorsOf(rule.id)),
    ...list('Hazards that rest on it',
      DETECTORS.filter(({ rules }) => Object.values(rules).flat().includes(rule.id)).map(({ title }) => title)),
    ...list('Known differences', differences(rule.id)),
    '*Generated from the rules\' data; `npm run docs` regenerates it.*',
  ];
  return `${parts.join('\n\n')}\n`;
}

/** A departure applies to the versions of Wine that have it. */
const appliesTo = ({ id, platforms }: RuleEntry): string =>
  differenceRanges(id).join('; ') || platforms.map((p) => PLATFORM_TEXT[p]).join(', ');

const sourceText = ({ repository, file, commit, assertions }: RuleFacts['asserted'][number]): string =>
  `[${repository}, ${file}](https://github.com/${repository}/blob/${commit}/${file}): `
  + `${assertions} assertion${assertions === 1 ? '' : 's'}`;

/** What each clause says, how it is known, and the first assertion that the rules contradict without it. */
function clauseTable(clauses: RuleFacts['clauses']): string[] {
  const rows = clauses.map(({ says, evidence, hypothesis, asserted }) =>
    `| ${says} | ${hypothesis ? '**hypothesis for Windows**: ' : ''}${ranksText(evidence)}`
    + `${asserted === null ? '' : `: \`${asserted}\``} |`);
  return rows.length === 0 ? [] : [`## Clauses\n\n| clause | known because it is |\n|---|---|\n${rows.join('\n')}`];
}

function errorsOf(id: string): string[] {
  return Object.values(GIVEN_BY).flatMap((table) => Object.entries(table).flatMap(([error, { calls }]) => {
    const names = Object.entries(calls).filter(([, ids]) => ids.includes(id)).map(([call]) => `\`${call}\``);
    return names.length > 0 ? [`\`${error}\` from ${names.join(', ')}`] : [];
  }));
}

function differences(id: string): string[] {
  return KNOWN_DIFFERENCES.filter(({ rule, restsOn }) => rule === id || restsOn === id)
    .map(({ wine, rule, call, why }) => `${rangeText(wine)}, [${rule}](${rule}.md), \`${call}\`: ${why}`);
}

const list = (title: string,
  lines: readonly string[]): string[] => (lines.length === 0 ? [] : [`## ${title}\n\n${lines.map((line) => `- ${line}`).join('\n')}`]);

const marked = (rule: RuleEntry): string => (hypothesisText(rule) === null ? '' : '. **In part or whole a hypothesis for Windows**');

/** The number of rules and clauses by the highest rank of their evidence. */
function rankTable(): string {
  const [rules, clauses] = [countsByRank(RULES), countsByRank(RULES.flatMap(({ id }) => aboutRule(id)!.clauses))];
  const count = (counts: typeof rules, rank: string) => counts.find((one) => one.rank === rank)?.count ?? 0;
  const rows = Object.entries(EVIDENCE_TEXT).map(([rank, word]) => `| ${word} | ${count(rules, rank)} | ${count(clauses, rank)} |`);
  return `| highest rank of evidence | rules | clauses |\n|---|---|---|\n${rows.join('\n')}`;
}

function index(): string {
  const sections = [...new Set(RULES.map(({ section }) => section))].map((section) => {
    const rows = RULES.filter((rule) => rule.section === section)
      .map((rule) => `| [${rule.id}](${rule.id}.md) | ${rule.title} | ${evidenceText(rule)}${marked(rule)} |`);
    return `## ${section}\n\n| rule | | known because it is |\n|---|---|---|\n${rows.join('\n')}`;
  });
  return [
    '# The rules',
    'These rules predict every step before it is performed and check it afterwards. S rules cover Winsock, P rules Linux, '
      + 'and W rules the differences of Wine, with the versions that have them. '
      + 'Each says how it is known: what tests on Windows assert, what the documents promise, what was seen, and what is only supposed. '
      + 'Where sources disagree, the prediction follows the highest rank of this table.',
    rankTable(),
    ...sections,
    '*Generated from the rules\' data; `npm run docs` regenerates it.*',
  ].join('\n\n') + '\n';
}
