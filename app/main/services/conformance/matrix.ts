/** Turns runs into rules: each cell is the worst result of the cases for that rule. */
import { RULES, type RuleEntry } from '../../../shared/rules/catalogue.ts';
import { departs } from '../../../shared/rules/match-difference.ts';
import { compareVersions, wineVersion } from '../../../shared/domain/platform.ts';
import type { CaseRun, CellState, RuleRow } from './types.ts';

const WORST: readonly CellState[] = ['diverges', 'known-difference', 'holds', 'not-run'];

/** The platforms that ran a case: the model, Linux, every Wine by version, Windows. */
export function platformsOf(runs: readonly CaseRun[]): readonly string[] {
  const ran = [...new Set(runs.map((run) => run.platform))];
  const wines = ran.flatMap((name) => { const version = wineVersion(name); return version === null ? [] : [{ name, version }]; })
    .sort((one, other) => compareVersions(one.version, other.version)).map(({ name }) => name);
  const others = ran.filter((name) => wineVersion(name) === null && !FIRST.includes(name));
  return [...FIRST.filter((name) => ran.includes(name)), ...wines, ...others];
}

const FIRST = ['model', 'linux'];

export function rowsOf(runs: readonly CaseRun[], absent: string | null): RuleRow[] {
  const columns = platformsOf(runs);
  return RULES.map((rule) => {
    const mine = runs.filter((run) => teaches(run, rule) && speaksOf(rule, run.platform));
    const platforms = Object.fromEntries(columns.map((p) => [p, cell(rule, p, mine)]));
    const ran = mine.some((run) => run.state !== 'not-run');
    return { rule, platforms, runs: mine, reason: ran ? null : reasonOf(rule, mine, absent) };
  });
}

/** A difference that occurred in a run counts as shown, even if the case was not written for it. */
const teaches = (run: CaseRun, { id }: RuleEntry): boolean =>
  run.case.scenario.teaches?.includes(id) === true || (id.startsWith('W') && run.differs.includes(id));

function cell(rule: RuleEntry, platform: string, runs: readonly CaseRun[]): CellState {
  if (!speaksOf(rule, platform)) return 'not-applicable';
  const states = runs.filter((run) => run.platform === platform).map((run) => stateFor(rule, run));
  return WORST.find((state) => states.includes(state)) ?? 'not-run';
}

/** A known difference counts for the rules it concerns; the other rules of the case hold. */
function stateFor(rule: RuleEntry, run: CaseRun): CellState {
  return run.state === 'known-difference' && !run.differs.includes(rule.id) ? 'holds' : run.state;
}

/** The model predicts what the documents say, for both platforms, and no Wine behaviour. A departure ends with its versions. */
function speaksOf(rule: RuleEntry, platform: string): boolean {
  if (platform === 'model') return rule.platforms.includes('windows') || rule.platforms.includes('linux');
  if (wineVersion(platform) === null) return rule.platforms.some((p) => p === platform);
  return rule.platforms.includes('windows') || departs(platform, rule.id);
}

function reasonOf(rule: RuleEntry, runs: readonly CaseRun[], absent: string | null): string {
  if (rule.runnable !== true) return rule.runnable;
  return runs[0]?.why[0] ?? absent ?? 'No case teaches it.';
}
