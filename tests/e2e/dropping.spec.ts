/** Files dropped on the window, and what was opened lately. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drop } from './drop.ts';
import { expect, test } from './fixtures.ts';
import { ROOT } from './hosts/inspector.ts';
import { open, step, stepTo, trace } from './session.ts';
import { ask } from './wire.ts';

const text = (name: string) => readFileSync(join(ROOT, 'assets', 'scenarios', `${name}.json`), 'utf8');

test('a scenario dropped on the start screen opens and becomes a recent file', async ({ app }) => {
  await app.getByTestId('scenario-winsock-hand-a-connection-over').check();
  await app.getByTestId('provider-model').check();
  await drop(app, 'mine.json', text('winsock/take-a-connection-over').replace('"Take a connection over"', '"Mine"'));
  await expect(app.getByRole('heading', { level: 1 })).toHaveText('Mine', { timeout: 30_000 });
  await expect(app.getByTestId('position')).toContainText(/^0 of/);
  await app.getByTestId('leave').click();
  const recent = app.getByTestId('recent-scenario');
  await expect(recent).toContainText('Mine');
  await recent.click();
  await expect(app.getByRole('heading', { level: 1 })).toHaveText('Mine', { timeout: 30_000 });
  await app.getByTestId('leave').click();
  await app.getByTestId('forget-recent').click();
  await expect(app.getByTestId('recent')).toHaveCount(0);
  expect((await ask(app, 'work.list', {})).recent).toEqual([]);
});

test('a trace dropped on a session is shown in its place, and the session is closed', async ({ app }) => {
  await open(app, 'model', 'winsock/hand-a-connection-over');
  await stepTo(app, 5);
  const recorded = await ask(app, 'session.trace', { session: 'session-1' });
  await app.getByTestId('restart').click();
  await expect(app.getByTestId('position')).toContainText(/^0 of/);
  await step(app);
  await drop(app, 'recorded.ndjson', recorded);
  await expect(app.getByTestId('position')).toContainText(/^0 of 5/);
  await app.keyboard.press('End');
  await expect(app.getByTestId('position')).toContainText(/^5 of 5/);
  await expect.poll(async () => (await ask(app, 'session.list', {})).length).toBe(0);
});

test('a scenario dropped on a session takes its place, performed by the same', async ({ app }) => {
  await open(app, 'model', 'winsock/hand-a-connection-over');
  await step(app);
  await drop(app, 'take.json', text('winsock/take-a-connection-over'));
  await expect(app.getByRole('heading', { level: 1 })).toHaveText('Take a connection over');
  await expect(app.getByTestId('position')).toContainText(/^0 of/);
  expect((await trace(app, 'session-2')).header.provider).toBe('model');
});

test('a file that is neither scenario nor trace is refused with its name', async ({ app }) => {
  await drop(app, 'notes.txt', 'buy milk');
  await expect(app.getByRole('alert')).toHaveText(/^notes\.txt: /);
  await expect(app.getByTestId('open-session')).toBeEnabled();
});
