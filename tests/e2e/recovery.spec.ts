/** Files, recents, links, and what survives a reload or a crash. */
import { gzipSync } from 'node:zlib';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultsInBoth } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { startWeb } from './hosts/web.ts';
import { peers } from './processes.ts';
import { needProvider, open, position, step } from './session.ts';
import { ask } from './wire.ts';
import { strings as editor } from '../../app/renderer/editor/strings.ts';
import { strings as files } from '../../app/renderer/files/strings.ts';

const SCENARIO = 'winsock/hand-a-connection-over';
const textOf = async (page: Parameters<typeof ask>[0], session = 'session-1') => ask(page, 'session.trace', { session });

test('a page that is loaded again takes up its session, processes and all', async ({ app, inspector }) => {
  test.skip(inspector.kind !== 'web', 'a window of the app is not loaded again by hand; it crashes');
  await needProvider(app, 'linux');
  await open(app, 'linux', 'linux/hand-a-connection-over');
  for (let i = 0; i < 4; i++) await step(app);
  const before = peers(inspector.pid).map((p) => p.pid);
  expect(before.length).toBeGreaterThan(0);
  await app.reload();
  await expect(app.getByTestId('position')).toContainText(/^4 of 20/);
  await step(app);
  expect(peers(inspector.pid).map((p) => p.pid)).toEqual(before);
  expect((await textOf(app)).trim().split('\n')).toHaveLength(6);
});

test('a page that crashed finds its session still running, and continues with it', async ({ app, inspector }) => {
  const { double } = inspector;
  test.skip(!double, 'only the stand-in can bring its page down');
  await needProvider(app, 'linux');
  await open(app, 'linux', 'linux/hand-a-connection-over');
  for (let i = 0; i < 4; i++) await step(app);
  const before = peers(inspector.pid).map((p) => p.pid);
  const next = app.context().waitForEvent('page');
  await double!.ask({ what: 'crash' });
  const page = await next;
  await page.getByTestId('take-up').click();
  await expect(page.getByTestId('position')).toContainText(/^4 of 20/);
  await step(page);
  expect(peers(inspector.pid).map((p) => p.pid)).toEqual(before);
});

test('a trace file opens as a record, and its scenario can be performed again', async ({ app }) => {
  await open(app, 'model', SCENARIO);
  for (let i = 0; i < 6; i++) await step(app);
  const text = await textOf(app);
  await app.getByTestId('leave').click();
  const choose = (name: string,
    buffer: Buffer) => app.getByTestId('scenario-file').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
  await choose('run.ndjson.gz', gzipSync(text));
  await expect(app.getByTestId('position')).toContainText(/^0 of 6/);
  await app.keyboard.press('ArrowRight');
  await app.keyboard.press('End');
  await expect.poll(() => position(app)).toEqual({ at: 6, of: 6 });
  await expect(app.getByTestId('graph').getByTestId('node-socket-1')).toBeVisible();
  expect(await faultsInBoth(app)).toEqual([]);
  await app.getByTestId('restart').click();
  await expect(app.getByTestId('position')).toContainText(/^0 of (?!6$)\d+/);
  await step(app);
  await app.getByTestId('leave').click();
  // Among what was opened lately now, and it opens from there.
  await app.getByTestId('recent-trace').click();
  await expect(app.getByTestId('position')).toContainText(/^0 of 6/);
  await app.getByTestId('leave').click();

  for (const [name, buffer, damage] of [
    ['cut.ndjson', Buffer.from(text.slice(0, text.length - 200)), 'Line 7 of cut.ndjson is damaged; the 5 steps before it were read.'],
    ['cut.ndjson.gz', gzipSync(text).subarray(0, -60), /cut\.ndjson\.gz (ends too early|is damaged)/],
    ['broken.ndjson', Buffer.from(text.replace('"n":4', '"n":"four"')),
      'Line 5 of broken.ndjson is damaged; the 3 steps before it were read.'],
  ] as const) {
    await choose(name, buffer);
    await expect(app.getByRole('alert')).toContainText(damage);
    await expect(app.getByTestId('position')).toBeVisible();
    await app.getByTestId('leave').click();
  }
  await choose('other.ndjson.gz', gzipSync('{"format":"something-else"}\n'));
  await expect(app.getByRole('alert')).toContainText('other.ndjson.gz:1: not a trace of this program');
});

test('the address names scenario, step and provider, and leads there', async ({ app, inspector }) => {
  test.skip(inspector.kind !== 'web', 'the address bar is the browser\'s');
  await open(app, 'model', SCENARIO);
  for (let i = 0; i < 3; i++) await step(app);
  await expect.poll(() => new URL(app.url()).hash).toBe(`#/scenario/${SCENARIO}/step/3?provider=model`);
  await app.getByTestId('leave').click();
  await expect.poll(() => new URL(app.url()).hash).toBe('');
  await app.evaluate(() => { location.hash = '#/scenario/winsock/take-a-connection-over/step/5?provider=model'; });
  await expect(app.getByTestId('position')).toContainText(/^5 of/);
  await expect(app.getByRole('heading', { level: 1 })).toHaveText('Take a connection over');
});

/** What the host has written of work that is not saved. */
function kept(home: string): string {
  return readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((file) => /unsaved[/\\][0-9a-f]+\.ndjson$/.test(file))
    .map((file) => readFileSync(join(home, file), 'utf8')).join('');
}

test('sessions from before a host crash are offered again, with their edits', async ({ browser, hostKind }) => {
  test.skip(hostKind !== 'web', 'the host of the stand-in takes its data folder with it');
  const home = mkdtempSync(join(tmpdir(), 'handoff-home-'));
  try {
    const first = await startWeb(browser, home);
    await first.page.getByTestId('provider-model').waitFor();
    await open(first.page, 'model', SCENARIO);
    for (let i = 0; i < 4; i++) await step(first.page);
    await first.page.keyboard.press('e');
    await first.page.getByTestId('edit-row-2').locator('.edit-line').focus();
    await first.page.keyboard.press('Alt+ArrowDown');
    await expect(first.page.getByTestId('edit-state')).not.toHaveText(editor.unchanged);
    await expect.poll(() => kept(home), 'the edits are kept').toContain('{"edited":"');
    process.kill(first.pid, 'SIGKILL');
    await first.stop();

    const second = await startWeb(browser, home);
    const { page } = second;
    await expect(page.getByTestId('unsaved')).toContainText(files.unsaved.of(4, 'model', true));
    expect(await faultsInBoth(page)).toEqual([]);
    await page.getByTestId('restore').click();
    await expect(page.getByTestId('position')).toContainText(/^0 of 4/);
    await expect(page.getByTestId('edit-state')).not.toHaveText(editor.unchanged);
    await page.getByTestId('leave').click();
    await page.getByTestId('discard').click();
    await expect(page.getByTestId('unsaved')).toHaveCount(0);
    await expect(page.getByTestId('recent-library')).toContainText('Hand a connection over');
    await second.stop();
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
