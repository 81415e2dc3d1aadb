import type { Page } from '@playwright/test';
import { allOf } from '../../app/shared/domain/world.ts';
import type { ProviderId } from '../../app/shared/trace/step.ts';
import { expect, test } from './fixtures.ts';
import { nodeId } from './screen.ts';
import { divergences, needProvider, open, position, step, trace, unmet } from './session.ts';
import { strings as graph } from '../../app/renderer/graph/strings.ts';

const SCENARIO = 'winsock/the-second-registration-cancels-the-first';

/** Steps up to and including the call of this name, the n-th time it comes. */
async function stepPast(app: Page, call: string, times: number): Promise<number> {
  for (let seen = 0; seen < times;) {
    await step(app);
    const last = (await trace(app)).steps().at(-1)!;
    if (last.action.kind === 'call' && last.action.call === call) seen++;
  }
  return (await position(app)).at;
}

for (const provider of ['model', 'winsock'] satisfies ProviderId[]) {
  test(`on ${provider} the graph strikes the cancelled registration through and names the step`, async ({ app }) => {
    test.setTimeout(120_000);
    await needProvider(app, provider);
    await open(app, provider, SCENARIO);
    const first = await stepPast(app, 'WSAEventSelect', 1);
    const [registration] = allOf((await trace(app)).worldAt(first), 'registration');
    const node = app.getByTestId(nodeId(registration!.id));
    await expect(node).toHaveAttribute('data-state', 'current');

    const second = await stepPast(app, 'WSAEventSelect', 1);
    await expect(node).toHaveAttribute('data-state', 'cancelled');
    await expect(node).toHaveAttribute('data-cancelled-by', String(second));
    await expect(app.getByTestId('graph')).toContainText(new RegExp(`${graph.cancelledBy(second)}(?!\\d)`));
    const struck = await node.evaluate((top) => [top, ...top.querySelectorAll('*')].some((element) => {
      const style = getComputedStyle(element);
      return style.textDecorationLine.includes('line-through') || element.localName === 's' || element.localName === 'del';
    }));
    expect(struck, 'the registration is struck through').toBe(true);

    await app.getByTestId('back').click();
    await expect(node).toHaveAttribute('data-state', 'current');
    await app.getByTestId('step').click();

    await app.getByTestId('run').click();
    await expect.poll(async () => (await trace(app)).length, { timeout: 60_000 }).toBeGreaterThanOrEqual(28);
    const log = await trace(app);
    expect(unmet(log)).toEqual([]);
    expect(divergences(log)).toEqual([]);
  });
}
