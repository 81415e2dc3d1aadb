import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderId } from '../../app/shared/trace/step.ts';
import { expect, test } from './fixtures.ts';
import { ROOT } from './hosts/inspector.ts';
import { expectGraph } from './screen.ts';
import { divergences, needProvider, open, position, stepToEnd, trace, unmet } from './session.ts';

const library = (rules: string) => readdirSync(join(ROOT, 'assets', 'scenarios', rules))
  .filter((name) => name.endsWith('.json')).map((name) => `${rules}/${name.replace(/\.json$/, '')}`);

const RUNS: readonly (readonly [ProviderId, string])[] = [
  ...['winsock', 'linux'].flatMap(library).map((scenario) => ['model', scenario] as const),
  ...library('linux').map((scenario) => ['linux', scenario] as const),
];

for (const [provider, scenario] of RUNS) {
  test(`${scenario} on ${provider}: to the end and back, as the trace says`, async ({ app }) => {
    await needProvider(app, provider);
    await open(app, provider, scenario);
    await stepToEnd(app);
    const log = await trace(app);
    const { at, of } = await position(app);
    expect(at).toBe(log.length);
    expect(of).toBeGreaterThanOrEqual(log.header.scenario.steps.length);
    expect(unmet(log)).toEqual([]);
    expect(divergences(log)).toEqual([]);
    await expectGraph(app, log.worldAt(log.length));

    await app.getByTestId('tab-log').click();
    const rows = app.getByTestId('log-table').locator('[role="row"], tbody tr');
    await expect(rows.first()).toBeVisible();
    for (const step of log.steps().slice(-3)) {
      const { action } = step;
      if (action.kind === 'call') await expect(app.getByTestId('log-table')).toContainText(action.call);
    }
    await app.getByTestId('tab-graph').click();

    // Every earlier state is still there, and is what was recorded.
    for (const n of [log.length - 1, Math.floor(log.length / 2)]) {
      while ((await position(app)).at > n) await app.getByTestId('back').click();
      await expectGraph(app, log.worldAt(n));
    }
    // Going back performed nothing.
    expect((await trace(app)).length).toBe(log.length);
  });
}
