import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BrowserContext, type Page, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Answer } from '../../app/shared/contract/contract.ts';
import type { ProcessEntity } from '../../app/shared/domain/entities.ts';
import { readTrace } from '../../app/shared/trace/file.ts';
import { CHROMIUM, CHROMIUM_ARGS } from '../double/chromium.ts';
import { runInWine, windowsPath } from '../support/wine-node.ts';

// The built Electron main runs whole in Windows' node.exe under Wine, as it would on Windows, with the stand-in for
// the electron module; the stand-in joins a Chromium that runs on Linux, since none runs under Wine.

const profile = mkdtempSync(join(tmpdir(), 'handoff-wine-page-'));
let browser: BrowserContext;
let address = '';

beforeAll(async () => {
  browser = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: [...CHROMIUM_ARGS, '--remote-debugging-port=0', '--disable-site-isolation-trials',
      '--disable-features=IsolateOrigins,site-per-process'],
  });
  address = `http://127.0.0.1:${readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')[0]}`;
});

afterAll(async () => {
  await browser.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
});

async function traceOf(page: Page, session: string) {
  const answer = await page.evaluate((id) => {
    const { handoff } =
      window as unknown as { handoff: { requests: { 'session.trace': (input: { session: string }) => Promise<Answer<'session.trace'>> } } };
    return handoff.requests['session.trace']({ session: id });
  }, session);
  if (!answer.ok) throw new Error(answer.message);
  return readTrace(answer.value, 'the page').log;
}

it('performs a handoff with main making the Winsock calls in its own process', async () => {
  const ended = runInWine(
    ['--import', `file:///Z:${resolve('tests/double/register.mjs')}`, windowsPath(resolve('out/main/electron.js'))],
    170_000, { HANDOFF_CHROMIUM_AT: address },
  );
  const page = browser.pages()[0]!;
  await page.waitForURL((url) => url.protocol === 'https:', { timeout: 60_000 });
  await page.getByTestId('provider-winsock').click({ timeout: 60_000 });
  await page.getByTestId('scenario-winsock-hand-a-connection-over').click();
  await page.getByTestId('open-session').click();

  for (let n = 1; n <= 18; n++) {
    await page.getByTestId('step').click({ timeout: 30_000 });
    await page.getByText(`${n} of 18`).first().waitFor({ timeout: 30_000 });
  }

  const log = await traceOf(page, 'session-1');
  expect(log.header.platform).toMatch(/^wine-\d+\.\d+$/);
  expect(log.steps().map((s) => s.outcome.kind)).toEqual(Array.from({ length: 18 }, () => 'ok'));
  expect(log.steps().flatMap((s) => s.divergences)).toEqual([]);
  const main = log.header.start.added['process:main'] as ProcessEntity;
  const others = Object.values(log.header.start.added).map((p) => (p as ProcessEntity).pid);
  expect(new Set(others).size).toBe(3);
  // What main performed by itself: the export names the target, the socket is main's own.
  const exported = log.steps().find((s) => s.action.kind === 'call' && s.action.call === 'WSADuplicateSocketW')!;
  expect(exported.action).toMatchObject({ participant: 'main',
    resolved: { processId: (log.header.start.added['process:target'] as ProcessEntity).pid } });
  expect(main.pid).toBeGreaterThan(0);

  await page.close();
  const { code, stderr } = await ended;
  expect(stderr).toBe('');
  expect(code).toBe(0);
}, 180_000);
