/** A page for every rule, made of the rules' data, the cases, the library, the hazards and the known differences. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Library } from '../../app/main/services/library/library.ts';
import { GIVEN_BY } from '../../app/shared/explain/errors/given-by.ts';
import { DETECTORS } from '../../app/shared/hazards/index.ts';
import { EVIDENCE_WORDS, RULES, type RuleEntry } from '../../app/shared/rules/catalogue.ts';
import { rangeText } from '../../app/shared/domain/platform.ts';
import { KNOWN_DIFFERENCES, OTHER_DIFFERENCES } from '../../app/shared/rules/known-differences.ts';

const CASES = 'tests/conformance/rules';
const PLATFORM_WORDS = { windows: 'Windows', linux: 'Linux', wine: 'Wine' } as const;

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
  const parts = [
    `# ${rule.id}: ${rule.title}`,
    rule.text,
    `- **Section**: ${rule.section}`
      + `\n- **Applies to**: ${appliesTo(rule)}`
      + `\n- **Known because it is**: ${rule.evidence.map((e) => EVIDENCE_WORDS[e]).join('; ')}`
      + (rule.sources.length > 0 ? `\n- **Sources**: ${rule.sources.join('; ')}` : '')
      + (rule.runnable === true ? '' : `\n- **No case runs it**: ${rule.runnable}`),
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
function appliesTo({ id, platforms }: RuleEntry): string {
  const ranges = [...KNOWN_DIFFERENCES, ...OTHER_DIFFERENCES].filter(({ rule }) => rule === id).map(({ wine }) => rangeText(wine));
  return ranges.length > 0 ? [...new Set(ranges)].join('; ') : platforms.map((p) => PLATFORM_WORDS[p]).join(', ');
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

function index(): string {
  const sections = [...new Set(RULES.map(({ section }) => section))].map((section) => {
    const rows = RULES.filter((rule) => rule.section === section)
      .map(({ id, title, evidence }) => `| [${id}](${id}.md) | ${title} | ${evidence.map((e) => EVIDENCE_WORDS[e]).join('; ')} |`);
    return `## ${section}\n\n| rule | | known because it is |\n|---|---|---|\n${rows.join('\n')}`;
  });
  return [
    '# The rules',
    'These rules predict every step before it is performed and check it afterwards. S rules cover Winsock, P rules Linux, '
      + 'and W rules the differences of Wine, with the versions that have them. '
      + 'Each says how it is known: what the documents promise, what was seen, and what is only supposed.',
    ...sections,
    '*Generated from the rules\' data; `npm run docs` regenerates it.*',
  ].join('\n\n') + '\n';
}
