/** The served page in a browser of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { type Browser, type Page, chromium } from 'playwright-core';
import { CHROMIUM, CHROMIUM_ARGS } from '../../double/chromium.ts';

export const WINDOW = { width: 1440, height: 900 };

export interface Served {
  address: string;
  pid: number;
  stop(): Promise<void>;
}

/** `handoff serve` from the build, and the address that it prints; good for one page, since its token is. */
export async function serve(): Promise<Served> {
  const child = spawn(process.execPath, [resolve('out/main/cli.js'), 'serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const text of child.stdout) {
    said += String(text);
    const address = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/.exec(said)?.[0];
    if (address === undefined) continue;
    return {
      address,
      pid: child.pid!,
      async stop() {
        child.kill('SIGTERM');
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      },
    };
  }
  throw new Error(`The host ended without an address:\n${said}`);
}

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: [...CHROMIUM_ARGS] });

export interface OpenWindow {
  page: Page;
  /** The pid of its host. */
  host: number;
  stop(): Promise<void>;
}

/** The start screen, ready, in a context without a cache. `before` runs in the page before its scripts. */
export async function openWindow(browser: Browser, before: () => void = () => undefined): Promise<OpenWindow> {
  const host = await serve();
  const context = await browser.newContext({ viewport: WINDOW });
  const page = await context.newPage();
  await page.addInitScript(before);
  await page.goto(host.address);
  await page.getByTestId('open-session').waitFor();
  return {
    page,
    host: host.pid,
    async stop() {
      await context.close();
      await host.stop();
    },
  };
}
