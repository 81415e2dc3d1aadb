import { describe, expect, it } from 'vitest';
import { type Line, call, connection, linuxConnection, scenarioOf, shared } from '../../../../tests/support/play.ts';
import type { Rules } from '../../../shared/domain/entities.ts';
import type { RuleId } from '../../../shared/domain/ids.ts';
import { ModelProvider } from '../../../shared/model/provider.ts';
import { hypothesisText } from '../../../shared/rules/evidence.ts';
import { RULES, findRule } from '../../../shared/rules/catalogue.ts';
import type { Divergence, Step } from '../../../shared/trace/step.ts';
import { judgeRun } from './judge.ts';
import { platformsOf, rowsOf } from './matrix.ts';
import { reportPage } from './page.ts';
import { runCase } from './run-case.ts';
import type { CaseRun } from './types.ts';

const onModel = (rules: Rules, teaches: readonly RuleId[], lines: readonly Line[]): Promise<CaseRun> =>
  runCase({ id: 'a.json', scenario: { ...scenarioOf(rules, lines), teaches: [...teaches] } }, MODEL,
    (events) => Promise.resolve(new ModelProvider(rules, events)));

const MODEL = { provider: 'model', platform: 'model' } as const;

const cellsOf = (runs: readonly CaseRun[], id: string) => rowsOf(runs, null).find((row) => row.rule.id === id)!;

describe('a case', () => {
  it('that meets its expectations holds for the rules that it teaches only', async () => {
    const run = await onModel('winsock', ['S4'], [...connection, ...shared('s', 'worker', 'd')]);
    expect(run).toMatchObject({ state: 'holds', platform: 'model', why: [] });
    expect(cellsOf([run], 'S4').platforms).toEqual({ model: 'holds' });
    expect(cellsOf([run], 'S5')).toMatchObject({ platforms: { model: 'not-run' }, reason: 'No case teaches it.' });
  });

  it('with an unmet expectation diverges and reports the observed outcome', async () => {
    const run = await onModel('linux', ['P1'],
      [...linuxConnection, call('main', 'close', { fd: '$s' }, undefined, { expect: { error: 'EBADF' } })]);
    expect(run).toMatchObject({ state: 'diverges', why: ['step 7: not as expected: succeeds'] });
    expect(cellsOf([run], 'P1').platforms.model).toBe('diverges');
  });

  it('that the rules do not predict is skipped on the model, not failed', async () => {
    const run = await onModel('winsock', ['S1'],
      [call('main', 'WSASocketW', { af: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_UDP' }, 's')]);
    expect(run).toMatchObject({ state: 'not-run', why: ['The rules have no opinion on step 1, so the model cannot continue.'] });
    expect(cellsOf([run], 'S1')).toMatchObject({ platforms: { model: 'not-run' }, reason: run.why[0] });
  });

  it('that does not end in time diverges', async () => {
    const slow = { id: 'slow.json', scenario: { ...scenarioOf('linux', linuxConnection), teaches: ['P1'] } };
    class Stuck extends ModelProvider {
      override answer(): Promise<never> {
        return new Promise(() => {});
      }
    }
    const run = await runCase(slow, MODEL, (events) => Promise.resolve(new Stuck('linux', events)), 50);
    expect(run).toMatchObject({ state: 'diverges', why: ['it did not end within 0.05 s, after step 0'] });
  });

  it('that cannot start diverges, with the reason', async () => {
    const run = await runCase({ id: 'a.json', scenario: scenarioOf('linux', linuxConnection) }, { provider: 'linux', platform: 'linux' },
      () => Promise.reject(new Error('no peer')));
    expect(run).toMatchObject({ state: 'diverges', platform: 'linux', why: ['it could not be run: no peer'] });
  });
});

describe('a known difference', () => {
  const withDivergence = (knownDifference: RuleId | null): Step => {
    const d: Divergence = { kind: 'outcome', call: 'WSASocketW', what: 'outcome of WSASocketW', predicted: 'WSAEINVAL',
      observed: 'succeeds', rules: ['S4'], knownDifference };
    return {
      n: 1, action: { kind: 'call', participant: 'main', call: 'WSASocketW', args: {}, resolved: {}, as: [] },
      outcome: { kind: 'ok', results: {} },
      predicted: null, diff: { added: {}, updated: {}, removed: {} }, facts: [], divergences: [d], hazards: [],
      verdict: { expected: { error: 'WSAEINVAL' }, met: false, but: 'succeeds' }, note: null, plan: 0, at: 0, micros: null,
    };
  };

  it('explains the expectation that fails with it, and tells on the rules it touches', async () => {
    const judged = judgeRun('winsock', [withDivergence('W1')], 1);
    expect(judged).toMatchObject({ state: 'known-difference', differs: ['S4', 'W1'] });
    const run: CaseRun = { ...await onModel('winsock', ['S4', 'S7'], connection), ...judged, provider: 'winsock', platform: 'wine-8.0' };
    expect(cellsOf([run], 'S4').platforms['wine-8.0']).toBe('known-difference');
    expect(cellsOf([run], 'W1').platforms).toEqual({ 'wine-8.0': 'known-difference' });
    expect(cellsOf([run], 'S7').platforms['wine-8.0']).toBe('holds');
  });

  it('that is not listed is a divergence', () => {
    expect(judgeRun('winsock', [withDivergence(null)], 1)).toMatchObject({ state: 'diverges',
      why: [expect.stringContaining('outcome of WSASocketW'), expect.stringContaining('not as expected')] });
  });

  it('does not hide that steps are missing', () => {
    expect(judgeRun('winsock', [withDivergence('W1')], 3)).toMatchObject({ state: 'diverges', why: ['it ended after 1 of 3 steps'] });
  });
});

describe('the columns', () => {
  it('are the platforms that ran, each Wine by its version and in that order', async () => {
    const run = await onModel('winsock', ['S4'], connection);
    const on = (platform: string): CaseRun => ({ ...run, provider: 'winsock', platform });
    const runs = [on('windows'), on('wine-10.0'), on('wine-8.0'), run];
    expect(platformsOf(runs)).toEqual(['model', 'wine-8.0', 'wine-10.0', 'windows']);
    expect(cellsOf(runs, 'S4').platforms).toEqual({ model: 'holds', 'wine-8.0': 'holds', 'wine-10.0': 'holds', windows: 'holds' });
    // W14 is a departure that ended before Wine 10.
    expect(cellsOf(runs, 'W14').platforms).toEqual({ model: 'not-applicable', 'wine-8.0': 'not-run', 'wine-10.0': 'not-applicable',
      windows: 'not-applicable' });
  });
});

describe('the report', () => {
  it('has every rule, needs no other file, and carries texts as texts', async () => {
    const run = await onModel('winsock', ['S4'], [...connection, ...shared('s', 'worker', 'd')]);
    const odd: CaseRun = { ...run, state: 'diverges', why: ['step 1: <b> & "such"'] };
    const page = reportPage({ platforms: platformsOf([odd]), rows: rowsOf([odd], null), runs: [odd], cases: 1, diverges: 1,
      absent: { linux: 'It cannot run here.' }, notes: ['Wine 11.0 is <new>.'] }, 'today', 'here');
    for (const { id } of RULES) expect(page).toContain(`<tr id="${id}">`);
    expect(page).not.toMatch(/<script|src=|<link|https?:\/\/|<b>/);
    expect(page).toContain('step 1: &lt;b&gt; &amp; &quot;such&quot;');
    expect(page).toContain(findRule('S54')!.runnable);
    expect(page).toContain('<p>Wine 11.0 is &lt;new&gt;.</p>');
    expect(page.match(/<p class="hypothesis">/g)).toHaveLength(RULES.filter((rule) => hypothesisText(rule) !== null).length);
  });
});
