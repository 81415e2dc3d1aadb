import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderId } from '../../app/shared/trace/step.ts';
import { expect, test } from './fixtures.ts';
import { ROOT } from './hosts/inspector.ts';
import { expectGraph } from './screen.ts';
import { divergences, goTo, needProvider, open, position, stepToEnd, trace, unmet } from './session.ts';

const library = (rules: string) => readdirSync(join(ROOT, 'assets', 'scenarios', rules))
  .filter((name) => name.endsWith('.json')).map((name) => `${rules}/${name.replace(/\.json$/, '')}`);

/** Of Winsock scenarios on Wine, registration.spec.ts runs one; the conformance tests run all of them. */
const RUNS: readonly (readonly [provider: ProviderId, rules: string])[] = [['model', 'winsock'], ['model', 'linux'], ['linux', 'linux']];

/** Two tests for each, so that two windows share the work. */
const HALVES = RUNS.flatMap(([provider, rules]) => {
  const all = library(rules);
  const middle = Math.ceil(all.length / 2);
  return [all.slice(0, middle), all.slice(middle)].map((scenarios, i) => ({ provider, rules, scenarios, half: ['first', 'second'][i]! }));
});

for (const { provider, rules, scenarios, half } of HALVES) {
  test(`every ${rules} scenario on ${provider}, ${half} half: to the end and back, as the trace says`, async ({ app }) => {
    test.setTimeout(180_000);
    await needProvider(app, provider);
    // One after the other in one window, as a user goes through them: each must leave it fit for the next.
    for (const [i, scenario] of scenarios.entries()) {
      await test.step(scenario, async () => {
        await open(app, provider, scenario);
        await stepToEnd(app);
        const log = await trace(app, `session-${i + 1}`);
        const { at, of } = await position(app);
        expect(at, scenario).toBe(log.length);
        expect(of, scenario).toBeGreaterThanOrEqual(log.header.scenario.steps.length);
        expect(unmet(log), scenario).toEqual([]);
        expect(divergences(log), scenario).toEqual([]);
        await expectGraph(app, log.worldAt(log.length));

        await app.getByTestId('tab-log').click();
        const table = app.getByTestId('log-table');
        const last = log.steps().at(-1)!;
        await expect(table.locator(`tr[aria-rowindex="${last.n + 1}"]`)).toContainText(last.action.kind === 'call' ? last.action.call
          : String(last.n));
        await app.getByTestId('tab-graph').click();

        // Every earlier state is still there, and is what was recorded.
        for (const n of [log.length - 1, Math.floor(log.length / 2)]) {
          await goTo(app, n);
          await expectGraph(app, log.worldAt(n));
        }
        // Going back performed nothing.
        expect((await trace(app, `session-${i + 1}`)).length).toBe(log.length);
        await app.getByTestId('leave').click();
        await expect(app.getByTestId('open-session')).toBeVisible();
      });
    }
  });
}
