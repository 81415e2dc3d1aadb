/** Opening a session takes a while where processes are slow to start: one sees how far it is, and can have it ended. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { isRunning, peers, type Running } from './processes.ts';
import { needProvider, open, step } from './session.ts';
import { strings as store } from '../../app/renderer/store/strings.ts';
import { pattern } from './text.ts';

const SCENARIO = {
  format: 'handoff-scenario/1', title: 'Slow to start', rules: 'linux',
  processes: ['main', 'one', 'two', 'three'].map((name) => ({ name })),
  steps: [{ process: 'main', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' }, as: 's' }],
};

const choose = (app: Page) =>
  app.getByTestId('scenario-file').setInputFiles({ name: 'slow.json', mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(SCENARIO)) });

/** Stops the first participant below `root` that is not among `known` as it is being started: it hangs, as on a machine with much to do. */
async function hang(root: number, known: readonly Running[]): Promise<number> {
  for (;;) {
    const found = peers(root).find(({ pid }) => !known.some((k) => k.pid === pid));
    if (found) {
      process.kill(found.pid, 'SIGSTOP');
      return found.pid;
    }
    await new Promise((next) => { setImmediate(next); });
  }
}

test('a slow opening shows its progress, and a cancelled one leaves no trace', async ({ app, inspector }) => {
  await needProvider(app, 'linux');
  const hanging = hang(inspector.pid, []);
  await choose(app);
  const pid = await hanging;
  const notice = app.getByTestId('working');
  await expect(notice).toContainText(pattern(store.startingProcesses(NaN, 4)));
  await expect(app.getByTestId('open-session')).toBeDisabled();
  await app.getByTestId('cancel-work').click();
  await expect(notice).toHaveCount(0);
  await expect(app.getByTestId('open-session')).toBeEnabled();
  await expect(app.getByRole('alert')).toHaveCount(0);
  await expect.poll(() => isRunning(pid)).toBe(false);
  await expect.poll(() => peers(inspector.pid)).toEqual([]);

  // It can be opened afterwards, and is the only one.
  await choose(app);
  await expect(app.getByTestId('position')).toContainText(/^0 of 1/, { timeout: 30_000 });
  await step(app);
  expect(peers(inspector.pid)).toHaveLength(3);
});

test('cancelling a restart keeps the current session', async ({ app, inspector }) => {
  await needProvider(app, 'linux');
  await open(app, 'linux', 'linux/hand-a-connection-over');
  await step(app);
  const before = peers(inspector.pid);
  const hanging = hang(inspector.pid, before);
  await app.getByTestId('restart').click();
  await hanging;
  await app.getByTestId('cancel-work').click();
  await expect(app.getByTestId('working')).toHaveCount(0);
  await expect.poll(() => peers(inspector.pid).map(({ pid }) => pid)).toEqual(before.map(({ pid }) => pid));
  await step(app);
  await expect(app.getByTestId('position')).toContainText(/^2 of/);
});
