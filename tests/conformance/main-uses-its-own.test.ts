import { expect, it } from 'vitest';
import { checkScenario } from '../../app/shared/scenario/check.ts';
import { runScenario } from '../support/run-scenario.ts';
import { wineProvider } from '../support/providers.ts';

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
