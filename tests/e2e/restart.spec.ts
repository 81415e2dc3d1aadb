/** The web host is started anew while a page of it is open; and several users of one host. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Page } from '@playwright/test';
import { WebSocketServer } from 'ws';
import { faultsInBoth } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { serve } from './hosts/web.ts';
import { open, position, step } from './session.ts';
import { ask, noteSockets } from './wire.ts';
import { strings as files } from '../../app/renderer/files/strings.ts';
import { strings as shell } from '../../app/renderer/shell/strings.ts';

const SCENARIO = 'winsock/hand-a-connection-over';

let home: string;
test.beforeEach(({ hostKind }) => {
  test.skip(hostKind !== 'web', 'the other hosts end with their window');
  home = mkdtempSync(join(tmpdir(), 'handoff-home-'));
});
test.afterEach(() => { if (home) rmSync(home, { recursive: true, force: true }); });

/** A port that nobody has at the moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => { server.once('listening', resolve); });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}

async function opened(page: Page, address: string): Promise<void> {
  await page.addInitScript(noteSockets);
  await page.goto(address);
  await page.getByTestId('provider-model').waitFor();
}

test('on the same port, the open page reconnects, keeps its record, and continues', async ({ page }) => {
  const port = await freePort();
  const first = await serve(home, ['--port', String(port)]);
  await opened(page, first.address);
  await open(page, 'model', SCENARIO);
  for (let i = 0; i < 4; i++) await step(page);
  await page.keyboard.press('ArrowLeft');
  expect((await position(page)).at).toBe(3);
  await first.end('SIGKILL');
  await expect(page.getByTestId('host-gone')).toContainText(shell.disconnected.resumes);
  expect(await faultsInBoth(page)).toEqual([]);

  const second = await serve(home, ['--port', String(port)]);
  await expect(page.getByTestId('host-gone')).toHaveCount(0, { timeout: 20_000 });
  await expect(page.getByRole('alert')).toContainText(files.ended.restarted);
  // The record stands where the user stood, and every step of it can be looked at.
  await expect(page.getByTestId('position')).toContainText(/^3 of 4/);
  await page.keyboard.press('ArrowRight');
  expect(await position(page)).toEqual({ at: 4, of: 4 });
  expect(await ask(page, 'session.list', {})).toEqual([]);
  await page.getByTestId('restart').click();
  await expect(page.getByTestId('position')).toContainText(/^0 of (?!4$)\d+/);
  await step(page);
  await page.getByTestId('leave').click();
  await expect(page.getByTestId('unsaved')).toContainText(files.unsaved.of(4, 'model', false));
  await second.end();
});

test('with --no-resume the page reports the end of the host, and keeps its screen', async ({ page }) => {
  const port = await freePort();
  const first = await serve(home, ['--port', String(port), '--no-resume']);
  await opened(page, first.address);
  await open(page, 'model', SCENARIO);
  for (let i = 0; i < 3; i++) await step(page);
  await first.end();
  await expect(page.getByTestId('host-gone')).toContainText(shell.disconnected.waits);
  const second = await serve(home, ['--port', String(port), '--no-resume']);
  await expect(page.getByTestId('host-gone')).toContainText(shell.disconnected.restarted, { timeout: 20_000 });
  expect(await faultsInBoth(page)).toEqual([]);
  await page.keyboard.press('ArrowLeft');
  expect((await position(page)).at).toBe(2);
  // A hash alone would not load the page again.
  await page.goto('about:blank');
  await page.goto(second.address);
  await expect(page.getByTestId('unsaved')).toContainText(files.unsaved.of(3, 'model', false));
  await second.end();
});

test('a stranger at the port while the host is away learns nothing', async ({ page }) => {
  const port = await freePort();
  const first = await serve(home, ['--port', String(port)]);
  await opened(page, first.address);
  const before = await page.evaluate(() => localStorage.getItem('page-key'));
  expect(before).not.toBeNull();
  await first.end('SIGKILL');
  const heard: string[] = [];
  const cookies: unknown[] = [];
  // Answers as the host would, without its keys.
  const stranger = createServer((_request, response) => response.end('<!doctype html>')).listen(port, '127.0.0.1');
  new WebSocketServer({ server: stranger }).on('connection', (socket, request) => {
    cookies.push(request.headers.cookie);
    socket.on('message', (data) => {
      const text = (data as Buffer).toString();
      heard.push(text);
      const { hello } = JSON.parse(text) as { hello?: { ids: string[]; page: string } };
      // Its own number sent back as the host's, and a proof that is none.
      if (hello) socket.send(JSON.stringify({ challenge: { id: hello.ids[0], host: hello.page, proof: hello.page } }));
    });
  });
  await expect(page.getByTestId('host-gone')).toContainText(shell.disconnected.restarted, { timeout: 20_000 });
  // Which keys the page has, and its number; no proof, and no key: the stranger could not give its own proof.
  expect(heard.map((text) => Object.keys(JSON.parse(text) as object))).toEqual([['hello']]);
  const { ids, page: number } = (JSON.parse(heard[0]!) as { hello: { ids: string[]; page: string } }).hello;
  expect(ids).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/), expect.stringMatching(/^[0-9a-f]{16}$/)]);
  expect(number).toMatch(/^[\w-]{43}$/);
  expect(cookies).toEqual([undefined]);
  // A page that the stranger serves at this origin finds at most the key of a run that is over.
  const other = await page.context().newPage();
  await other.goto(`http://127.0.0.1:${port}/`);
  expect(await other.evaluate(() => document.cookie)).toBe('');
  await new Promise((resolve) => { stranger.close(resolve); stranger.closeAllConnections(); });
  const second = await serve(home, ['--port', String(port)]);
  await other.evaluate((key) => localStorage.setItem('page-key', key!), before);
  // A hash alone would not load the page again.
  await other.goto('about:blank');
  await other.goto(`http://127.0.0.1:${port}/#/live`);
  await expect(other.getByRole('heading', { name: 'This page is not logged in' })).toBeVisible();
  await second.end();
});

test('with --users 2 two browsers work side by side, and a third finds no seat', async ({ browser }) => {
  const host = await serve(home, ['--users', '2']);
  const [one, two, three] = await Promise.all([0, 1, 2].map(async () => (await browser.newContext()).newPage()));
  await opened(one!, host.address);
  await opened(two!, host.address);
  await open(one!, 'model', SCENARIO);
  await step(one!);
  await step(one!);
  // An id of the one names nothing for the other.
  await expect(ask(two!, 'session.trace', { session: 'session-1' })).rejects.toThrow(/There is no session-1/);
  await open(two!, 'model', 'winsock/take-a-connection-over');
  await step(two!);
  expect((await position(one!)).at).toBe(2);
  expect((await ask(one!, 'session.list', {})).map(({ title }) => title)).toEqual(['Hand a connection over']);
  expect((await ask(two!, 'session.list', {})).map(({ title }) => title)).toEqual(['Take a connection over']);
  expect((await ask(two!, 'work.list', {})).recent.map(({ title }) => title)).toEqual(['Take a connection over']);
  await three!.goto(host.address);
  await expect(three!.getByRole('heading', { name: shell.refusals.full.title })).toBeVisible();
  expect(await faultsInBoth(three!)).toEqual([]);
  await Promise.all([one, two, three].map((page) => page!.context().close()));
  await host.end();
});
