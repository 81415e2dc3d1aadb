/** Copy buttons: beside every value, with the value in the clipboard and a word that says so. */
import { copied } from './clipboard.ts';
import { expect, test } from './fixtures.ts';
import { open, stepTo, trace } from './session.ts';
import { strings as common } from '../../app/renderer/components/strings.ts';

test('values of the inspector are copied as they are written', async ({ app }) => {
  await open(app, 'model', 'winsock/hand-a-connection-over');
  await stepTo(app, 6);
  const log = await trace(app);
  await app.getByTestId('node-socket-1').click();
  const inspector = app.getByTestId('inspector');
  const copy = async (what: string): Promise<string> => {
    const button = inspector.getByRole('button', { name: common.copy(what) });
    await button.click();
    await expect(inspector.getByRole('button', { name: common.copied(what) })).toBeVisible();
    return copied(app);
  };
  const socket = log.worldAt(6).get('socket:1');
  expect(await copy('Local')).toBe(socket?.kind === 'socket' ? socket.local : '');

  // A step as JSON, and the bytes that it made.
  await app.getByTestId('step-row-6').getByRole('button').click();
  await app.keyboard.press('Escape');
  await expect(inspector).toContainText(common.stepTitle(6));
  expect(JSON.parse(await copy('this step as JSON'))).toMatchObject({ n: 6, action: { call: 'WSADuplicateSocketW' } });
  const outcome = log.step(6)!.outcome;
  expect(await copy('the bytes as hex')).toBe(outcome.kind === 'ok' ? outcome.results.blob : '');
});
