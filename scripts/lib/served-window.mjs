// A served host and a browser for it, for screenshots.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { at } from './paths.mjs';

const CHROMIUM = process.env.HANDOFF_CHROMIUM ?? '/usr/bin/chromium';

/** A new page for each view, with a separate host and browser profile. */
export async function servedWindow() {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--headless=new', '--no-sandbox', '--disable-gpu'] });
  return {
    async page(viewport) {
      // Recent files and unsaved work of this machine's user must not be shown.
      const home = mkdtempSync(join(tmpdir(), 'handoff-pictures-'));
      const host = spawn(process.execPath, [at('out', 'main', 'cli.js'), 'serve', '--port', '0'],
        { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, XDG_CONFIG_HOME: home } });
      host.once('exit', () => rmSync(home, { recursive: true, force: true }));
      const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
      const page = await context.newPage();
      page.once('close', () => host.kill('SIGTERM'));
      await page.goto(await addressOf(host));
      await page.getByTestId('open-session').waitFor();
      return page;
    },
    async stop() {
      await browser.close();
    },
  };
}

async function addressOf(host) {
  let said = '';
  for await (const text of host.stdout) {
    said += text;
    const address = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/.exec(said)?.[0];
    if (address !== undefined) return address;
  }
  await once(host, 'exit');
  throw new Error(`The host printed no address:\n${said}`);
}
