/** The live view with ten thousand descriptors: how soon a search answers, frames while one pans, and what it costs to watch. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { median } from '../measure.ts';
import type { Row } from '../table.ts';
import { startLoad } from '../../live/support/load.ts';
import { startChurn } from './churn.ts';
import { mainThreadLoad } from './load.ts';
import { tracing } from './trace.ts';
import { openWindow } from './window.ts';

/** 20 processes with 500 descriptors each. */
const PLAN = { processes: 20, descriptors: 500, listeners: 40, sharedBy: 10, registrations: 2000 };
const DESCRIPTORS = PLAN.processes * PLAN.descriptors;
const PAN_MS = 3000;
const WATCH_MS = 9000;

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
    const watched = await watch(page);
    return [
      { what: 'live view, 10,000 descriptors: from the last key of a search to its row on screen', unit: 'ms', ours: median(answers),
        bar: { atMost: 100 } },
      { what: 'live view, 10,000 descriptors: mean frame while panning', unit: 'ms', ours: (to - from) / Math.max(1, drawn.length),
        bar: { atMost: 20 } },
      { what: `live view, 10,000 descriptors: main thread's load while it watches ${watched.percentChanged.toFixed(1)} % of them `
        + 'change a second', unit: '%', ours: watched.load, bar: { atMost: 10 } },
    ];
  } finally {
    await stop();
    await load.stop();
  }
}

/**
 * Watches while a hundredth of the descriptors is replaced each second.
 * @throws Error when the view was not told of as many, or not of every scan.
 */
async function watch(page: Page): Promise<{ load: number; percentChanged: number }> {
  const churn = startChurn(DESCRIPTORS / 100);
  const session = await page.context().newCDPSession(page);
  let told: { added: number; removed: number }[] = [];
  await session.send('Network.enable');
  session.on('Network.webSocketFrameReceived', ({ response }) => {
    const changed = /"event":"live\.changed".*"added":(\d+),"updated":\d+,"removed":(\d+)/.exec(response.payloadData);
    if (changed) told.push({ added: Number(changed[1]), removed: Number(changed[2]) });
  });
  try {
    await page.getByTestId('live-watch').click();
    await page.waitForTimeout(WATCH_MS / 3);
    told = [];
    const load = await mainThreadLoad(page, WATCH_MS);
    await page.getByTestId('live-watch').click();
    const replaced = told.reduce((sum, { added, removed }) => sum + Math.min(added, removed), 0);
    const percentChanged = (replaced / DESCRIPTORS / (WATCH_MS / 1000)) * 100;
    if (percentChanged < 0.9 || told.length < (WATCH_MS / 1000) * 0.75)
      throw new Error(`The view was told of ${told.length} scans, and ${percentChanged.toFixed(2)} % of changes a second`);
    return { load, percentChanged };
  } finally {
    await session.detach();
    await churn.stop();
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
    const send = (type: string,
      dx: number) =>
      canvas.dispatchEvent(new WheelEvent(type, { deltaX: dx, deltaY: dx / 3, clientX: x, clientY: y, bubbles: true, cancelable: true }));
    performance.mark('from');
    const start = performance.now();
    for (let now = start; now < start + millis; now = performance.now()) {
      send('wheel', Math.sin((now - start) / 400) * 14);
      await new Promise((next) => { requestAnimationFrame(next); });
    }
    performance.mark('to');
  }, PAN_MS);
}
