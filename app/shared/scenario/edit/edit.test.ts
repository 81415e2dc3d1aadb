import { describe, expect, it } from 'vitest';
import type { Step } from '../../trace/step.ts';
import type { Scenario, ScenarioStep } from '../format.ts';
import { edited, redone, startEdits, toRedo, toUndo, undone, withEdit } from './edits.ts';
import { type Edit, editText } from './edit.ts';
import { faultsOf } from './problems.ts';
import { expectationOf, recordedSteps } from '../../replay/recorded-steps.ts';

const make = (as: string): ScenarioStep => ({ process: 'main', call: 'WSASocketW', args: { af: 'AF_INET', type: 'SOCK_STREAM' }, as });
const close = (name: string): ScenarioStep => ({ process: 'main', call: 'closesocket', args: { s: `$${name}` } });
const base: Scenario = {
  format: 'handoff-scenario/1', title: 'T', rules: 'winsock', processes: [{ name: 'main' }, { name: 'worker' }],
  steps: [make('a'), close('a'), make('b')],
};

describe('edits of a scenario', () => {
  it('can be taken back and done again, one by one', () => {
    let edits = startEdits(base);
    edits = withEdit(edits, { kind: 'insert', at: 3, step: close('b') });
    edits = withEdit(edits, { kind: 'move', from: [2], to: 0 });
    edits = withEdit(edits, { kind: 'delete', at: [1] });
    expect(edited(edits).steps).toEqual([make('b'), close('a'), close('b')]);
    expect(editText(toUndo(edits)!)).toBe('delete step 2');
    const back = undone(undone(edits));
    expect(edited(back).steps).toEqual([...base.steps, close('b')]);
    expect(toRedo(back)).toEqual({ kind: 'move', from: [2], to: 0 });
    expect(edited(redone(back)).steps).toEqual([make('b'), make('a'), close('a'), close('b')]);
    // A new edit forgets what was taken back, and nothing was ever changed in place.
    expect(toRedo(withEdit(back, { kind: 'replace', at: 0, step: make('c') }))).toBeNull();
    expect(edited(undone(undone(back))).steps).toEqual(base.steps);
    expect(undone(startEdits(base)).position).toBe(0);
  });

  it('have positions', () => {
    const edits = startEdits(base);
    expect(() => withEdit(edits, { kind: 'delete', at: [3] })).toThrow('steps[3]: there is no position 3. Choose one from 0 to 2.');
    expect(() => withEdit(edits, { kind: 'move', from: [0, 1], to: 2 })).toThrow('there is no position 2. Choose one from 0 to 1.');
    expect(() => withEdit(edits, { kind: 'title', title: ' ' })).toThrow('the title is empty');
  });

  it('concern several steps at a time, in the order of the scenario', () => {
    const [a, b, c] = base.steps as [ScenarioStep, ScenarioStep, ScenarioStep];
    const after = (edit: Edit) => edited(withEdit(startEdits(base), edit)).steps;
    expect(after({ kind: 'delete', at: [0, 1, 2] })).toEqual([]);
    expect(after({ kind: 'duplicate', at: [1, 0] })).toEqual([a, b, a, b, c]);
    expect(after({ kind: 'move', from: [2, 0], to: 1 })).toEqual([b, a, c]);
    expect(editText({ kind: 'duplicate', at: [0, 1] })).toBe('duplicate 2 steps');
    expect(editText({ kind: 'move', from: [2], to: 0 })).toBe('move step 3 to 1');
  });

  it('can need one another: each step that does not fit yet is listed', () => {
    const edits = withEdit(startEdits(base), { kind: 'delete', at: [0] });
    expect(faultsOf(edited(edits)))
      .toEqual([{ step: 0, message: 'steps[0].args.s: $a has no value yet. An earlier step must bind it with "as".' }]);
    expect(faultsOf({ ...base, steps: [...base.steps, { process: 'mian', call: 'x' }, { kill: 'main' }] }).map((f) => f.step)).toEqual([3,
      4]);
    expect(faultsOf(base)).toEqual([]);
  });
});

describe('expectations recorded from a run', () => {
  const ran = (plan: number, call: string, outcome: Step['outcome']): Step => ({
    n: plan + 1, action: { kind: 'call', participant: 'main', call, args: {}, resolved: {}, as: [] }, outcome, predicted: null,
    diff: { added: {}, updated: {}, removed: {} }, facts: [], divergences: [], hazards: [], verdict: null, note: null, plan, at: 0,
    micros: 1,
  });

  it('state the outcome, keep written expectations, and never expect a number of the run', () => {
    const scenario: Scenario = { ...base,
      steps: [make('a'), { ...close('a'), expect: { ok: true } }, close('a'),
        { message: 'hi', from: 'main', to: 'worker', carrier: 'ipc' }] };
    const trace = [
      ran(0, 'WSASocketW', { kind: 'ok', results: { descriptor: 204 } }),
      ran(1, 'closesocket', { kind: 'error', name: 'WSAENOTSOCK', number: 10_038 }),
      ran(2, 'closesocket', { kind: 'error', name: 'WSAENOTSOCK', number: 10_038 }),
    ];
    expect(recordedSteps(scenario, trace).map((s) => ('expect' in s ? s.expect : null))).toEqual([{ ok: true }, { ok: true },
      { error: 'WSAENOTSOCK' }, null]);
    expect(recordedSteps(scenario, trace, true)[1]).toMatchObject({ expect: { error: 'WSAENOTSOCK' } });
  });

  it.each<[Step['outcome'], Parameters<typeof expectationOf>[1], unknown]>([
    [{ kind: 'ok', results: { data: 'a\nb' } }, 'data', { data: 'a\nb' }],
    [{ kind: 'ok', results: { data: '\u00ff' } }, 'data', { ok: true }],
    [{ kind: 'ok', results: { data: '', ended: true } }, 'data', { ended: true }],
    [{ kind: 'ok', results: { events: ['FD_READ'] } }, 'events', { events: ['FD_READ'] }],
    [{ kind: 'ok', results: { value: 'SOCK_STREAM' } }, 'value', { value: 'SOCK_STREAM' }],
    [{ kind: 'ok', results: { value: '00'.repeat(628) } }, 'value', { ok: true }],
    [{ kind: 'ok', results: { number: 5 } }, 'number', { value: 5 }],
    [{ kind: 'ok', results: { address: '127.0.0.1:40000' } }, 'address', { ok: true }],
    [{ kind: 'pending' }, 'data', { pending: true }],
    [{ kind: 'refused', reason: 'x' }, 'data', null],
  ])('%j', (outcome, kind, expected) => {
    expect(expectationOf(outcome, kind)).toEqual(expected);
  });
});
