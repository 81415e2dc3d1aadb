// The views in the screenshots, each reached as a user reaches it.
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { at } from './paths.mjs';

const SECOND = 'the-second-registration-cancels-the-first';

/** Opens a scenario on the provider that makes real calls, if there is one. */
async function open(page, rules, name, steps) {
  await page.getByTestId(`scenario-${rules}-${name}`).click();
  const real = page.getByTestId(`provider-${rules}`);
  await ((await real.isEnabled()) ? real : page.getByTestId('provider-model')).click();
  await page.getByTestId('open-session').click();
  await page.getByTestId('position').waitFor({ timeout: 60_000 });
  for (let n = 1; n <= steps; n++) {
    await page.getByTestId('step').click();
    await page.getByTestId('position').filter({ hasText: new RegExp(`^${n} of`) }).waitFor({ timeout: 20_000 });
  }
  // The pointer is over the button; its tooltip is not part of the view.
  await page.mouse.move(0, 0);
}

const tab = (name) => async (page) => {
  await page.getByTestId(`tab-${name}`).click();
  await page.getByText(/^Opening .*…$/).waitFor({ state: 'detached' });
  await page.mouse.move(0, 0);
};

/** @type {readonly { name: string, show: (page: import('playwright-core').Page) => Promise<void> }[]} */
export const VIEWS = [
  { name: 'start', show: async () => {} },
  { name: 'graph', show: (page) => open(page, 'winsock', 'hand-a-connection-over', 7) },
  {
    name: 'why',
    async show(page) {
      await open(page, 'winsock', SECOND, 20);
      await page.locator('[data-testid^="node-registration-"][data-state="cancelled"]').first().click();
      const why = page.getByTestId('why-why-not-fired');
      if ((await why.getAttribute('aria-expanded')) !== 'true') await why.click();
      await page.mouse.move(0, 0);
    },
  },
  {
    name: 'why-socket',
    async show(page) {
      await open(page, 'winsock', SECOND, 17);
      await page.getByTestId('node-socket-2').click();
      await page.getByTestId('why').getByTestId(/^why-who-gets-event/).click();
      await page.getByTestId('why').scrollIntoViewIfNeeded();
      await page.mouse.move(0, 0);
    },
  },
  { name: 'sequence', show: async (page) => { await open(page, 'winsock', SECOND, 22); await tab('sequence')(page); } },
  { name: 'log', show: async (page) => { await open(page, 'linux', 'graceful-restart', 20); await tab('log')(page); } },
  {
    name: 'diff',
    async show(page) {
      await open(page, 'winsock', SECOND, 18);
      await tab('diff')(page);
      await page.getByTestId('diff-from').fill('6');
    },
  },
  { name: 'sides', show: async (page) => { await open(page, 'linux', 'in-flight-descriptor', 12); await tab('sides')(page); } },
  { name: 'code', show: async (page) => { await open(page, 'winsock', SECOND, 9); await tab('code')(page); } },
  {
    name: 'palette',
    async show(page) {
      await open(page, 'winsock', 'a-transfer-never-imported', 9);
      await page.keyboard.press('Control+k');
      await page.getByTestId('palette-input').fill('call:WSASocketW');
      await page.locator('[data-testid^="found-step-"]').first().waitFor();
    },
  },
  {
    name: 'presenter',
    async show(page) {
      await open(page, 'winsock', 'the-wrong-target', 8);
      await page.keyboard.press('p');
      await page.getByTestId('presenter').waitFor();
      await page.keyboard.press('q');
      await page.keyboard.press('PageDown');
      await page.getByTestId('question').waitFor();
    },
  },
  {
    name: 'transfer',
    async show(page) {
      await open(page, 'winsock', 'by-any-carrier', 8);
      await page.locator('[data-kind="transfer"]').first().click();
      await page.getByText('WSAPROTOCOL_INFOW', { exact: true }).last().scrollIntoViewIfNeeded();
      await page.getByRole('button', { name: 'dwProviderReserved' }).click();
      await page.mouse.move(0, 0);
    },
  },
  {
    name: 'console',
    async show(page) {
      await open(page, 'winsock', SECOND, 13);
      await page.keyboard.press('`');
      await page.getByTestId('console-process').selectOption('reader');
      await page.getByTestId('console-line').fill('WSAEventSelect s=$r event=$readEvent mask=FD_READ');
      await page.keyboard.press('Escape');
      await page.getByTestId('console-perform').click();
      await page.getByTestId('typed-lines').locator('li').first().waitFor();
      await page.getByTestId('console-line').fill('WSAEventSelect s=$r event=$readEvent mask=FD_READ|FD_CLOSE');
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'completion',
    async show(page) {
      await open(page, 'linux', 'hand-a-connection-over', 12);
      await tab('console')(page);
      await page.getByTestId('console-line').click();
      await page.keyboard.type('getsockopt fd=$d level=SOL_SOCKET name=');
      await page.getByTestId('console-line-suggestions').waitFor();
    },
  },
  {
    name: 'scenario',
    async show(page) {
      await open(page, 'winsock', SECOND, 13);
      await tab('scenario')(page);
      await page.getByTestId('edit-row-13').locator('.edit-line').focus();
      await page.keyboard.press('Delete');
      await page.locator('[data-testid^="edit-fault-"]').first().waitFor();
    },
  },
  {
    name: 'two-providers',
    async show(page) {
      await open(page, 'winsock', 'hand-a-connection-over', 12);
      await tab('sides')(page);
      await page.getByTestId('sides-providers').check();
      await page.getByTestId('run-beside').click();
      await page.getByTestId('paired-sum').waitFor({ timeout: 60_000 });
    },
  },
  { name: 'live', show: live },
  {
    name: 'live-port',
    async show(page) {
      const port = await live(page);
      await page.getByTestId('live-filter').fill(`port ${port}`);
      await page.getByTestId('live-row-0').filter({ hasText: `:${port}` }).waitFor();
      await page.getByTestId('live-row-0').click();
      await page.getByTestId('live-holder').first().waitFor();
      await page.mouse.move(0, 0);
    },
  },
  {
    name: 'own',
    async show(page) {
      await open(page, 'linux', 'hand-a-connection-over', 5);
      await page.keyboard.press('o');
      await page.getByTestId('own-pid').fill(String(process.pid));
      await page.keyboard.press('Enter');
      await page.getByTestId('own-process').waitFor();
    },
  },
  {
    name: 'tour',
    async show(page) {
      await page.getByTestId('tour-start').click();
      await page.getByTestId('tour').waitFor({ timeout: 60_000 });
      for (let i = 0; i < 4; i++) await page.getByTestId('tour-next').click();
      await page.getByTestId('position').filter({ hasText: /^8 of/ }).waitFor({ timeout: 20_000 });
    },
  },
  {
    name: 'split',
    async show(page) {
      await open(page, 'winsock', SECOND, 20);
      await page.keyboard.press('\\');
      await page.getByTestId('sequence').waitFor();
    },
  },
  {
    name: 'menus',
    async show(page) {
      await open(page, 'winsock', 'hand-a-connection-over', 3);
      await page.getByTestId('save').click();
    },
  },
  {
    name: 'message',
    async show(page) {
      await page.getByTestId('scenario-file').setInputFiles({ name: 'my.json', mimeType: 'application/json',
        buffer: Buffer.from(
          '{ "format": "handoff-scenario/1", "title": "Mine", "rules": "winsock", "processes": [{ "name": "main" }], '
            + '"steps": [{ "process": "main", "call": "WSADuplicateSoketW", "args": {} }] }') });
      await page.getByRole('alert').first().waitFor();
    },
  },
  { name: 'before', show: (page) => open(page, 'winsock', SECOND, 0) },
  { name: 'log-search',
    async show(page) { await open(page, 'linux', 'graceful-restart', 20); await tab('log')(page);
      await page.getByTestId('log-filter').fill('call:accept4'); } },
];

/** The live view of a machine with additional holders, and the port that several of them share. */
async function live(page) {
  // Its command line is part of the picture, and must not reveal this folder's path.
  const folder = mkdtempSync(join(tmpdir(), 'server-'));
  copyFileSync(at('tests', 'e2e', 'live-load.mjs'), join(folder, 'prefork.mjs'));
  const load = spawn('node', ['prefork.mjs', '40', '4'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  page.once('close', () => load.stdin.end());
  load.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { value } = await createInterface(load.stdout)[Symbol.asyncIterator]().next();
  await page.getByTestId('open-live').click();
  await page.getByTestId('live-row-0').waitFor({ timeout: 60_000 });
  return JSON.parse(value).port;
}
