/** The tour: offered once, goes to its end at any speed, and leaves at Escape. */
import type { Page } from '@playwright/test';
import { TOUR } from '../../app/renderer/tour/tour-steps.ts';
import { faultsInBoth } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { open } from './session.ts';
import { strings as common } from '../../app/renderer/components/strings.ts';

/** The model performs what the tour shows: every machine has it. */
async function start(app: Page): Promise<void> {
  await app.getByTestId('scenario-winsock-hand-a-connection-over').check();
  await app.getByTestId('provider-model').check();
  await app.getByTestId('tour-start').click();
  await expect(app.getByTestId('tour')).toContainText(TOUR[0]!.title);
}

test('the first start offers it, it goes through to its end, and is not offered again', async ({ app }) => {
  await expect(app.getByTestId('tour-offer')).toBeVisible();
  await start(app);
  for (const [i, stop] of TOUR.entries()) {
    await expect(app.getByTestId('tour')).toContainText(stop.title);
    await expect(app.getByTestId('position')).toContainText(new RegExp(`^${stop.steps} of`));
    await expect(app.getByTestId(`tab-${stop.tab}`)).toHaveAttribute('aria-selected', 'true');
    await expect(app.getByTestId(stop.at).first()).toBeVisible();
    if (i === 1) expect(await faultsInBoth(app)).toEqual([]);
    await expect(app.getByTestId('tour-next')).toBeFocused();
    await app.keyboard.press('Enter');
  }
  await expect(app.getByTestId('tour')).toHaveCount(0);
  await app.getByTestId('leave').click();
  await expect(app.getByTestId('open-session')).toBeVisible();
  await expect(app.getByTestId('tour-offer')).toHaveCount(0);
  // Whoever wants it once more finds it.
  await app.getByTestId('provider-model').check();
  await app.getByTestId('tour-again').click();
  await expect(app.getByTestId('tour')).toContainText(TOUR[0]!.title);
});

test('quick clicks end at the right stop of the tour, and Back shows the previous stop', async ({ app }) => {
  await start(app);
  const last = TOUR.length - 1;
  for (let i = 0; i < last; i++) await app.getByTestId('tour-next').click();
  await expect(app.getByTestId('tour')).toContainText(TOUR[last]!.title);
  await expect(app.getByTestId('position')).toContainText(new RegExp(`^${TOUR[last]!.steps} of`));
  await app.getByTestId('tour').getByRole('button', { name: common.back }).click();
  await expect(app.getByTestId('position')).toContainText(new RegExp(`^${TOUR[last - 1]!.steps} of`));
});

test('Escape leaves it, and the session stays', async ({ app }) => {
  await start(app);
  await expect(app.getByTestId('tour-next')).toBeFocused();
  await app.keyboard.press('Escape');
  await expect(app.getByTestId('tour')).toHaveCount(0);
  await expect(app.getByTestId('step')).toBeVisible();
  await app.keyboard.press('ArrowRight');
  await expect(app.getByTestId('position')).toContainText(/^1 of/);
});

test('is not offered again after it is declined', async ({ app }) => {
  await app.getByTestId('tour-decline').click();
  await expect(app.getByTestId('tour-offer')).toHaveCount(0);
  await open(app, 'model', 'winsock/hand-a-connection-over');
  await app.getByTestId('leave').click();
  await expect(app.getByTestId('open-session')).toBeVisible();
  await expect(app.getByTestId('tour-offer')).toHaveCount(0);
});
