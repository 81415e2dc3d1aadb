/** Whatever a file holds: nothing on the page turns text around, hides in it, or ends what it stands in. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { ROOT } from './hosts/inspector.ts';
import { stepToEnd } from './session.ts';

const HOSTILE = 'x\u202e\u2066\u200b\u001b[31m\u009b\u2028\ufeff\u{e0041}</script><img src=x>y';
const SHOWN = String.raw`x\u{202e}\u{2066}\u{200b}\x1b[31m\x9b\u{2028}\u{feff}\u{e0041}</script><img src=x>y`;

const SCENARIO = {
  format: 'handoff-scenario/1', title: HOSTILE, description: HOSTILE, rules: 'linux', processes: [{ name: 'main' }, { name: 'other' }],
  steps: [
    { process: 'main', call: 'socketpair', args: { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, as: ['a', 'b'], note: HOSTILE },
    { process: 'main', call: 'send', args: { fd: '$a', data: HOSTILE, flags: [] }, expect: { error: 'EPIPE' } },
    { process: 'main', call: 'recv', args: { fd: '$b', length: 200, flags: [] }, expect: { data: HOSTILE } },
    { message: HOSTILE, from: 'main', to: 'other', carrier: 'ipc', note: HOSTILE },
  ],
};

/** Texts of the page, and of what is said of its parts, that hold something unseen. */
function unseen(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node instanceof Element)
        found.push(...['title', 'aria-label', 'placeholder', 'alt'].map((name) => node.getAttribute(name) ?? ''));
      else if (node.parentElement?.closest('script, style, textarea') === null) found.push(node.nodeValue ?? '');
    }
    return found.filter((text) => /(?![\n\r\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text));
  });
}

const choose = (app: Page, name: string,
  text: string) => app.getByTestId('scenario-file').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });

test('a scenario in every view, and in a page that replays it', async ({ app, browser }) => {
  await app.getByTestId('provider-model').click();
  await choose(app, `${HOSTILE.replaceAll('/', '')}.json`, JSON.stringify(SCENARIO));
  await expect(app.getByTestId('position')).toContainText(/^0 of 4/, { timeout: 30_000 });
  await stepToEnd(app);
  for (const tab of ['graph', 'sequence', 'log', 'diff', 'sides', 'code', 'console', 'scenario']) {
    await app.getByTestId(`tab-${tab}`).click();
    await expect(app.getByTestId(`tab-${tab}`)).toHaveAttribute('aria-selected', 'true');
    await expect(app.getByRole('tabpanel').first()).not.toBeEmpty();
    expect([tab, await unseen(app)]).toEqual([tab, []]);
  }
  expect(await app.locator('body').innerText()).toContain(SHOWN);

  const folder = mkdtempSync(join(tmpdir(), 'handoff-foreign-'));
  try {
    writeFileSync(join(folder, 'x.json'), JSON.stringify(SCENARIO));
    execFileSync(process.execPath, [join(ROOT, 'out/main/cli.js'), 'export', 'x.json', '--to', 'html', '--step', '4', '--out', 'x.html'],
      { cwd: folder, stdio: 'ignore' });
    const page = await browser.newPage();
    await page.goto(pathToFileURL(join(folder, 'x.html')).href);
    await page.getByTestId('step').waitFor();
    expect(await unseen(page)).toEqual([]);
    expect(await page.title()).toBe(`${SHOWN}: replay`);
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    await page.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a message about the name or the content of a file is short and visible', async ({ app }) => {
  await choose(app, `${HOSTILE.replaceAll('/', '')}.json`, `{"format": "${HOSTILE}${'n'.repeat(100_000)}`);
  const alert = app.getByRole('alert');
  await expect(alert).toContainText('not JSON');
  expect(await unseen(app)).toEqual([]);
  expect((await alert.innerText()).length).toBeLessThan(4000);
});

test('names of a process and its socket in the live view', async ({ app }) => {
  test.skip(process.platform !== 'linux', 'not run: names of processes are set as Linux has it');
  const folder = mkdtempSync(join(tmpdir(), 'handoff-foreign-'));
  const child = spawn(process.execPath, ['-e', `require('fs').writeFileSync('/proc/self/comm', '\\u202e\\u001bq'); process.stdin.resume();
    require('net').createServer().listen(${JSON.stringify(join(folder, '\u202eb\n\u200bc'))}, () => console.log('up'));`],
    { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    await once(child.stdout, 'data');
    await app.getByTestId('open-live').click();
    await expect(app.getByTestId('live-counts')).toContainText('descriptor', { timeout: 30_000 });
    await app.getByTestId('live-filter').fill(`pid:${child.pid} unix listening`);
    await expect(app.getByTestId('live-total')).toHaveText(/^1 socket\b/);
    const row = app.getByTestId('live-row-0');
    await expect(row).toContainText(String.raw`\u{202e}b`);
    await row.click();
    await expect(app.getByTestId('live-detail')).toContainText(String.raw`\u{202e}\x1bq`);
    await expect(app.getByTestId('live-why')).not.toBeEmpty();
    expect(await unseen(app)).toEqual([]);
  } finally {
    child.stdin.end();
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});
