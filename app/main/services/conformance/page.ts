/** The report as one self-contained HTML file. */
import { escapeMarkup } from '../../../shared/base/markup.ts';
import { EVIDENCE_WORDS } from '../../../shared/rules/catalogue.ts';
import { CELL, STYLE, cellHtml } from './page-parts.ts';
import { type CaseRun, type CellState, PLATFORMS, type Report, type RuleRow } from './types.ts';

/** `when` and `machine` are shown in the header unchanged. */
export function reportPage(report: Report, when: string, machine: string): string {
  const sections = [...new Set(report.rows.map((row) => row.rule.section))];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Conformance of shared-socket rules</title><style>${STYLE}</style></head><body><main>
<h1>Which rules hold where</h1>
<p>${report.cases} cases, ${report.runs.length} runs, ${report.diverges} of them diverge. ${escapeMarkup(when)}, ${escapeMarkup(machine)}.</p>
${summary(report)}
${absences(report)}
${sections.map((section) => sectionHtml(section, report.rows.filter((row) => row.rule.section === section))).join('\n')}
<h2>Runs</h2>
${runsTable(report.runs)}
</main></body></html>
`;
}

const STATES: readonly CellState[] = ['holds', 'known-difference', 'diverges', 'not-run', 'not-applicable'];

function summary({ rows }: Report): string {
  const count = (platform: (typeof PLATFORMS)[number], state: CellState) => rows.filter((row) => row.platforms[platform] === state).length;
  return `<table><caption>Rules by platform</caption><thead><tr><th scope="col">Platform</th>${STATES.map((s) => `<th `
    + `scope="col">${CELL[s].word}</th>`).join('')}</tr></thead><tbody>
${PLATFORMS.map((p) => `<tr><th scope="row">${p}</th>${STATES.map((s) => `<td>${count(p, s)}</td>`).join('')}</tr>`).join('\n')}
</tbody></table>`;
}

function absences({ absent }: Report): string {
  const lines = Object.entries(absent).map(([provider, why]) => `<li><code>${escapeMarkup(provider)}</code>: ${escapeMarkup(why)}</li>`);
  return lines.length === 0 ? '' : `<p>Providers that took no part:</p><ul>${lines.join('')}</ul>`;
}

function sectionHtml(section: string, rows: readonly RuleRow[]): string {
  return `<h2>${escapeMarkup(section)}</h2>
<table><thead><tr><th scope="col">Rule</th><th scope="col">What it says</th>${PLATFORMS.map((p) => `<th scope="col">${p}</th>`).join('')}</tr></thead><tbody>
${rows.map(rowHtml).join('\n')}
</tbody></table>`;
}

function rowHtml({ rule, platforms, reason, runs }: RuleRow): string {
  const remarks = [...new Set(runs.flatMap((run) => run.why.map((why) => `${run.platform}: ${why}`)))];
  const known = `${rule.evidence.map((e) => EVIDENCE_WORDS[e]).join('; ')}${rule.sources.length > 0 ? `. ${rule.sources.join('; ')}` : ''}`;
  return `<tr id="${rule.id}"><th scope="row">${rule.id}</th><td><details><summary>${escapeMarkup(rule.title)}</summary>
<p>${escapeMarkup(rule.text)}</p><p class="faint">How it is known: ${escapeMarkup(known)}.</p>
${remarks.length > 0 ? `<ul>${remarks.map((r) => `<li>${escapeMarkup(r)}</li>`).join('')}</ul>` : ''}</details>
${reason === null ? '' : `<p class="faint">${escapeMarkup(reason)}</p>`}</td>${PLATFORMS.map((p) => cellHtml(platforms[p])).join('')}</tr>`;
}

function runsTable(runs: readonly CaseRun[]): string {
  return `<table><thead><tr><th scope="col">Case</th><th scope="col">Platform</th><th scope="col">Came of it</th><th scope="col">Steps</th><th scope="col">Teaches</th></tr></thead><tbody>
${runs.map((run) => `<tr><td>${escapeMarkup(run.case.scenario.title)}<br><code `
  + `class="faint">${escapeMarkup(run.case.id)}</code>${run.why.length > 0 ? `<ul>${run.why.map((w) => `<li>${escapeMarkup(w)}</li>`).join('')}</ul>` : ''}</td><td>${run.platform}</td>${cellHtml(run.state)}<td>${run.steps}</td><td>${(run.case.scenario.teaches ?? []).map((id) => `<a href="#${id}">${id}</a>`).join(' ')}</td></tr>`).join('\n')}
</tbody></table>`;
}
