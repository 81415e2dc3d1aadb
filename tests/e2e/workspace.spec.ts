import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import type { Inspector } from './hosts/inspector.ts';
import { open, stepTo } from './session.ts';
import { strings as shell } from '../../app/renderer/shell/strings.ts';

const SCENARIO = 'winsock/hand-a-connection-over';
/** The border's name, the key that moves it, and what it makes larger or smaller. */
const BORDERS: readonly (readonly [name: string, key: string, panel: string])[] = [
  [shell.borders.steps, 'ArrowRight', '.steps'],
  [shell.borders.inspector, 'ArrowLeft', '.inspector'],
  [shell.borders.timeline, 'ArrowUp', '.timeline'],
];

const size = async (panel: Locator): Promise<number[]> => {
  const box = await panel.boundingBox();
  return [Math.round(box!.width), Math.round(box!.height)];
};

/** Whatever stands there after a reload: the session again, or the start screen. */
async function reopen(app: Page, { double }: Inspector): Promise<void> {
  // Under the stand-in no page navigates by itself, reloads included; its main process loads it again.
  await (double ? double.ask({ what: 'load', url: 'handoff-app://inspector/' }) : app.reload());
  await app.getByTestId('open-session').or(app.getByTestId('step')).first().waitFor();
  if (await app.getByTestId('open-session').isVisible()) await open(app, 'model', SCENARIO);
}

test('panels are resized by keyboard and keep their sizes after a reload', async ({ app, inspector }) => {
  await open(app, 'model', SCENARIO);
  const made: Record<string, number[]> = {};
  for (const [name, key, panel] of BORDERS) {
    const border = app.getByRole('separator', { name });
    const before = await size(app.locator(panel));
    await border.focus();
    for (let i = 0; i < 2; i++) await app.keyboard.press(key);
    await expect.poll(() => size(app.locator(panel)), `${name} moves`).not.toEqual(before);
    // Arrow keys on a border move the border, and nothing else.
    await expect(app.getByTestId('position')).toContainText(/^0 of/);
  }
  for (const [name, , panel] of BORDERS) made[name] = await size(app.locator(panel));
  await reopen(app, inspector);
  for (const [name, , panel] of BORDERS) await expect.poll(() => size(app.locator(panel)), `${name} is kept`).toEqual(made[name]);
});

test('the middle shows two views side by side, and one view never twice', async ({ app }) => {
  await open(app, 'model', SCENARIO);
  await stepTo(app, 4);
  await app.keyboard.press('\\');
  await expect(app.getByTestId('graph')).toBeVisible();
  await expect(app.getByTestId('sequence')).toBeVisible();

  const upper = app.getByRole('region', { name: shell.panes.tab });
  const lower = app.getByRole('region', { name: shell.panes.second });
  const tall = (await lower.boundingBox())!.height;
  await app.getByRole('separator', { name: shell.borders.second }).focus();
  await app.keyboard.press('ArrowDown');
  await expect.poll(async () => (await lower.boundingBox())!.height).toBeLessThan(tall);

  // A step taken in one is seen in the other.
  await lower.getByTestId('sequence-row-2').click();
  await expect(app.getByTestId('position')).toContainText(/^2 of/);
  await expect(lower.getByTestId('sequence-row-2')).toHaveAttribute('aria-current', 'step');

  // Choosing the other pane's view exchanges the two.
  await lower.getByRole('tab', { name: shell.views.graph.title }).click();
  await expect(upper.getByTestId('sequence')).toBeVisible();
  await expect(lower.getByTestId('graph')).toBeVisible();

  await app.getByTestId('split').click();
  await expect(lower).toHaveCount(0);
  await expect(upper.getByTestId('sequence')).toBeVisible();
});
