import type { Page } from '@playwright/test';
import { compareWorlds } from '../../app/shared/domain/compare-worlds.ts';
import type { TraceLog } from '../../app/shared/trace/log.ts';
import { expect, test } from './fixtures.ts';
import { goTo, open, stepToEnd, trace } from './session.ts';
import { strings as diff } from '../../app/renderer/diff/strings.ts';
import { strings as inspector } from '../../app/renderer/inspector/strings.ts';

/** The view names exactly what lies between two worlds of the trace, under the right heading. */
async function expectDiff(app: Page, log: TraceLog, from: number, to: number): Promise<void> {
  await expect(app.getByTestId('diff-from')).toHaveValue(String(from));
  await expect(app.getByTestId('diff-to')).toHaveValue(String(to));
  const shown = await app.getByTestId('diff').locator('.change').evaluateAll((rows) => rows.map((row) => {
    const { testid, kind } = (row as HTMLElement).dataset;
    return `${kind} ${testid} in ${row.closest('section')?.getAttribute('aria-label')?.toLowerCase()}`;
  }));
  const changes = compareWorlds(log.worldAt(from), log.worldAt(to));
  expect(shown.sort()).toEqual(changes.map((c) => `${c.kind} change-${c.id.replaceAll(':', '-')} in ${c.kind}`).sort());
  await expect(app.getByTestId('diff-sum')).toContainText(new RegExp(`^${changes.length} change`));
}

test('the difference of any two steps is the diff of their worlds', async ({ app }) => {
  await open(app, 'model', 'winsock/the-second-registration-cancels-the-first');
  await stepToEnd(app);
  const log = await trace(app);
  await app.getByTestId('tab-diff').click();
  // Unasked, the step shown is compared with the one before.
  for (const n of [log.length, 16, 6]) {
    await goTo(app, n);
    await expectDiff(app, log, n - 1, n);
  }
  await app.getByTestId('diff-from').fill('3');
  await app.getByTestId('diff-to').fill('22');
  await expectDiff(app, log, 3, 22);
  await goTo(app, 10);
  await expectDiff(app, log, 3, 22);
  await app.getByRole('button', { name: diff.swap }).click();
  await expectDiff(app, log, 22, 3);
  await app.getByTestId('diff-to').fill('22');
  await expect(app.getByTestId('diff')).toContainText(diff.sameStep);
  await app.getByRole('button', { name: diff.follow }).click();
  await expectDiff(app, log, 9, 10);

  // A thing that does not exist at the step shown is a link to where it does.
  await goTo(app, 1);
  await app.getByTestId('diff-from').fill('3');
  await app.getByTestId('diff-to').fill('22');
  const added = app.locator('.change[data-kind="added"] .link').last();
  await added.focus();
  await app.keyboard.press('Enter');
  await expect(app.getByTestId('position')).toHaveText(/^22 of/);
  await expect(added).toBeFocused();
  await expect(app.getByTestId('inspector')).toContainText(inspector.selection.show);
  await app.getByRole('button', { name: diff.follow }).click();

  // What a field was and has become; and the thing can be inspected from here.
  await goTo(app, 16);
  const [cancelled] = compareWorlds(log.worldAt(15), log.worldAt(16))
    .filter((c) => c.kind === 'updated' && c.after.kind === 'registration');
  const row = app.getByTestId(`change-${cancelled!.id.replaceAll(':', '-')}`);
  await expect(row.locator('del').filter({ hasText: 'current' })).toHaveCount(1);
  await expect(row.locator('ins').filter({ hasText: 'cancelled' })).toHaveCount(1);
  await row.getByRole('button').first().click();
  await expect(app.getByTestId('inspector')).toContainText(/cancelled/i);
});
