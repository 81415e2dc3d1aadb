import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { startDouble } from '../../double/client.ts';
import { OUT } from './inspector.ts';
import type { Inspector } from './inspector.ts';

/** Runs the built Electron main under the stand-in and joins its Chromium. */
export async function startUnderDouble(out = OUT): Promise<Inspector> {
  const double = await startDouble(join(out, 'main', 'electron.js'));
  const browser = await chromium.connectOverCDP(double.address);
  const page = browser.contexts()[0]?.pages()[0];
  if (!page) throw new Error('The stand-in has no page');
  await page.waitForURL((url) => url.protocol === 'https:');
  return {
    kind: 'double', page, pid: double.pid, endsWithPage: true, double,
    async stop() {
      await double.ask({ what: 'quit' }).catch(() => undefined);
      const timer = setTimeout(() => double.kill(), 10_000);
      await double.exited;
      clearTimeout(timer);
      await browser.close();
    },
  };
}
