import { describe, expect, it } from 'vitest';
import { checkScenario } from './check.ts';

describe('names that every object has already', () => {
  it.each([
    ['socket', { domain: 'constructor', type: 'SOCK_STREAM' }, '"constructor" is not known here'],
    ['socket', { domain: '__proto__', type: 'SOCK_STREAM' }, '"__proto__" is not known here'],
    ['socket', { domain: 'AF_INET', type: 'SOCK_STREAM', flags: ['valueOf'] }, '"valueOf" is not known here'],
    ['getsockopt', { fd: 3, level: 'SOL_SOCKET', name: 'toString' }, '"toString" is not known here'],
  ])('are no constants: %s %j', (call, args, problem) => {
    const scenario = { format: 'handoff-scenario/1', title: 'T', rules: 'linux', processes: [{ name: 'main' }],
      steps: [{ process: 'main', call, args }] };
    expect(() => checkScenario(JSON.parse(JSON.stringify(scenario)))).toThrow(problem);
  });
});
