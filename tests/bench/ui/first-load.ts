/** What is loaded before the start screen can be used, and how long that takes. */
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { serve } from './window.ts';

/** Already compressed: a second time gains nothing. */
const PACKED = /\.woff2$/;

/** kB of all bodies as gzip sends them, and milliseconds from asking for the address to a button that can be pressed. */
export async function firstLoad(browser: Browser): Promise<{ kilobytes: number; millis: number }> {
  const host = await serve();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    const bodies: Promise<number>[] = [];
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      bodies.push(response.body().then((body) => (PACKED.test(pathname) ? body.length : gzipSync(body).length), () => 0));
    });
    await page.addInitScript(() => {
      const own = globalThis as unknown as { ready: Promise<number> };
      own.ready = new Promise((done) => {
        const look = () => {
          const button = document.querySelector<HTMLButtonElement>('[data-testid="open-session"]');
          // A task after the frame: the page has drawn it and is free to hear a click.
          if (button && !button.disabled) requestAnimationFrame(() => setTimeout(() => done(performance.now())));
          else requestAnimationFrame(look);
        };
        look();
      });
    });
    await page.goto(host.address);
    const millis = await page.evaluate(() => (globalThis as unknown as { ready: Promise<number> }).ready);
    const sizes = await Promise.all(bodies);
    return { kilobytes: sizes.reduce((a, b) => a + b, 0) / 1000, millis };
  } finally {
    await context.close();
    await host.stop();
  }
}
