/** Chromium, started by playwright-core with a profile of its own and a port at which tests can join in. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { BrowserContext, Page } from 'playwright-core';
import { CHROMIUM, CHROMIUM_ARGS } from '../chromium.ts';

let profile: string | null = null;
let context: BrowserContext | null = null;
let startPage: Page | null = null;

/** The folder that stands for Electron's user data. Removed at the end. */
export function userData(): string {
  profile ??= mkdtempSync(join(tmpdir(), 'handoff-double-'));
  return profile;
}

/** Starts Chromium, or joins the one that HANDOFF_CHROMIUM_AT names (Windows' node.exe under Wine cannot start it); once. */
export async function startBrowser(): Promise<void> {
  const running = process.env['HANDOFF_CHROMIUM_AT'];
  context = running ? await joined(running) : await started();
  // Windows answer their own requests; whatever else opens gets nothing.
  await context.route('**/*', (route) => route.abort());
  startPage = context.pages()[0] ?? null;
}

async function joined(address: string): Promise<BrowserContext> {
  const [first] = (await chromium.connectOverCDP(address)).contexts();
  if (!first) throw new Error(`The browser at ${address} has no context`);
  return first;
}

function started(): Promise<BrowserContext> {
  return chromium.launchPersistentContext(userData(), {
    executablePath: CHROMIUM,
    // Frames of foreign origins stay in the page's process, so that one session sees all of them.
    args: [...CHROMIUM_ARGS, '--remote-debugging-port=0', '--disable-site-isolation-trials',
      '--disable-features=IsolateOrigins,site-per-process'],
    viewport: null,
    acceptDownloads: true,
    serviceWorkers: 'block',
  });
}

export function theContext(): BrowserContext {
  if (!context) throw new Error('Windows can be made only when the app is ready');
  return context;
}

/** A page for a window: the one that Chromium starts with, then new ones. */
export async function newPage(): Promise<Page> {
  const first = startPage;
  startPage = null;
  return first ?? theContext().newPage();
}

/** Where a second Playwright can connect. */
export async function debuggingAddress(): Promise<string> {
  for (let i = 0; ; i++) {
    try {
      const [port] = (await readFile(join(userData(), 'DevToolsActivePort'), 'utf8')).split('\n');
      // It exists a moment before the port is in it.
      if (!/^\d+$/.test(port ?? '')) throw new Error('Chromium has not said its debugging port yet');
      return `http://127.0.0.1:${port}`;
    } catch (error) {
      if (i === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

export async function closeBrowser(): Promise<void> {
  await context?.close().catch(() => undefined);
  if (profile) rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
