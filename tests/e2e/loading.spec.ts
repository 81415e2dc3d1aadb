/** A part of the window that cannot be loaded. */
import { expect, test } from './fixtures.ts';

test.use({ complaintsExpected: true });

test('a part that cannot be loaded shows why, the rest stays, and the window can be reloaded', async ({ app, hostKind }) => {
  test.skip(hostKind !== 'web', 'not run: the files of the stand-in come from the app itself');
  const missing = /assets\/live-window-.*\.js$/;
  await app.route(missing, (route) => route.abort());
  await app.getByTestId('open-live').click();
  await expect(app.getByTestId('not-loaded')).toContainText('live-window');
  await app.keyboard.press('?');
  await expect(app.getByRole('dialog')).toBeVisible();
  await app.keyboard.press('Escape');
  await app.unroute(missing);
  await app.getByTestId('load-again').click();
  await app.getByTestId('open-live').click();
  await expect(app.getByTestId('live-filter')).toBeVisible();
});
