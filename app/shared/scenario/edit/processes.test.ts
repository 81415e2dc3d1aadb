import { describe, expect, it } from 'vitest';
import type { Scenario, ScenarioStep } from '../format.ts';
import { edited, startEdits, undone, withEdit } from './edits.ts';
import type { Edit } from './edit.ts';
import { faultsOf } from './problems.ts';

const make: ScenarioStep = { process: 'main', call: 'WSASocketW', args: { af: 'AF_INET', type: 'SOCK_STREAM' }, as: 's' };
const share: ScenarioStep = { process: 'main', call: 'WSADuplicateSocketW', args: { s: '$s', processId: '$worker' }, as: 'blob' };
const send: ScenarioStep = { message: '$blob', from: 'main', to: 'worker', carrier: 'ipc' };
const take: ScenarioStep = { process: 'worker', call: 'WSASocketW', args: { protocolInfo: '$blob' }, as: 't' };
const kill: ScenarioStep = { kill: 'worker' };
const base: Scenario = { format: 'handoff-scenario/1', title: 'T', rules: 'winsock', processes: [{ name: 'main' }, { name: 'worker' }],
  steps: [make, share, send, take, kill] };
const after = (edit: Edit) => edited(withEdit(startEdits(base), edit));

describe('processes of a scenario under edit', () => {
  it('are renamed in every step that refers to them', () => {
    const renamed = after({ kind: 'change process', name: 'worker', process: { name: 'child' } });
    expect(renamed.processes).toEqual([{ name: 'main' }, { name: 'child' }]);
    expect(renamed.steps).toEqual([make, { ...share, args: { s: '$s', processId: '$child' } }, { ...send, to: 'child' },
      { ...take, process: 'child' }, { kill: 'child' }]);
    expect(faultsOf(renamed)).toEqual([]);
  });

  it('are removed with the steps that they perform, and come back by undo', () => {
    const edits = withEdit(startEdits(base), { kind: 'remove process', name: 'worker' });
    expect(edited(edits)).toMatchObject({ processes: [{ name: 'main' }], steps: [make, share] });
    // The export names a process that no longer exists: its author decides what becomes of it.
    expect(faultsOf(edited(edits)).map((f) => f.step)).toEqual([1]);
    expect(edited(undone(edits))).toEqual(base);
  });

  it('have names that are valid and different', () => {
    const added = after({ kind: 'add process', process: { name: 'peer', role: 'outside' } });
    expect(added.processes).toEqual([...base.processes, { name: 'peer', role: 'outside' }]);
    expect(() => after({ kind: 'add process', process: { name: 'worker' } })).toThrow('another process is called "worker"');
    expect(() => after({ kind: 'add process', process: { name: '2nd' } })).toThrow('"2nd" cannot be the name of a process');
    expect(() => after({ kind: 'change process', name: 'main', process: { name: 'x' } })).toThrow('"main" is the inspector');
    expect(() => edited(withEdit(startEdits({ ...base, processes: [{ name: 'main' }] }), { kind: 'remove process', name: 'main' })))
      .toThrow('it is the only process');
  });

  it('refer to a process by its plain name where the call takes one', () => {
    const linux: Scenario = { ...base, rules: 'linux', processes: [{ name: 'main' }, { name: 'a' }, { name: 'b', start: 'later' }],
      steps: [{ process: 'a/t', call: 'fork', args: { process: 'b' } }] };
    expect(edited(withEdit(startEdits(linux), { kind: 'change process', name: 'b', process: { name: 'c', start: 'later' } })).steps)
      .toEqual([{ process: 'a/t', call: 'fork', args: { process: 'c' } }]);
    expect(edited(withEdit(startEdits(linux), { kind: 'change process', name: 'a', process: { name: 'p' } })).steps)
      .toEqual([{ process: 'p/t', call: 'fork', args: { process: 'b' } }]);
  });
});
