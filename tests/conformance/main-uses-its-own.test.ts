import { expect, it } from 'vitest';
import { checkScenario } from '../../app/shared/scenario/check.ts';
import { faults, runScenario } from '../support/run-scenario.ts';
import { linuxProvider, wineProvider } from '../support/providers.ts';

it.each([
  ['a window', { call: 'PeekMessageW', args: { window: 65_552 } }],
  ['a completion port', { call: 'GetQueuedCompletionStatus', args: { port: 4, timeout: 0 } }],
  ['memory of an operation', { call: 'WSAGetOverlappedResult', args: { s: 0, operation: 4096 } }],
])('main does not touch %s that the session has not made there', async (_what, step) => {
  const { steps } = await runScenario(checkScenario({
    format: 'handoff-scenario/1', title: 'T', rules: 'winsock', processes: [{ name: 'main' }], steps: [{ process: 'main', ...step }],
  }), 'winsock', wineProvider);
  expect(steps[0]!.outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('not for this session') as string });
});

it('takes INVALID_SOCKET for no socket in main, and for the process itself where a call takes any handle', async () => {
  const { steps } = await runScenario(checkScenario({
    format: 'handoff-scenario/1', title: 'T', rules: 'winsock', processes: [{ name: 'main' }], steps: [
      { process: 'main', call: 'getsockopt', args: { s: -1, level: 'SOL_SOCKET', name: 'SO_TYPE' } },
      { process: 'main', call: 'DuplicateHandle', args: { s: -1 } },
    ],
  }), 'winsock', wineProvider);
  expect(steps[0]!.outcome).toEqual({ kind: 'error', name: 'WSAENOTSOCK', number: 10038 });
  expect(steps[1]!.outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('-1 stands for main itself') as string });
});

it.each(['main', 'worker'])('closes no range of descriptors in %s with one that is its own', async (process) => {
  for (const flags of [[], ['CLOSE_RANGE_CLOEXEC']]) {
    const { steps } = await runScenario(checkScenario({
      format: 'handoff-scenario/1', title: 'A range with foreign numbers', rules: 'linux',
      processes: [{ name: 'main' }, { name: 'worker' }],
      steps: [
        { process, call: 'socketpair', args: { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, as: ['a', 'b'] },
        { process, call: 'close_range', args: { first: 0, last: -1, flags }, ...(process === 'main' ? {} : { raw: true }) },
        { process, call: 'send', args: { fd: '$a', data: 'x' }, expect: { value: 1 } },
        { process, call: 'recv', args: { fd: '$b', length: 1 }, expect: { data: 'x' } },
      ],
    }), 'linux', linuxProvider);
    expect(steps[1]!.outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('not for this session') as string });
    expect(faults(steps.slice(2))).toEqual([]);
  }
});
