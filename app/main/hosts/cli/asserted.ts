/** `handoff conformance --asserted`: behavior that public tests assert on Windows, on the model and on each Wine. */
import { join } from 'node:path';
import type { ProviderId } from '../../../shared/trace/step.ts';
import { readCollection } from '../../services/asserted/collection.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { type AssertedReport, type Difference, type PlatformReport, reportOf } from '../../services/asserted/report.ts';
import { type AssertedRun, runAsserted } from '../../services/asserted/run-asserted.ts';
import { Providers } from '../../services/providers/providers.ts';
import { say, sayJson } from './output.ts';
import { ASSETS_DIR, CACHE_DIR, OUT_DIR } from './paths.ts';
import { line, padded, type Shown } from './shown.ts';
import { exitCodeOf, stoppedBy, takeSignals } from './signals.ts';

/** @param only run groups whose id contains one of these texts; every group if empty. */
export async function assertedCommand(on: readonly ProviderId[], only: readonly string[], json: boolean): Promise<number> {
  const collection = await readCollection(join(ASSETS_DIR, 'asserted'));
  const cases = collection.cases.filter(({ group }) => only.length === 0 || only.some((text) => group.id.includes(text)));
  if (cases.length === 0) {
    throw new InputProblem(`no group contains ${only.map((text) => `"${text}"`).join(' or ')}`, 'conformance --asserted',
      'Leave the names out to run every group.');
  }
  if (!json) say(KEY);
  const stopping = new AbortController();
  const leave = takeSignals(() => { stopping.abort(); });
  const { runs, absent } = await runAsserted({
    providers: new Providers({ outDir: OUT_DIR, cacheDir: CACHE_DIR }), cases, on, signal: stopping.signal,
    onRun: (run) => { for (const each of json ? flat(run) : []) sayJson(each); if (!json) say(...linesOf(run)); },
  });
  leave();
  const report = reportOf({ ...collection, cases }, runs);
  if (json) sayJson({ ...report, absent });
  else summary(report, absent);
  const stopped = stoppedBy();
  if (stopped) return exitCodeOf(stopped);
  return report.failed.length > 0 || report.stale.length > 0 || report.platforms.some((platform) => platform.unexplained > 0) ? 1 : 0;
}

function flat({ case: { group, source }, provider, platform, results }: AssertedRun): object[] {
  return results.map(({ assertion, state, but, named }) => ({
    assertion: assertion.id, rules: group.rules, line: assertion.line, provider, platform, state, but, named, todo: assertion.todo,
    source: { repository: source.repository, file: source.file, commit: source.commit, test: group.in },
  }));
}

const SIGNS = { agrees: '✓', differs: '✗', 'no-opinion': '·', 'not-reached': '–' } as const;
/** What the signs of a line mean. */
const KEY = `${SIGNS.agrees} agrees  ${SIGNS.differs} differs  ${SIGNS['no-opinion']} no opinion  ${SIGNS['not-reached']} not reached`;

function linesOf({ case: { group }, platform, results, fault }: AssertedRun): Shown[] {
  const signs = results.map(({ state }) => SIGNS[state]).join('');
  const head = line`${padded(platform, 9)} ${group.id}  ${signs}`;
  const unmet = results.filter(({ state }) => state !== 'agrees')
    .map(({ assertion, but, named, state }) =>
      line`  ${SIGNS[state]} ${assertion.id}: ${assertion.line}: ${named === null ? '' : `${named}, `}${but ?? ''}`);
  return [head, ...unmet, ...(fault === null ? [] : [line`  ${fault}`])];
}

function summary({ assertions, groups, platforms, failed, stale, rules }: AssertedReport, absent: Readonly<Record<string, string>>): void {
  say('');
  const counts = `${counted(assertions, 'assertion')} in ${counted(groups, 'group')}`;
  say(line`${counts}, made by tests that run on Windows, for ${counted(rules.length, 'rule')}`);
  for (const platform of platforms) say(...platformLines(platform));
  for (const [provider, why] of Object.entries(absent)) say(line`${provider} was not used: ${why}`);
  for (const { group, platform, why } of failed) say(line`${group} was not run to its end on ${platform}: ${why}`);
  if (stale.length > 0) say(line`listed, but no longer different: ${stale.join(', ')}`);
}

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

function platformLines({ platform, counts, differences, unexplained }: PlatformReport): Shown[] {
  const model = platform === 'model';
  const accounted = differences.length - unexplained;
  const [differ, known] = model ? ['contradicted', 'listed'] : ['differ', 'named'];
  const head = line`${padded(platform, 9)} ${counts.agrees} agree, ${counts.differs} ${differ} (${accounted} ${known}, ${
    unexplained} unexplained), ${counts['no-opinion']} without an opinion, ${counts['not-reached']} not reached`;
  return [head, ...differences.map((d) => line`  ${d.id}${d.todo ? ' (todo in the source)' : ''}: ${accountText(d)}`)];
}

function accountText({ account, but }: Difference): string {
  switch (account.kind) {
    case 'named': return account.by;
    case 'listed': return `contradicts ${account.by}, listed for correction`;
    case 'unexplained': return `UNEXPLAINED: ${but}`;
  }
}
