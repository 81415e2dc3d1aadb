/** The form for a program of the user, before anything starts. */
import { expect, test } from './fixtures.ts';
import { fill, processesOf } from './programs.ts';
import { ask } from './wire.ts';

test.beforeEach(() => { test.skip(process.platform !== 'linux', 'not run: programs are recorded on Linux'); });

test('a refused question starts nothing, and what was typed stays', async ({ app }) => {
  const word = '63';
  await fill(app, ['/bin/sleep', word]);
  await app.getByTestId('program-record').click();
  await app.getByTestId('program-back').click();
  await expect(app.getByTestId('program-command')).toHaveValue(`/bin/sleep ${word}`);
  await app.keyboard.press('Escape');
  await expect(app.getByTestId('program-command')).toHaveCount(0);
  await expect(app.getByTestId('program-bar')).toHaveCount(0);
  expect(processesOf('/bin/sleep', word)).toEqual([]);
});

test('the form shows why a command, a condition or the environment is refused', async ({ app }) => {
  await fill(app, ['true'], 'call:nothing');
  const problem = app.getByTestId('program-problem');
  await app.getByTestId('program-debug').click();
  await expect(problem).toContainText('No call is named nothing');
  await app.getByTestId('program-command').fill('a | b');
  await app.getByTestId('program-record').click();
  await expect(problem).toContainText('"|" is for a shell');
  await app.getByTestId('program-environment').fill('novalue');
  await app.getByTestId('program-record').click();
  await expect(problem).toContainText('has no "="');
  const { noWinsock } = await ask(app, 'recording.offer', {});
  const winsock = app.getByTestId('program-source').locator('option[value="winsock"]');
  if (noWinsock === null) await expect(winsock).toBeEnabled();
  else {
    await expect(winsock).toBeDisabled();
    await expect(app.getByRole('dialog')).toContainText(noWinsock);
  }
  await app.getByTestId('program-cancel').click();
  await expect(app.getByRole('dialog')).toHaveCount(0);
});
