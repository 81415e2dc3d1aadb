/** An exported page, opened from the disk in a browser without a network. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Page, expect, test as base } from '@playwright/test';
import { writeLongRecording } from '../bench/ui/recorded.ts';
import { faultsInBoth } from './axe.ts';
import { ROOT } from './hosts/inspector.ts';
import { strings as common } from '../../app/renderer/components/strings.ts';
import { pattern } from './text.ts';

/** `open` exports a scenario and opens the page; what it asked for besides itself, and what it complained of, must be nothing. */
const test = base.extend<{ open: (scenario: string, step?: number) => Promise<Page> }>({
  open: async ({ browser }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'handoff-replay-'));
    const context = await browser.newContext({ offline: true, viewport: { width: 1440, height: 900 } });
    const wrong: string[] = [];
    await use(async (scenario, step = 0) => {
      const file = join(folder, 'replay.html');
      execFileSync(process.execPath,
        [join(ROOT, 'out/main/cli.js'), 'export', scenario, '--to', 'html', '--step', String(step), '--out', file], { stdio: 'ignore' });
      const page = await context.newPage();
      page.on('request',
        (request) => { if (request.url() !== pathToFileURL(file).href && !request.url().startsWith('data:'))
          wrong.push(`asked for ${request.url()}`); });
      page.on('pageerror', (error) => wrong.push(error.message));
      page.on('console', (message) => { if (message.type() === 'error') wrong.push(message.text()); });
      await page.goto(pathToFileURL(file).href);
      await page.getByTestId('step').waitFor();
      return page;
    });
    await context.close();
    rmSync(folder, { recursive: true, force: true });
    base.expect(wrong).toEqual([]);
  },
});

const SCENARIO = 'winsock/the-second-registration-cancels-the-first';

test('opens at its step and moves through the others, by keys and by buttons', async ({ open }) => {
  const page = await open(SCENARIO, 16);
  await expect(page.getByTestId('position')).toHaveText('16 of 28');
  await expect(page.getByTestId('node-registration-2')).toContainText('FD_WRITE');
  await page.getByTestId('step').click();
  await expect(page.getByTestId('position')).toHaveText('17 of 28');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByTestId('position')).toHaveText('15 of 28');
  await expect(page.getByTestId('node-registration-1')).toContainText('FD_READ');
  await page.keyboard.press('End');
  await expect(page.getByTestId('step')).toHaveAttribute('aria-disabled', 'true');
  await page.getByTestId('first').click();
  await expect(page.getByTestId('position')).toHaveText('0 of 28');
  await page.getByTestId('run').click();
  await expect(page.getByTestId('position')).not.toHaveText('0 of 28');
  await page.getByTestId('run').click();
  await expect(page.getByTestId('run')).toHaveText('Run');
});

test('shows the sequence, the log, and a diff', async ({ open }) => {
  const page = await open(SCENARIO, 16);
  await page.getByTestId('tab-sequence').click();
  await expect(page.getByTestId('arrow-cancellation-16')).toHaveCount(1);
  await page.getByTestId('sequence-row-14').click();
  await expect(page.getByTestId('position')).toHaveText('14 of 28');
  await page.getByTestId('tab-log').click();
  await expect(page.getByTestId('log-table')).toContainText('WSAEventSelect');
  await page.getByTestId('tab-diff').click();
  await expect(page.getByRole('tabpanel')).toContainText('registration');
});

test('explains the selected thing, with links to the steps that caused it', async ({ open }) => {
  const page = await open(SCENARIO, 20);
  await page.getByTestId('node-socket-2').click();
  await expect(page.getByTestId('inspector')).toContainText('#2');
  const why = page.getByTestId('why');
  await why.getByRole('button', { name: pattern(common.stepLink(NaN), true) }).first().click();
  await expect(page.getByTestId('position')).not.toHaveText('20 of 28');
});

test('does not let a scenario put its markup into the page', async ({ open }) => {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-hostile-'));
  const file = join(folder, 's.json');
  const title = '</script><script>document.title="taken"</script><!--script-->';
  writeFileSync(file, JSON.stringify({
    format: 'handoff-scenario/1', title, description: title, rules: 'linux', processes: [{ name: 'main' }],
    steps: [{ process: 'main', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' }, as: 's', note: title }],
  }));
  const page = await open(file, 1);
  rmSync(folder, { recursive: true, force: true });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  await expect(page).toHaveTitle(`${title}: replay`);
});

test('plays a recording of 20,000 calls with its story, in less than 2 MB', async ({ open }) => {
  test.setTimeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), 'handoff-recorded-'));
  const file = join(folder, 'long.handoff-trace.ndjson');
  await writeLongRecording(file, 20_000);
  const page = await open(file, 20_000);
  rmSync(folder, { recursive: true, force: true });
  expect(statSync(fileURLToPath(page.url())).size).toBeLessThan(2_000_000);
  await expect(page.getByTestId('position')).toHaveText('20000 of 20000');
  await expect(page.locator('[data-testid^="episode-"]').first()).toBeVisible();
  await page.keyboard.press('Home');
  await page.getByTestId('step').click();
  await expect(page.getByTestId('position')).toHaveText('1 of 20000');
  await expect(page.getByTestId('axis-text')).toContainText('20000');
});

test('axe finds no fault in it, light or dark', async ({ open }) => {
  const page = await open(SCENARIO, 16);
  for (const tab of ['graph', 'sequence', 'log', 'diff']) {
    await page.getByTestId(`tab-${tab}`).click();
    expect(await faultsInBoth(page), tab).toEqual([]);
  }
});
