import { expect, it } from 'vitest';
import { Library } from '../../app/main/services/library/library.ts';
import { allOf } from '../../app/shared/domain/world.ts';
import { runScenario } from '../support/run-scenario.ts';
import { wineProvider } from '../support/providers.ts';

it("leaves the first process's event unset after data arrives, and its registration cancelled by the second call (S35)", async () => {
  const scenario = await new Library('assets').read('winsock/the-second-registration-cancels-the-first');
  const { steps, session } = await runScenario(scenario, 'winsock', wineProvider);
  const selects = steps.filter((s) => s.action.kind === 'call' && s.action.call === 'WSAEventSelect');
  const arrival = steps.find((s) => s.action.kind === 'call' && s.action.call === 'sends')!;
  const world = session.log.worldAt(arrival.n);
  const [first, second] = allOf(world, 'registration').sort((a, b) => a.step - b.step);
  expect(first).toMatchObject({ process: 'process:reader', mask: ['FD_READ'], state: 'cancelled', cancelledBy: selects[1]!.n });
  expect(second).toMatchObject({ process: 'process:writer', mask: ['FD_WRITE'], state: 'current' });
  // Read from the system, not from the rules: reader's event was looked at, and was never set before the remedy.
  const reads = steps.filter((s) => s.n < selects[2]!.n).flatMap((s) => s.facts)
    .filter((f) => f.subject === first!.target && f.what === 'set');
  expect(reads.map((f) => f.value)).toEqual([false]);
});
