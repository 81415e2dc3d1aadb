/** Pages of the web host: how they log in, how one takes over from another, and what other servers of this machine get of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type Page } from '@playwright/test';
import { faultsInBoth } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { type Served, serve } from './hosts/web.ts';
import { open, position, step } from './session.ts';
import { ask, noteSockets } from './wire.ts';
import { strings as transport } from '../../app/renderer/transport/strings.ts';
import { strings as shell } from '../../app/renderer/shell/strings.ts';
import { pattern } from './text.ts';

const SCENARIO = 'winsock/hand-a-connection-over';

let home: string;
let host: Served;
test.beforeEach(async ({ hostKind, context }) => {
  test.skip(hostKind !== 'web', 'the other hosts have one window');
  home = mkdtempSync(join(tmpdir(), 'handoff-home-'));
  host = await serve(home);
  await context.addInitScript(noteSockets);
});
test.afterEach(async () => {
  if (!home) return;
  await host.end();
  rmSync(home, { recursive: true, force: true });
});

async function enter(page: Page, address = host.address): Promise<Page> {
  await page.goto(address);
  await page.getByTestId('provider-model').waitFor();
  return page;
}

const tab = async (context: BrowserContext, address = new URL(host.address).origin) => enter(await context.newPage(), address);

test('a login takes the token out of the address, and a reload, a second tab and a link need none', async ({ page, context }) => {
  await enter(page);
  expect(page.url()).toBe(`${new URL(host.address).origin}/`);
  const token = new URL(host.address).hash;
  const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie]));
  expect(kept).not.toContain(token.slice('#token='.length));
  await page.goBack().catch(() => null);
  expect(page.url()).not.toContain('token');
  await enter(page, new URL(host.address).origin);
  await open(page, 'model', SCENARIO);
  await step(page);
  await page.reload();
  await expect(page.getByTestId('position')).toContainText(/^1 of/);
  expect(await context.cookies()).toEqual([]);
  const linked = await context.newPage();
  await linked.goto(`${new URL(host.address).origin}/#/scenario/${SCENARIO}/step/2?provider=model`);
  await expect(linked.getByTestId('position')).toContainText(/^2 of/);
});

test('a second tab takes over: both show it, the first takes back, and continues at its place', async ({ page, context }) => {
  await enter(page);
  await expect(page.getByTestId('seat-taken')).toHaveCount(0);
  await open(page, 'model', SCENARIO);
  for (let i = 0; i < 3; i++) await step(page);

  const second = await tab(context);
  await expect(second.getByTestId('seat-taken')).toContainText(shell.seat.taken);
  await expect(page.getByTestId('seat-lost')).toContainText(shell.seat.lost);
  await expect(page.getByTestId('seat-lost')).toContainText(shell.seat.keepsRunning(5).trim());
  expect(await faultsInBoth(page)).toEqual([]);
  expect(await faultsInBoth(second)).toEqual([]);
  // What is on screen can be read; what needs the host says why not.
  await page.keyboard.press('ArrowLeft');
  expect((await position(page)).at).toBe(2);
  await page.keyboard.press('ArrowRight');
  await page.getByTestId('step').click();
  await expect(page.getByText(transport.replaced)).toBeVisible();
  await second.getByTestId('seat-taken').getByRole('button').click();
  await expect(second.getByTestId('seat-taken')).toHaveCount(0);

  await page.getByTestId('take-back').click();
  await expect(page.getByTestId('seat-lost')).toHaveCount(0);
  await expect(page.getByTestId('seat-taken')).toBeVisible();
  await step(page);
  expect((await position(page)).at).toBe(4);
  expect((await ask(page, 'session.list', {})).map(({ state }) => state.session)).toEqual(['session-1']);

  await expect(second.getByTestId('seat-lost')).toContainText(shell.seat.lost);
  await expect(second.getByTestId('seat-lost')).not.toContainText(pattern(shell.seat.keepsRunning(NaN).trim()));
  await second.getByTestId('take-back').click();
  await expect(page.getByTestId('seat-lost')).toBeVisible();
  // It neither fights for its place nor gives up: it waits for the user.
  await second.waitForTimeout(1000);
  await expect(second.getByTestId('seat-lost')).toHaveCount(0);
});

test('another browser with the address takes over as well, and the first takes back', async ({ page, browser }) => {
  await enter(page);
  const context = await browser.newContext();
  const other = await enter(await context.newPage());
  await expect(other.getByTestId('seat-taken')).toBeVisible();
  await page.getByTestId('take-back').click();
  await expect(other.getByTestId('seat-lost')).toBeVisible();
  await context.close();
});

test('taking back from a host that has ended reports its end', async ({ page, context }) => {
  await enter(page);
  await tab(context);
  await expect(page.getByTestId('seat-lost')).toBeVisible();
  await host.end('SIGKILL');
  await page.getByTestId('take-back').click();
  await expect(page.getByTestId('host-gone')).toBeVisible();
  await expect(page.getByTestId('seat-lost')).toHaveCount(0);
});

test('a server at another port of this machine gets nothing from the browser that helps it', async ({ page, context }) => {
  await enter(page);
  const headers: IncomingHttpHeaders[] = [];
  const rogue = createServer((request, response) => {
    headers.push(request.headers);
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!doctype html><title>rogue</title>');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => { rogue.once('listening', resolve); });
  const visited = await context.newPage();
  await visited.goto(`http://127.0.0.1:${(rogue.address() as AddressInfo).port}/`);
  expect(headers.length).toBeGreaterThan(0);
  expect(headers.filter(({ cookie }) => cookie !== undefined)).toEqual([]);
  const target = new URL(host.address).host;
  expect(await visited.evaluate(async (at) => {
    const opens = await new Promise((resolve) => {
      const socket = new WebSocket(`ws://${at}/ws`);
      socket.addEventListener('open', () => resolve(true));
      socket.addEventListener('close', () => resolve(false));
    });
    const read = await fetch(`http://${at}/`).then(() => 'read', () => 'not read');
    return { opens, stored: localStorage.length, cookie: document.cookie, page: read };
  }, target)).toEqual({ opens: false, stored: 0, cookie: '', page: 'not read' });
  await expect(page.getByTestId('seat-lost')).toHaveCount(0);
  await new Promise((resolve) => { rogue.close(resolve); rogue.closeAllConnections(); });
});

test('with --users 2 a second tab takes over from its own browser only', async ({ page, browser, context }) => {
  await host.end();
  host = await serve(home, ['--port', '0', '--users', '2']);
  await enter(page);
  const elsewhere = await browser.newContext();
  const other = await enter(await elsewhere.newPage());
  // The address opened again by the same browser is its own seat still.
  const second = await tab(context, host.address);
  await expect(second.getByTestId('seat-taken')).toBeVisible();
  await expect(page.getByTestId('seat-lost')).toBeVisible();
  await expect(other.getByTestId('seat-lost')).toHaveCount(0);
  await other.reload();
  await expect(other.getByTestId('provider-model')).toBeVisible();
  await expect(other.getByTestId('seat-taken')).toHaveCount(0);
  await elsewhere.close();
});
