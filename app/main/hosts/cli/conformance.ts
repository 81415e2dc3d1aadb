/** `handoff conformance`: runs every case on every provider and reports the result for each rule. */
import { release } from 'node:os';
import { join, resolve } from 'node:path';
import type { ProviderId } from '../../../shared/trace/step.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { readCases } from '../../services/conformance/cases.ts';
import { reportJson, runConformance } from '../../services/conformance/conformance.ts';
import { reportPage } from '../../services/conformance/page.ts';
import { hypothesisText } from '../../../shared/rules/evidence.ts';
import { CELL } from '../../services/conformance/page-parts.ts';
import type { CaseRun, Report } from '../../services/conformance/types.ts';
import { Providers } from '../../services/providers/providers.ts';
import { oneOf, parseCommandLine } from './args.ts';
import { assertedCommand } from './asserted.ts';
import { checkOutlet, writeOut } from './outlet.ts';
import { say, sayJson } from './output.ts';
import { ASSETS_DIR, CACHE_DIR, OUT_DIR, ROOT } from './paths.ts';
import { line, padded, type Shown } from './shown.ts';
import { exitCodeOf, stoppedBy, takeSignals } from './signals.ts';

const PROVIDERS: readonly ProviderId[] = ['model', 'winsock', 'linux'];

export async function conformanceCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine('conformance', args, {
    provider: { type: 'string', multiple: true }, json: { type: 'boolean' }, report: { type: 'string' }, asserted: { type: 'boolean' },
  });
  if (values.report !== undefined) checkOutlet(values.report, 'the report');
  const on = values.provider?.map((name) => oneOf('--provider', name, PROVIDERS, 'provider ')) ?? PROVIDERS;
  if (values.asserted) {
    if (values.report !== undefined) throw new InputProblem('there is no HTML report of asserted behavior', '--report', 'Use --json.');
    return assertedCommand(on, positionals, values.json ?? false);
  }
  const folders = positionals.length > 0 ? positionals.map((p) => resolve(p))
    : [join(ROOT, 'tests', 'conformance', 'rules'), join(ASSETS_DIR, 'scenarios')];
  const cases = await readCases(positionals.length > 0 ? process.cwd() : ROOT, folders);
  const json = values.json ?? false;
  const stopping = new AbortController();
  const leave = takeSignals(() => { stopping.abort(); });
  const { signal } = stopping;
  const report = await runConformance({
    providers: new Providers({ outDir: OUT_DIR, cacheDir: CACHE_DIR }), cases, on, asked: values.provider !== undefined, signal,
    onRun: (run) => (json ? sayJson(flat(run)) : say(...linesOf(run))),
  });
  leave();
  if (values.report !== undefined) {
    await writeOut(values.report,
      reportPage(report, new Date().toISOString().slice(0, 16).replace('T', ' '), `${process.platform} ${process.arch}, ${release()}`),
      'the report');
  }
  if (json) sayJson(reportJson(report));
  else summary(report, values.report);
  const stopped = stoppedBy();
  if (stopped) return exitCodeOf(stopped);
  return report.diverges > 0 ? 1 : 0;
}

const flat = (run: CaseRun): object =>
  ({ case: run.case.id, provider: run.provider, platform: run.platform, state: run.state, why: run.why, steps: run.steps, took: run.took });

function linesOf(run: CaseRun): Shown[] {
  const { sign, word } = CELL[run.state];
  const state = run.state === 'holds' ? '' : `  ${word.toUpperCase()}`;
  const head = line`${sign} ${padded(run.platform, 9)} ${run.case.id}  ${run.steps} steps, ${run.took} ms${state}`;
  return [head, ...run.why.map((why) => line`              ${why}`)];
}

function summary({ platforms, rows, runs, cases, diverges, absent, notes }: Report, file: string | undefined): void {
  say('');
  for (const platform of platforms) {
    const states = rows.map((row) => row.platforms[platform]);
    const of = (state: string) => states.filter((s) => s === state).length;
    const counted = `${of('holds')} hold, ${of('known-difference')} with known differences, ${of('diverges')} diverge`;
    say(line`${padded(platform, 10)} rules: ${counted}, ${of('not-run')} not run, ${of('not-applicable')} not applicable`);
  }
  for (const { rule, reason } of rows) {
    const hypothesis = reason === null ? hypothesisText(rule) : null;
    if (hypothesis !== null) say(line`${padded(rule.id, 4)} ${hypothesis}`);
  }
  for (const note of notes) say(line`${note}`);
  for (const [provider, why] of Object.entries(absent)) say(line`${provider} was not used: ${why}`);
  say(line`${cases} cases, ${runs.length} runs, ${diverges} diverge${file === undefined ? '' : `; report in ${file}`}`);
}
