/** The help names the keys, and the keys do what it says of them. */
import { expect, test } from './fixtures.ts';
import { open, stepTo } from './session.ts';
import { strings as own } from '../../app/renderer/external-process/strings.ts';
import { strings as palette } from '../../app/renderer/palette/strings.ts';
import { strings as common } from '../../app/renderer/components/strings.ts';
import { strings as shell } from '../../app/renderer/shell/strings.ts';
import { pattern } from './text.ts';

const VIEWS: readonly (readonly [key: string, view: string])[] = [
  ['2', 'sequence'], ['3', 'log'], ['4', 'diff'], ['5', 'sides'], ['6', 'code'], ['e', 'scenario'], ['1', 'graph'],
];

test('each key of the help does its action', async ({ app }) => {
  await open(app, 'model', 'winsock/hand-a-connection-over');
  await stepTo(app, 4);
  await app.keyboard.press('?');
  const help = app.getByRole('dialog', { name: palette.shortcuts });
  await expect(help).toBeVisible();
  const named = (await help.locator('dt').allInnerTexts()).map((keys) => keys.toLowerCase());
  for (const [key] of VIEWS) expect(named, `the help names ${key}`).toContain(key);
  await help.getByRole('button', { name: common.close }).click();
  await expect(help).toHaveCount(0);

  for (const [key, view] of VIEWS) {
    await app.keyboard.press(key);
    await expect(app.getByTestId(`tab-${view}`), `key ${key}`).toHaveAttribute('aria-selected', 'true');
    await expect(app.getByRole('tabpanel')).not.toContainText(pattern(shell.opening('{view}'), true));
  }
  const at = (n: number) => expect(app.getByTestId('position')).toContainText(new RegExp(`^${n} of`));
  await app.keyboard.press('[');
  await at(3);
  await app.keyboard.press('Home');
  await at(0);
  await app.keyboard.press(']');
  await at(1);
  await app.keyboard.press('End');
  await at(4);
  await app.keyboard.press('ArrowRight');
  await at(5);
  await app.keyboard.press('\\');
  await expect(app.getByTestId('sequence')).toBeVisible();
  await app.keyboard.press('\\');
  await expect(app.getByTestId('sequence')).toHaveCount(0);

  await app.getByTestId('node-socket-1').click();
  await app.keyboard.press('f');
  await expect(app.locator('[data-dimmed="true"]').first()).toBeAttached();
  await app.keyboard.press('Escape');
  await expect(app.locator('[data-dimmed="true"]')).toHaveCount(0);
  await app.keyboard.press('o');
  await expect(app.getByRole('dialog', { name: own.label })).toBeVisible();
  await app.keyboard.press('Escape');
  await expect(app.getByRole('dialog')).toHaveCount(0);
  await app.keyboard.press('p');
  await expect(app.getByTestId('presenter')).toBeVisible();
  await app.keyboard.press('Escape');
  await expect(app.getByTestId('steps-list')).toBeVisible();
  await app.keyboard.press('Shift+R');
  await at(0);
  await app.keyboard.press('Space');
  await expect(app.getByTestId('step')).toHaveAttribute('aria-disabled', 'true');
});
