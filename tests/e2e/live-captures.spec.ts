/** Captures in time: two of them compared, a watch that is paused; and the address of a search. */
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { open } from './session.ts';
import { plural } from '../../app/shared/format/values.ts';
import { strings as live } from '../../app/renderer/live/strings.ts';
import { pattern } from './text.ts';

test.beforeEach(() => test.skip(process.platform !== 'linux', 'not run: the live view of this system is looked at under Wine'));

/** A listener of this test's own process. */
async function listen(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done); });
  return { server, port: (server.address() as AddressInfo).port };
}

const close = (server: Server) => new Promise((done) => { server.close(done); });

async function goLive(app: Page): Promise<void> {
  await app.getByTestId('open-live').click();
  await expect(app.getByTestId('live-counts')).toContainText(pattern(plural(NaN, 'descriptor')), { timeout: 30_000 });
}

/** Sockets on show that listen at a port. */
const listening = (app: Page,
  port: number) => app.getByTestId('live-table').getByRole('row').filter({ hasText: `127.0.0.1:${port}` }).filter({ hasText: 'listening' });

test('two captures are compared: added and removed sockets', async ({ app }) => {
  const [goes, comes] = [await listen(), await listen()];
  await close(comes.server);
  try {
    await goLive(app);
    const first = await app.getByTestId('live-capture').inputValue();
    await close(goes.server);
    await new Promise<void>((done) => { comes.server.listen(comes.port, '127.0.0.1', done); });
    await app.getByTestId('live-scan').click();
    await expect(app.getByTestId('live-capture')).not.toHaveValue(first, { timeout: 30_000 });
    await app.getByTestId('live-since').selectOption(first);
    await app.getByTestId('live-filter').fill('listening');
    await app.getByTestId('live-list-changes').click();
    const changes = app.getByTestId('live-change-list').getByRole('listitem');
    await expect(changes.filter({ hasText: `127.0.0.1:${comes.port}` })).toHaveAttribute('data-kind', 'added');
    await expect(changes.filter({ hasText: `127.0.0.1:${goes.port}` })).toHaveAttribute('data-kind', 'removed');

    // The earlier capture is still there to be looked at.
    await app.getByTestId('live-list-changes').click();
    await app.getByTestId('live-capture').selectOption(first);
    await app.getByTestId('live-filter').fill(`port ${goes.port}`);
    await expect(listening(app, goes.port)).toHaveCount(1);
  } finally {
    await close(comes.server).catch(() => undefined);
  }
});

test('a watch shows new sockets, the old ones while paused, and the current ones after a resume', async ({ app }) => {
  test.setTimeout(120_000);
  await goLive(app);
  await app.getByTestId('live-watch').click();
  await expect(app.getByTestId('live-watch')).toHaveAttribute('aria-pressed', 'true');
  const first = await listen();
  let second: Awaited<ReturnType<typeof listen>> | null = null;
  try {
    await app.getByTestId('live-filter').fill(`port ${first.port}`);
    await expect(listening(app, first.port)).toHaveCount(1, { timeout: 30_000 });
    await app.getByTestId('live-pause').click();
    await expect(app.getByTestId('live-pause')).toContainText(live.bar.resume);
    second = await listen();
    // A later scan has come in, and is not on screen.
    await expect(app.getByTestId('live-pause')).toContainText(live.bar.resumeNewer, { timeout: 30_000 });
    const shown = await app.getByTestId('live-capture').inputValue();
    await app.getByTestId('live-filter').fill(`port ${second.port}`);
    await expect(app.getByTestId('live-total')).toContainText(`port ${second.port}`);
    await expect(listening(app, second.port)).toHaveCount(0);
    expect(await app.getByTestId('live-capture').inputValue()).toBe(shown);
    await app.getByTestId('live-pause').click();
    await expect(listening(app, second.port)).toHaveCount(1, { timeout: 30_000 });
    await app.getByTestId('live-watch').click();
    await expect(app.getByTestId('live-watch')).toHaveAttribute('aria-pressed', 'false');
  } finally {
    await close(first.server);
    if (second) await close(second.server);
  }
});

test('a search in the live view has an address, and the address leads there, from a session too', async ({ app }) => {
  const { server, port } = await listen();
  const hash = () => app.evaluate(() => location.hash);
  try {
    await goLive(app);
    await expect.poll(hash).toBe('#/live');
    await app.getByTestId('live-filter').fill('listening');
    await expect.poll(hash).toBe('#/live?filter=listening');
    await app.getByTestId('live-leave').click();
    await expect.poll(hash).toBe('');
    await open(app, 'model', 'winsock/hand-a-connection-over');
    await app.evaluate((to) => { location.hash = to; }, `#/live?filter=${encodeURIComponent(`port ${port}`)}`);
    await expect(app.getByTestId('live-filter')).toHaveValue(`port ${port}`);
    await app.getByTestId('live-scan').click();
    await expect(listening(app, port)).toHaveCount(1, { timeout: 30_000 });
    await app.evaluate(() => { location.hash = '#/scenario/winsock/take-a-connection-over/step/2?provider=model'; });
    await expect(app.getByTestId('position')).toContainText(/^2 of/, { timeout: 30_000 });
  } finally {
    await close(server);
  }
});
