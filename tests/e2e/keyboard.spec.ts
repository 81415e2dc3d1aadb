import type { Page } from '@playwright/test';
import { allOf } from '../../app/shared/domain/world.ts';
import { compareWorlds } from '../../app/shared/domain/compare-worlds.ts';
import { expect, test } from './fixtures.ts';
import { nodeId } from './screen.ts';
import { position, trace } from './session.ts';
import { strings as common } from '../../app/renderer/components/strings.ts';

/** Presses Tab until the focus is on what a selector means, as somebody without a mouse does. */
async function tabTo(page: Page, selector: string, back = false): Promise<void> {
  for (let i = 0; i < 60; i++) {
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return;
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
  }
  throw new Error(`Tab does not reach ${selector}`);
}

/** The focus can be seen. */
async function expectVisibleFocus(page: Page): Promise<void> {
  const visible = await page.evaluate(() => {
    const outlined = (element: Element | null | undefined) => {
      if (!element) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
    };
    // A choice is outlined with its words.
    return outlined(document.activeElement) || outlined(document.activeElement?.closest('label'));
  });
  expect(visible, 'the focus is visible').toBe(true);
}

// No mouse anywhere in here: what cannot be reached by keyboard cannot be used by everybody.
test('the main path by keyboard alone', async ({ app }) => {
  await tabTo(app, '[name="provider"]');
  await expectVisibleFocus(app);
  for (let i = 0; i < 3 && !(await app.getByTestId('provider-model').isChecked()); i++) await app.keyboard.press('ArrowDown');
  await tabTo(app, '[data-testid="library-search"]');
  await app.keyboard.type('second registration cancels');
  await tabTo(app, '[name="scenario"]');
  await app.keyboard.press('Space');
  await expect(app.getByTestId('scenario-winsock-the-second-registration-cancels-the-first')).toBeChecked();
  await app.keyboard.press('Enter');
  await expect(app.getByTestId('position')).toContainText(/^0 of/, { timeout: 30_000 });

  for (let n = 1; n <= 20; n++) {
    await app.keyboard.press('ArrowRight');
    await expect(app.getByTestId('position')).toContainText(new RegExp(`^${n} of`));
  }
  const log = await trace(app);
  const [first, second] = allOf(log.worldAt(20), 'registration');

  // One Tab stop in the graph; the arrows lead along its lines to the struck-through registration.
  await tabTo(app, '[data-thing]');
  await expectVisibleFocus(app);
  await app.keyboard.press('ArrowRight');
  const wanted = nodeId(first!.id);
  for (let i = 0; i < 12; i++) {
    if (await app.evaluate((id) => (document.activeElement as HTMLElement).dataset['testid'] === id, wanted)) break;
    await app.keyboard.press('ArrowDown');
  }
  await expect(app.getByTestId(wanted)).toBeFocused();
  await app.keyboard.press('Enter');
  await expect(app.getByTestId(wanted)).toHaveAttribute('aria-pressed', 'true');

  // Why, and the link to what caused it.
  await tabTo(app, '[data-testid="why-why-not-fired"]');
  if ((await app.getByTestId('why-why-not-fired').getAttribute('aria-expanded')) !== 'true') await app.keyboard.press('Enter');
  await tabTo(app, `.answer [title="Go to step ${second!.step}"]`);
  await app.keyboard.press('Enter');
  await expect(app.getByTestId('position')).toContainText(new RegExp(`^${second!.step} of`));

  // What that step changed.
  await app.keyboard.press('4');
  const changes = compareWorlds(log.worldAt(second!.step - 1), log.worldAt(second!.step));
  await expect(app.getByTestId('diff-sum')).toContainText(new RegExp(`^${changes.length} change`));
  await tabTo(app, '.change button');
  await app.keyboard.press('Escape');
  await expect(app.getByTestId('inspector')).toContainText(common.stepTitle(second!.step));

  // To the end.
  await app.keyboard.press('1');
  await expect(app.getByTestId('tab-graph')).toHaveAttribute('aria-selected', 'true');
  await app.keyboard.press('Control+k');
  await expect(app.getByTestId('palette-input')).toBeFocused();
  await app.keyboard.type('run or pause');
  await expect(app.getByTestId('command-run')).toHaveAttribute('aria-selected', 'true');
  await app.keyboard.press('Enter');
  await expect.poll(async () => (await position(app)).at, { timeout: 40_000 }).toBe(28);
});
