/** The live view with ten thousand descriptors: how soon a search answers, and frames while one pans. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { median } from '../measure.ts';
import type { Row } from '../table.ts';
import { startLoad } from '../../live/support/load.ts';
import { tracing } from './trace.ts';
import { openWindow } from './window.ts';

/** 20 processes with 500 descriptors each. */
const PLAN = { processes: 20, descriptors: 500, listeners: 40, sharedBy: 10, registrations: 2000 };
const PAN_MS = 3000;

export async function liveRows(browser: Browser): Promise<Row[]> {
  const { bundleLive } = await import(pathToFileURL(resolve('scripts/lib/live.mjs')).href) as { bundleLive: () => Promise<void> };
  await bundleLive();
  const load = await startLoad(PLAN);
  const { page, stop } = await openWindow(browser);
  try {
    await page.getByTestId('open-live').click();
    await page.getByTestId('live-table').waitFor({ timeout: 60_000 });
    const ports = load.processes.flatMap((p) => p.listeners.map((l) => l.port));
    const answers: number[] = [];
    for (const port of ports.slice(0, 20)) answers.push(await answer(page, port));
    await page.getByTestId('live-filter').fill('');
    await page.waitForTimeout(1500);
    const traced = await tracing(browser, page, () => panLive(page));
    const [from, to] = [traced.mark('from'), traced.mark('to')];
    const drawn = traced.frames(from, to);
    return [
      { what: 'live view, 10,000 descriptors: from the last key of a search to its row on screen', unit: 'ms', ours: median(answers), bar: { atMost: 100 } },
      { what: 'live view, 10,000 descriptors: mean frame while panning', unit: 'ms', ours: (to - from) / Math.max(1, drawn.length), bar: { atMost: 20 } },
    ];
  } finally {
    await stop();
    await load.stop();
  }
}

/** Milliseconds until the table has the one row of this port. */
function answer(page: Page, port: number): Promise<number> {
  return page.evaluate((wanted) => new Promise<number>((done) => {
    const field = document.querySelector<HTMLInputElement>('[data-testid="live-filter"]')!;
    const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!;
    const start = performance.now();
    setValue.call(field, `port ${wanted}`);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    const look = () => {
      const row = document.querySelector('[data-testid="live-row-0"]');
      if (row?.textContent?.includes(`:${wanted}`)) requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
      else requestAnimationFrame(look);
    };
    look();
  }), port);
}

/** Drags the graph to and fro, a pointer event a frame. */
async function panLive(page: Page): Promise<void> {
  await page.evaluate(async (millis) => {
    const canvas = document.querySelector('[data-testid="live-graph"] canvas')!;
    const box = canvas.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const send = (type: string, dx: number) => canvas.dispatchEvent(new WheelEvent(type, { deltaX: dx, deltaY: dx / 3, clientX: x, clientY: y, bubbles: true, cancelable: true }));
    performance.mark('from');
    const start = performance.now();
    for (let now = start; now < start + millis; now = performance.now()) {
      send('wheel', Math.sin((now - start) / 400) * 14);
      await new Promise((next) => { requestAnimationFrame(next); });
    }
    performance.mark('to');
  }, PAN_MS);
}
