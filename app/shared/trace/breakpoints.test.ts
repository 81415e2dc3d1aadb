import { describe, expect, it } from 'vitest';
import { type Breakpoint, metBy } from './breakpoints.ts';
import { replayDifference } from './replay.ts';
import type { Step } from './step.ts';

const base: Step = {
  n: 7, action: { kind: 'call', participant: 'worker/t1', call: 'recv', args: {}, resolved: {}, as: [] },
  outcome: { kind: 'error', name: 'WSAEWOULDBLOCK', number: 10_035 }, predicted: null,
  diff: { added: {}, updated: {},
    removed: { 'descriptor:3': { kind: 'descriptor', id: 'descriptor:3', process: 'process:worker', number: 4, object: 'socket:2',
      how: 'created', step: 1, inheritable: false } } },
  facts: [], hazards: [], note: null, plan: 4, at: 1, micros: 1,
  divergences: [{ kind: 'outcome', call: 'recv', what: 'x', predicted: 'a', observed: 'b', rules: [], knownDifference: 'W2' }],
  verdict: { expected: { ok: true }, met: false, but: 'WSAEWOULDBLOCK' },
};

describe('a run stops at a step', () => {
  it.each<[string, Breakpoint, boolean]>([
    ['that makes the call', { kind: 'call', call: 'recv' }, true],
    ['that makes another call', { kind: 'call', call: 'send' }, false],
    ['of a process, whichever thread', { kind: 'process', process: 'worker' }, true],
    ['that fails', { kind: 'error' }, true],
    ['that fails in another way', { kind: 'error', error: 'WSAEINVAL' }, false],
    ['with a difference that is known', { kind: 'divergence' }, false],
    ['without a hazard', { kind: 'hazard' }, false],
    ['whose expectation is not met', { kind: 'unmet' }, true],
    ['that removes a thing', { kind: 'change', entity: 'descriptor:3' }, true],
    ['that takes a holder from a thing', { kind: 'change', entity: 'socket:2' }, true],
    ['that leaves a thing alone', { kind: 'change', entity: 'socket:1' }, false],
    ['of that number', { kind: 'step', step: 7 }, true],
    ['of that place in the scenario', { kind: 'plan', plan: 4 }, true],
  ])('%s', (_what, breakpoint, stops) => {
    expect(metBy(base, [breakpoint])).toEqual(stops ? breakpoint : null);
  });
});

describe('a replay differs from its record', () => {
  it('finds an outcome and a change, and ignores numbers of the run', () => {
    const ok = (descriptor: number, data: string): Step => ({ ...base, outcome: { kind: 'ok', results: { descriptor, data } } });
    expect(replayDifference(ok(3, 'a'), ok(4, 'a'))).toBeNull();
    expect(replayDifference(ok(3, 'a'), ok(3, 'b'))).toMatchObject({ step: 7, what: 'outcome of recv in worker/t1' });
    expect(replayDifference(base, { ...base, diff: { added: {}, updated: {}, removed: {} } })).toMatchObject({ what: 'what changed',
      replayed: 'nothing' });
    expect(replayDifference(base, { ...base, action: { kind: 'kill', process: 'worker' } })?.what).toBe('what happened');
  });
});
