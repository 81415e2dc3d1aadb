/** The C code view: programs are shown highlighted, follow the step, and leave as a zip. */
import { strFromU8, unzipSync } from 'fflate';
import { generateCode } from '../../app/shared/codegen/index.ts';
import { faultsInBoth } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { noteSaved, savedBy } from './saved.ts';
import { goTo, open, stepTo, trace } from './session.ts';
import { strings as codeText } from '../../app/renderer/code/strings.ts';

test('shows the program of the calling process, highlighted, with the lines of the step marked', async ({ app }) => {
  await open(app, 'model', 'winsock/the-second-registration-cancels-the-first');
  await stepTo(app, 16);
  await app.getByTestId('tab-code').click();
  const code = app.getByTestId('code');
  await expect(app.getByTestId('c-file-writer.c')).toBeChecked();
  const here = code.locator('.code-line[data-here="true"]');
  await expect(here.first()).toContainText('Step 16.');
  await expect(here.filter({ hasText: 'WSAEventSelect(w, writeEvent, FD_WRITE)' })).toHaveCount(1);
  // Keywords, calls and strings each have a class of their own.
  for (const kind of ['keyword', 'function', 'string', 'comment'])
    await expect(code.locator(`[class^="token-${kind}"]`).first()).toBeVisible();
  expect(await faultsInBoth(app)).toEqual([]);

  await goTo(app, 14);
  await expect(app.getByTestId('c-file-reader.c')).toBeChecked();
  await expect(here.first()).toContainText('Step 14.');

  // A file that was chosen stays, whoever acts; until one follows again.
  await app.getByTestId('c-file-handoff.h').check();
  await goTo(app, 16);
  await expect(app.getByTestId('c-file-handoff.h')).toBeChecked();
  await app.getByRole('button', { name: codeText.follow }).click();
  await expect(app.getByTestId('c-file-writer.c')).toBeChecked();
});

test('all programs are saved as a zip with their build files', async ({ app }) => {
  await open(app, 'model', 'linux/hand-a-connection-over');
  await app.getByTestId('tab-code').click();
  await noteSaved(app);
  const { name, bytes } = await savedBy(app, () => app.getByTestId('c-zip').click());
  expect(name).toBe('hand-a-connection-over-c.zip');
  const files = unzipSync(bytes);
  for (const { name: file, text } of generateCode((await trace(app)).header.scenario).files) {
    expect(strFromU8(files[`hand-a-connection-over/${file}`] ?? new Uint8Array()), file).toBe(text);
  }
  expect(strFromU8(files['hand-a-connection-over/README.txt']!)).toContain('Build:');
});
