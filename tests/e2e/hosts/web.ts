import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { noteSockets } from '../wire.ts';
import { OUT } from './inspector.ts';
import type { Inspector } from './inspector.ts';

export interface Served {
  address: string;
  pid: number;
  /** Ends it, at once or as Ctrl-C's sibling would; resolves when it has ended. */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Starts `handoff serve`. `config`: the folder where it keeps things; `env` is added to its environment. */
export async function serve(config: string, args: readonly string[] = ['--port', '0'],
  env: NodeJS.ProcessEnv = {}): Promise<Served> {
  const child = spawn(process.execPath, [join(OUT, 'main', 'cli.js'), 'serve', ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, XDG_CONFIG_HOME: config, ...env } });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = await printedAddress(child);
  return {
    address, pid: child.pid!,
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), 8_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Starts `handoff serve`, opens the address that it prints. `home`: where it keeps things; a fresh folder if absent. */
export async function startWeb(browser: Browser, home?: string): Promise<Inspector> {
  const config = home ?? mkdtempSync(join(tmpdir(), 'handoff-e2e-'));
  const served = await serve(config);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(noteSockets);
  await page.goto(served.address);
  return {
    kind: 'web', page, pid: served.pid, endsWithPage: false, double: null,
    async stop() {
      await context.close();
      await served.end();
      if (home === undefined) rmSync(config, { recursive: true, force: true });
    },
  };
}

function printedAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (text: Buffer) => {
      said += text.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/.exec(said);
      if (found) resolve(found[0]);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => reject(new Error(`The host ended with code ${code}:\n${said}`)));
    setTimeout(() => reject(new Error(`The host printed no address:\n${said}`)), 20_000).unref();
  });
}
