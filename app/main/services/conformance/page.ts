/** The report as one self-contained HTML file. */
import { escapeMarkup } from '../../../shared/base/markup.ts';
import { assertedIn, evidenceText, hypothesisText } from '../../../shared/rules/evidence.ts';
import { CELL, STYLE, cellHtml } from './page-parts.ts';
import type { CaseRun, CellState, Report, RuleRow } from './types.ts';

/** `when` and `machine` are shown in the header unchanged. */
export function reportPage(report: Report, when: string, machine: string): string {
  const sections = [...new Set(report.rows.map((row) => row.rule.section))];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Conformance of shared-socket rules</title><style>${STYLE}</style></head><body><main>
<h1>Which rules hold where</h1>
<p>${report.cases} cases, ${report.runs.length} runs, ${report.diverges} of them diverge. ${escapeMarkup(`${when}, ${machine}`)}.</p>
${summary(report)}
${report.notes.map((note) => `<p>${escapeMarkup(note)}</p>`).join('\n')}
${absences(report)}
${sections.map((section) => sectionHtml(section, report.rows.filter((row) => row.rule.section === section), report.platforms)).join('\n')}
<h2>Runs</h2>
${runsTable(report.runs)}
</main></body></html>
`;
}

const STATES: readonly CellState[] = ['holds', 'known-difference', 'diverges', 'not-run', 'not-applicable'];

function summary({ rows, platforms }: Report): string {
  const count = (platform: string, state: CellState) => rows.filter((row) => row.platforms[platform] === state).length;
  const counts = (platform: string) => STATES.map((state) => `<td>${count(platform, state)}</td>`).join('');
  return `<table><caption>Rules by platform</caption><thead><tr><th scope="col">Platform</th>${STATES.map((s) => `<th `
    + `scope="col">${CELL[s].word}</th>`).join('')}</tr></thead><tbody>
${platforms.map((p) => `<tr><th scope="row">${escapeMarkup(p)}</th>${counts(p)}</tr>`).join('\n')}
</tbody></table>`;
}

function absences({ absent }: Report): string {
  const lines = Object.entries(absent).map(([provider, why]) => `<li><code>${escapeMarkup(provider)}</code>: ${escapeMarkup(why)}</li>`);
  return lines.length === 0 ? '' : `<p>Providers and platforms that took no part:</p><ul>${lines.join('')}</ul>`;
}

function sectionHtml(section: string, rows: readonly RuleRow[], platforms: readonly string[]): string {
  return `<h2>${escapeMarkup(section)}</h2>
<table>${headHtml('Rule', 'What it says', ...platforms)}<tbody>
${rows.map((row) => rowHtml(row, platforms)).join('\n')}
</tbody></table>`;
}

function rowHtml({ rule, platforms, reason, runs }: RuleRow, columns: readonly string[]): string {
  const remarks = [...new Set(runs.flatMap((run) => run.why.map((why) => `${run.platform}: ${why}`)))];
  const sources = [...assertedIn(rule.id), ...rule.sources];
  const known = `${evidenceText(rule)}${sources.length > 0 ? `. ${sources.join('; ')}` : ''}`;
  const hypothesis = hypothesisText(rule);
  return `<tr id="${rule.id}"><th scope="row">${rule.id}</th><td><details><summary>${escapeMarkup(rule.title)}</summary>
<p>${escapeMarkup(rule.text)}</p><p class="faint">How it is known: ${escapeMarkup(known)}.</p>
${listHtml(remarks)}</details>
${hypothesis === null ? '' : `<p class="hypothesis">${escapeMarkup(hypothesis)}</p>`}
${reason === null ? '' : `<p class="faint">${escapeMarkup(reason)}</p>`}</td>${columns.map((p) => cellHtml(platforms[p]!)).join('')}</tr>`;
}

function runsTable(runs: readonly CaseRun[]): string {
  return `<table>${headHtml('Case', 'Platform', 'Came of it', 'Steps', 'Teaches')}<tbody>
${runs.map((run) => runHtml(run)).join('\n')}
</tbody></table>`;
}

function runHtml(run: CaseRun): string {
  const { id, scenario } = run.case;
  const taught = (scenario.teaches ?? []).map((rule) => `<a href="#${rule}">${rule}</a>`).join(' ');
  return `<tr><td>${escapeMarkup(scenario.title)}<br><code class="faint">${escapeMarkup(id)}</code>${listHtml(run.why)}</td>`
    + `<td>${escapeMarkup(run.platform)}</td>${cellHtml(run.state)}<td>${run.steps}</td><td>${taught}</td></tr>`;
}

const headHtml = (...titles: readonly string[]): string =>
  `<thead><tr>${titles.map((title) => `<th scope="col">${escapeMarkup(title)}</th>`).join('')}</tr></thead>`;

const listHtml = (items: readonly string[]): string =>
  (items.length > 0 ? `<ul>${items.map((item) => `<li>${escapeMarkup(item)}</li>`).join('')}</ul>` : '');
