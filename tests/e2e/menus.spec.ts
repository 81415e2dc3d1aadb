/** Context menus on steps, things of the graph and rows of the call log; and the log as CSV. */
import { readFileSync } from 'node:fs';
import { faultsInBoth } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { open, position, stepTo } from './session.ts';

test('a right click on a step runs up to it, branches after it, and copies it', async ({ app }) => {
  await open(app, 'model', 'winsock/hand-a-connection-over');
  await app.getByTestId('step-row-5').click({ button: 'right' });
  await app.getByTestId('menu-run-to').click();
  await expect.poll(() => position(app)).toMatchObject({ at: 5 });
  await app.getByTestId('step-row-3').getByRole('button').focus();
  await app.keyboard.press('Shift+F10');
  await expect(app.getByTestId('context-menu')).toBeVisible();
  expect(await faultsInBoth(app)).toEqual([]);
  await app.keyboard.press('ArrowDown');
  await expect(app.getByTestId('menu-branch')).toBeFocused();
  await app.keyboard.press('Enter');
  await expect.poll(() => position(app)).toMatchObject({ at: 3 });
  await expect(app.getByTestId('context-menu')).toHaveCount(0);
});

test('F9 sets a breakpoint on the next step, F5 runs to it, F10 steps', async ({ app }) => {
  await open(app, 'model', 'winsock/hand-a-connection-over');
  await app.keyboard.press('F10');
  await expect.poll(() => position(app)).toMatchObject({ at: 1 });
  await app.keyboard.press('F9');
  await app.keyboard.press('F5');
  await expect.poll(() => position(app)).toMatchObject({ at: 2 });
  await expect(app.getByTestId('stopped')).toBeVisible();
});

test('a right click in the graph kills a process; one in the call log filters by its value', async ({ app, inspector }) => {
  await open(app, 'model', 'winsock/hand-a-connection-over');
  await stepTo(app, 4);
  await app.getByTestId('node-process-target').click({ button: 'right' });
  await app.getByTestId('menu-kill').click();
  await expect.poll(() => position(app)).toMatchObject({ at: 5 });
  await app.keyboard.press('3');
  const rows = app.getByTestId('log-table').locator('tbody tr[data-step]');
  await expect(rows).toHaveCount(5);
  await rows.nth(1).click({ button: 'right' });
  await app.getByTestId('menu-only-call:WSASocketW').click();
  await expect(app.getByTestId('log-filter')).toHaveValue('call:WSASocketW');
  await expect(rows).toHaveCount(1);
  const download = app.waitForEvent('download');
  await app.getByTestId('log-csv').click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('hand-a-connection-over.csv');
  if (inspector.double) return;
  const lines = readFileSync(await file.path(), 'utf8').trimEnd().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/^"2","main","WSASocketW"/);
});
