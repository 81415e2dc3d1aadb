import { describe, expect, it } from 'vitest';
import { performableCalls } from '../calls/catalogue.ts';
import type { Scenario, ScenarioStep } from '../scenario/format.ts';
import { faultsOf } from '../scenario/edit/problems.ts';
import { readLine } from './read-line.ts';
import { scopeAt } from './scope.ts';
import { usualStep } from './usual.ts';
import { writeLine } from './write-line.ts';

const empty = (rules: Scenario['rules']): Scenario =>
  ({ format: 'handoff-scenario/1', title: 'T', rules, processes: [{ name: 'main' }, { name: 'worker' }], steps: [] });

/** Each chosen step follows those before it. */
function composed(scenario: Scenario, choices: readonly (readonly [call: string, process: string])[]): Scenario {
  return choices.reduce((so, [call, process]) => {
    const step = usualStep(call, process, scopeAt(so, so.steps.length));
    return { ...so, steps: [...so.steps, step as ScenarioStep] };
  }, scenario);
}

describe('the usual step', () => {
  it('composes a handoff of a listener by choosing calls alone', () => {
    const scenario = composed(empty('winsock'), [['WSASocketW', 'main'], ['bind', 'main'], ['listen', 'main'],
      ['WSADuplicateSocketW', 'main'], ['message', 'main'], ['WSASocketW', 'worker']]);
    expect(faultsOf(scenario)).toEqual([]);
    const scope = scopeAt(scenario, 0);
    expect(scenario.steps.map((step) => writeLine(step, null, scope))).toEqual([
      'main: WSASocketW af=AF_INET type=SOCK_STREAM as s',
      'main: bind s=$s address=127.0.0.1:0',
      'main: listen s=$s backlog=100',
      'main: WSADuplicateSocketW s=$s processId=$worker as blob',
      'message $blob main worker by ipc',
      'worker: WSASocketW protocolInfo=$blob as s2',
    ]);
  });

  it('gives unix sockets names, a pair two, and a process none of the descriptors of others', () => {
    const scenario = composed({ ...empty('linux'), processes: [{ name: 'main' }, { name: 'worker' }, { name: 'child', start: 'later' }] },
      [['socketpair', 'main'], ['accept', 'worker'], ['fork', 'worker']]);
    const chosen = (call: string, process: string, steps: Scenario['steps']) =>
      writeLine(usualStep(call, process, scopeAt({ ...scenario, steps }, steps.length))!, null, scopeAt(scenario, 0));
    expect(scenario.steps.map((step) => writeLine(step, null, scopeAt(scenario, 0)))).toEqual([
      'main: socketpair domain=AF_UNIX type=SOCK_STREAM as a,b',
      'worker: accept as s',
      'worker: fork process=child as pid',
    ]);
    const ip: ScenarioStep[] = [
      { process: 'main', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' }, as: 't' },
      { process: 'main', call: 'getsockname', args: { fd: '$t' }, as: 'ip' }];
    const unix: ScenarioStep[] = [...ip,
      { process: 'main', call: 'socket', args: { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, as: 'u' }];
    expect(chosen('bind', 'main', unix)).toBe('main: bind fd=$u address=@');
    expect(chosen('connect', 'main', unix)).toBe('main: connect fd=$u');
    expect(chosen('connect', 'main', [...unix, { process: 'main', call: 'getsockname', args: { fd: '$u' }, as: 'name' }]))
      .toBe('main: connect fd=$u address=$name');
    expect(chosen('connect', 'main', ip)).toBe('main: connect fd=$t address=$ip');
    // Its parent's descriptors are those of the process itself.
    expect(chosen('close', 'child', [...ip, { process: 'main', call: 'fork', args: { process: 'child' } }])).toBe('child: close fd=$t');
  });

  it('offers nothing where the scope has nothing for it', () => {
    const scope = scopeAt({ ...empty('linux'), processes: [{ name: 'main' }] }, 0);
    for (const call of ['await', 'kill', 'message', 'sokcet']) expect(usualStep(call, 'main', scope)).toBeNull();
  });

  it.each(['winsock', 'linux'] as const)('writes a line for every call of %s that is read back as the same step', (rules) => {
    const scope = scopeAt(empty(rules), 0);
    for (const call of performableCalls(rules)) {
      const step = usualStep(call, 'worker', scope)!;
      expect(readLine(writeLine(step, null, scope), 'main', scope), call).toEqual(step);
    }
  });
});
