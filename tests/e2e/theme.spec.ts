/** Light and dark: as the system says, or as one chooses; the choice is remembered. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { open } from './session.ts';

/** Brightness of the page's ground, 0 to 1. */
const ground = (app: Page) => app.evaluate(() => {
  const [r = 0, g = 0, b = 0] = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g)!.map(Number);
  return (r + g + b) / 765;
});

test('the window follows the system until a theme is chosen, and remembers the choice', async ({ app, inspector }) => {
  await app.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await expect.poll(() => ground(app)).toBeGreaterThan(0.9);
  await app.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await expect.poll(() => ground(app)).toBeLessThan(0.2);

  await app.getByTestId('theme').selectOption('light');
  await expect.poll(() => ground(app)).toBeGreaterThan(0.9);
  await open(app, 'model', 'winsock/hand-a-connection-over');
  await expect(app.getByTestId('theme')).toHaveValue('light');

  await (inspector.double ? inspector.double.ask({ what: 'load', url: 'handoff-app://inspector/' }) : app.reload());
  await expect(app.getByTestId('theme')).toHaveValue('light');
  await expect.poll(() => ground(app)).toBeGreaterThan(0.9);

  await app.getByTestId('theme').selectOption('auto');
  await expect.poll(() => ground(app)).toBeLessThan(0.2);
});
