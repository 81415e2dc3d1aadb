/** The window does what users of other tools expect, and loses nothing. */
import { expect, test } from './fixtures.ts';
import { open, position, step, stepTo } from './session.ts';
import { strings as files } from '../../app/renderer/files/strings.ts';
import { strings as steps } from '../../app/renderer/steps/strings.ts';
import { strings as graph } from '../../app/renderer/graph/strings.ts';
import { strings as common } from '../../app/renderer/components/strings.ts';

const SECOND = 'winsock/the-second-registration-cancels-the-first';

test('Space held drags the graph and performs nothing; a tap runs', async ({ app }) => {
  await open(app, 'model', SECOND);
  await stepTo(app, 5);
  const viewport = app.locator('.react-flow__viewport');
  const before = await viewport.getAttribute('style');
  const area = (await app.getByTestId('graph').boundingBox())!;
  await app.mouse.move(area.x + area.width / 2, area.y + 12);
  await app.keyboard.down('Space');
  await app.mouse.down();
  await app.mouse.move(area.x + area.width / 2 + 60, area.y + 72, { steps: 4 });
  await app.mouse.up();
  await app.keyboard.up('Space');
  expect(await viewport.getAttribute('style')).not.toBe(before);
  expect(await position(app)).toMatchObject({ at: 5 });
  await app.keyboard.press('Space');
  await expect.poll(async () => (await position(app)).at, { timeout: 40_000 }).toBe(28);
});

test('a click on a step shows the step, even if a socket is selected', async ({ app }) => {
  await open(app, 'model', SECOND);
  await stepTo(app, 17);
  await app.getByTestId('node-socket-2').click();
  await app.getByTestId('step-row-2').getByRole('button').click();
  await expect(app.getByTestId('inspector')).toContainText(common.stepTitle(2));
});

test('the step that cancels a registration is marked in the list', async ({ app }) => {
  await open(app, 'model', SECOND);
  await stepTo(app, 17);
  await expect(app.getByTestId('step-row-16')).toContainText(new RegExp(`${steps.cancels}|${steps.hazard}`));
  await expect(app.getByTestId('step-row-15').locator('.flag')).toHaveCount(0);
});

test('leaving keeps edits and typed steps as unsaved work', async ({ app }) => {
  await open(app, 'model', SECOND);
  await step(app);
  await app.keyboard.press('e');
  await app.getByTestId('edit-row-13').locator('.edit-line').focus();
  await app.keyboard.press('Delete');
  await app.getByTestId('leave').click();
  await expect(app.getByText(files.unsaved.heading, { exact: true })).toBeVisible();
  await app.getByRole('button', { name: /The second registration/ }).first().click();
  await expect(app.getByTestId('position')).toContainText(/^0 of/);
  // One of its 28 steps is deleted.
  await expect(app.locator('[data-testid^="edit-row-"]')).toHaveCount(27);
});

test('work counts as saved once its file is written, also after it was restored', async ({ app, inspector: { double } }) => {
  const heading = app.getByText(files.unsaved.heading, { exact: true });
  const cancelSaves = async (cancelled: boolean) => { await double?.ask({ what: 'cancel-saves', cancelled }); };
  const saveTrace = async () => {
    const download = app.waitForEvent('download');
    await app.getByTestId('save').click();
    await app.getByTestId('save-ndjson').click();
    await download;
  };
  await open(app, 'model', SECOND);
  await step(app);
  await app.keyboard.press('`');
  await app.getByTestId('console-line').fill('WSACreateEvent as own');
  await app.keyboard.press('Enter');
  await expect.poll(() => position(app)).toMatchObject({ at: 2 });
  // Only the app asks for the place of a file in a way that the page can learn of.
  if (double) {
    await cancelSaves(true);
    await saveTrace();
  }
  await app.getByTestId('leave').click();
  await expect(heading).toBeVisible();
  await app.getByTestId('restore').click();
  await expect(app.getByTestId('position')).toContainText(/^0 of 2/);
  if (double) {
    await saveTrace();
    await expect(app.getByTestId('done')).toHaveCount(0);
    await cancelSaves(false);
  }
  await saveTrace();
  await expect(app.getByTestId('done')).toBeVisible();
  await app.getByTestId('leave').click();
  await app.getByTestId('open-session').waitFor();
  // A browser does not say whether the file was written, so the copy stays.
  await expect(heading).toHaveCount(double ? 0 : 1);
});

test('leaving an untouched session asks nothing and keeps nothing', async ({ app }) => {
  await open(app, 'model', SECOND);
  await step(app);
  await app.getByTestId('leave').click();
  await app.getByTestId('open-session').waitFor();
  await expect(app.getByText(files.unsaved.heading, { exact: true })).toHaveCount(0);
});

test('a process that a later step starts looks as if it is to come, not as if it ended', async ({ app }) => {
  await open(app, 'model', 'winsock/an-inherited-handle');
  const child = app.getByTestId('node-process-child');
  await expect(child).toContainText('not started');
  await expect(app.locator('.process', { has: child })).toContainText(graph.coming);
});

test('Enter in the search starts the first scenario found', async ({ app }) => {
  await app.getByTestId('library-search').fill('second registration cancels');
  await app.getByTestId('library-search').press('Enter');
  await expect(app.getByRole('heading', { level: 1 })).toContainText('The second registration cancels the first', { timeout: 30_000 });
});

test('advice after saving is no alarm, and presenter mode names the provider', async ({ app }) => {
  await open(app, 'model', SECOND);
  await stepTo(app, 3);
  await app.getByTestId('save').click();
  const download = app.waitForEvent('download');
  await app.getByTestId('save-c').click();
  await download;
  await expect(app.locator('.message[data-remark="true"]')).toContainText('build.sh');
  await expect(app.locator('.message[role="alert"]')).toHaveCount(0);
  await app.keyboard.press('p');
  await expect(app.getByTestId('presenter').getByTestId('provider')).toContainText('Model');
});

test('keys zoom the graph', async ({ app }) => {
  await open(app, 'model', SECOND);
  await stepTo(app, 8);
  await app.locator('[data-thing][tabindex="0"]').focus();
  const shown = async () => parseInt(await app.locator('.zoom').getByTitle(graph.zoom.reset).innerText(), 10);
  const before = await shown();
  await app.keyboard.press('-');
  await expect.poll(shown).toBeLessThan(before);
  await app.keyboard.press('0');
  await expect.poll(shown).toBe(before);
});

test('the palette works on the first screen, and explains an error by its number', async ({ app }) => {
  await app.keyboard.press('Control+k');
  await app.getByTestId('palette-input').fill('theme');
  await expect(app.getByTestId('command-dark')).toBeVisible();
  await expect(app.getByTestId('command-step')).toHaveCount(0);
  await app.getByTestId('palette-input').fill('10022');
  const error = app.getByTestId('error-WSAEINVAL');
  await expect(error).toContainText('10022');
  await app.keyboard.press('Escape');
  await expect(app.getByRole('dialog')).toHaveCount(0);
  await app.keyboard.press('?');
  await app.getByRole('dialog').waitFor();
});

test('an earlier step offers the way back to the latest, and Restart shows the first rows', async ({ app }) => {
  await open(app, 'model', SECOND);
  await stepTo(app, 20);
  await expect(app.getByTestId('latest')).toHaveCount(0);
  await app.getByTestId('back').click();
  await app.getByTestId('latest').click();
  expect(await position(app)).toMatchObject({ at: 20 });
  await app.getByTestId('restart').click();
  await expect(app.getByTestId('position')).toContainText(/^0 of/);
  await expect(app.getByTestId('step-row-1')).toBeInViewport();
});

test('a read that waited in vain does not look like the end of the stream', async ({ app }) => {
  await open(app, 'model', 'linux/the-last-close-closes');
  await stepTo(app, 18);
  await expect(app.getByTestId('step-row-18')).toContainText('nothing in time');
});
