import { describe, expect, it } from 'vitest';
import { expandGroup } from '../../../shared/asserted/expand.ts';
import type { ProviderId, Step } from '../../../shared/trace/step.ts';
import { judgeCase } from './judge.ts';
import { reportOf } from './report.ts';
import type { AssertedRun } from './run-asserted.ts';

const source = { repository: 'owner/name', file: 'sock.c', commit: 'b'.repeat(40), license: 'MIT' };
const asserted = expandGroup({ id: 'group', title: 'A group', rules: ['S3'], in: 'test',
  steps: ['WSACreateEvent expect ok',
    'listen s=1 backlog=1 expect error=WSAENOTSOCK', 'listen s=2 backlog=1 expect error=WSAENOTSOCK'] }, source, {});

const step = (plan: number, more: Partial<Step>): Step => ({
  n: plan + 1, action: { kind: 'call', participant: 'app', call: 'listen', args: {}, resolved: {}, as: [] },
  outcome: { kind: 'ok', results: {} },
  predicted: null, diff: { added: {}, updated: {}, removed: {} }, facts: [], divergences: [], hazards: [],
  verdict: { expected: { ok: true }, met: true, but: null }, note: null, plan, at: 0, micros: null, ...more,
});
const unmet = (plan: number, more: Partial<Step> = {}): Step =>
  step(plan, { verdict: { expected: { error: 'WSAENOTSOCK' }, met: false, but: 'succeeds' }, ...more });
const refused = (plan: number, silent: boolean): Step => unmet(plan, { outcome: { kind: 'refused', reason: 'no value' },
  predicted: silent ? { outcome: { kind: 'unknown' }, rules: [] } : null });
const states = (steps: Step[], provider: ProviderId = 'model') => judgeCase(asserted, provider, steps, null).map(({ state }) => state);

const runOf = (platform: string, steps: Step[]): AssertedRun => ({
  case: asserted, provider: platform === 'model' ? 'model' : 'winsock', platform,
  results: judgeCase(asserted, platform === 'model' ? 'model' : 'winsock', steps, null), fault: null });
const lists = { contradictions: [{ assertions: ['group/2'], rule: 'S3' as const, reason: 'listed' }],
  departures: [{ assertions: ['group/3'], wine: { from: '8.0' as const, until: '10.0' as const }, reason: 'it differs' }] };

describe('an assertion', () => {
  it('agrees or differs', () => {
    expect(states([step(0, {}), step(1, {}), unmet(2)])).toEqual(['agrees', 'agrees', 'differs']);
  });

  it('has no prediction, and differences after it are not reported', () => {
    expect(states([step(0, {}), refused(1, true), unmet(2)])).toEqual(['agrees', 'no-opinion', 'not-reached']);
  });

  it('is not reached if its step was not performed', () => {
    expect(states([step(0, {}), refused(1, false)])).toEqual(['agrees', 'not-reached', 'not-reached']);
  });

  it('is open on the model if the rules leave the asserted value open, and never on a real platform', () => {
    const half = unmet(1, { verdict: { expected: { value: 3 }, met: false, but: 'succeeds' },
      predicted: { outcome: { kind: 'ok', results: {} }, rules: [] } });
    expect(states([step(0, {}), half, step(2, {})])).toEqual(['agrees', 'no-opinion', 'agrees']);
    expect(states([step(0, {}), half, step(2, {})], 'winsock')).toEqual(['agrees', 'differs', 'agrees']);
  });
});

describe('the report', () => {
  it('accounts for listed contradictions, known differences and departures of a Wine, and for nothing else', () => {
    const known = unmet(1, { divergences: [{ kind: 'outcome', call: 'listen', what: 'outcome of listen', predicted: 'a', observed: 'b',
      rules: [], knownDifference: 'W1' }] });
    const report = reportOf({ cases: [asserted], ...lists },
      [runOf('model', [step(0, {}), unmet(1), unmet(2)]),
       runOf('wine-8.0', [step(0, {}), known, unmet(2)]), runOf('wine-10.0', [step(0, {}), step(1, {}), unmet(2)])]);
    expect(report.platforms.map(({ platform, unexplained, differences }) =>
      [platform, unexplained, ...differences.map((d) => d.account)])).toEqual([
      ['model', 1, { kind: 'listed', by: 'S3' }, { kind: 'unexplained' }],
      ['wine-8.0', 0, { kind: 'named', by: 'W1' }, { kind: 'named', by: 'Wine 8.0, no longer 10.0: it differs' }],
      ['wine-10.0', 1, { kind: 'unexplained' }],
    ]);
    expect(report).toMatchObject({ assertions: 3, groups: 1, stale: [], rules: [{ rule: 'S3', assertions: 3 }] });
  });

  it('names the groups that could not be run, and why', () => {
    const lost = { ...runOf('wine-8.0', []), fault: 'it could not be run: no Wine' };
    expect(reportOf({ cases: [asserted], ...lists }, [lost]).failed)
      .toEqual([{ group: 'group', platform: 'wine-8.0', why: 'it could not be run: no Wine' }]);
  });

  it('names entries that no longer differ', () => {
    const report = reportOf({ cases: [asserted], ...lists },
      [runOf('model', [step(0, {}), step(1, {}), step(2, {})]), runOf('wine-8', [step(0, {}), step(1, {}), step(2, {})])]);
    expect(report.stale).toEqual(['group/2 on model', 'group/3 on wine-8']);
  });
});
