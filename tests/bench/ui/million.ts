/** A recording of a million steps: opened, searched, and moved about in. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { median, percentile } from '../measure.ts';
import type { Row } from '../table.ts';
import { openFile } from './drive.ts';
import { profiled, tasksOf } from './profile.ts';
import { writeLongRecording } from './recorded.ts';
import { tracing } from './trace.ts';
import { WINDOW, openWindow } from './window.ts';

const STEPS = 1_000_000;
const SEEKS = 40;
const SEARCHES = ['call:sendmsg', 'question', 'error:*', 'process:worker-3 call:close', 'step:500000- call:accept4'];
const MOVE_MS = 3000;
const TITLE = 'a recording of 1,000,000 steps';

export async function millionRows(browser: Browser, folder: string): Promise<Row[]> {
  const path = join(folder, 'million.handoff-trace.ndjson');
  await writeLongRecording(path, STEPS);
  const { page, host, stop } = await openWindow(browser);
  try {
    page.setDefaultTimeout(300_000);
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const before = await metric(session, 'TaskDuration');
    let opening = { first: 0, all: 0 };
    await profiled(page, 'opening a million steps', async () => { opening = await openFile(page, path, STEPS); });
    const work = (await metric(session, 'TaskDuration') - before) * 1000;
    let seeks = { shown: [0], read: [0] };
    await profiled(page, 'seeking', async () => { seeks = await seekMillis(page); });
    const searches = (await searchMillis(page)).shown;
    const heap = await metric(session, 'JSHeapTotalSize') / 1e6;
    await page.getByTestId('tab-sequence').click();
    await profiled(page, 'moving the axis', () => moveAxis(page));
    await tasksOf(browser, page, 'moving the axis', () => moveAxis(page));
    const drawn = await tracing(browser, page, () => moveAxis(page));
    const size = (await page.locator('[data-testid="axis"] canvas').boundingBox())!;
    const empty = await emptyCanvas(browser, size);
    return [
      { what: `${TITLE}: from choosing the file to its story on screen`, unit: 'ms', ours: opening.first, bar: { atMost: 1000 } },
      { what: `${TITLE}: from choosing the file to all of its steps`, unit: 'ms', ours: opening.all, bar: { atMost: 12_000 } },
      { what: `${TITLE}: processor time of the page for that`, unit: 'ms', ours: work },
      { what: `${TITLE}: memory of the page's objects, after searches`, unit: 'MB', ours: heap, bar: { atMost: 1500 } },
      { what: `${TITLE}: memory of the host`, unit: 'MB', ours: residentMegabytes(host), bar: { atMost: 1500 } },
      { what: `${TITLE}: seek, to the frame that shows the step, 95th percentile`, unit: 'ms', ours: percentile(seeks.shown, 0.95),
        bar: { atMost: 50 } },
      { what: `${TITLE}: seek, until the inspector has its details, 95th percentile`, unit: 'ms', ours: percentile(seeks.read, 0.95) },
      { what: `${TITLE}: search, to the frame that shows its rows, median`, unit: 'ms', ours: median(searches), bar: { atMost: 300 } },
      { what: `${TITLE}: the same, slowest`, unit: 'ms', ours: Math.max(...searches), bar: { atMost: 300 } },
      { what: `${TITLE}: drawn while the time axis is zoomed and panned`, unit: 'frames/s',
        peer: empty, ours: Math.round(drawn.framesPerSecond('from', 'to')), bar: { atLeast: 60 } },
    ];
  } finally {
    await stop();
  }
}

/** Frames per second of a page with one canvas of this size, filled in each frame: what the browser can draw here at all. */
async function emptyCanvas(browser: Browser, { width, height }: { width: number; height: number }): Promise<number> {
  const page = await browser.newPage({ viewport: WINDOW });
  try {
    await page.setContent(`<canvas width="${Math.round(width)}" height="${Math.round(height)}"></canvas>`);
    const drawn = await tracing(browser, page, () => page.evaluate(async (millis) => {
      const g = document.querySelector('canvas')!.getContext('2d', { alpha: false })!;
      const end = performance.now() + millis;
      performance.mark('from');
      for (let frame = 0; performance.now() < end; frame++) {
        g.fillStyle = frame % 2 === 0 ? '#fff' : '#eee';
        g.fillRect(0, 0, g.canvas.width, g.canvas.height);
        await new Promise((next) => { requestAnimationFrame(next); });
      }
      performance.mark('to');
    }, MOVE_MS));
    return Math.round(drawn.framesPerSecond('from', 'to'));
  } finally {
    await page.close();
  }
}

async function metric(session: CDPSession, name: string): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find((m) => m.name === name)!.value;
}

function residentMegabytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1000;
}

/** Milliseconds from an input to the end of the frame that shows it, and until the inspector shows its step. */
interface Shown { shown: number[]; read: number[] }

function seekMillis(page: Page): Promise<Shown> {
  return setValues(page, 'scrubber', Array.from({ length: SEEKS }, (_, i) => String(1 + ((i * 618_033) % (STEPS - 1)))));
}

async function searchMillis(page: Page): Promise<Shown> {
  await page.getByTestId('tab-log').click();
  await page.getByTestId('log-filter').waitFor();
  return setValues(page, 'log-filter', SEARCHES);
}

function setValues(page: Page, id: string, values: readonly string[]): Promise<Shown> {
  return page.evaluate(async ({ id, values }) => {
    const input = document.querySelector<HTMLInputElement>(`[data-testid="${id}"]`)!;
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!;
    const millis = { shown: [] as number[], read: [] as number[] };
    const isRead = (value: string) => id !== 'scrubber'
      || document.querySelector('[data-testid="inspector"]')!.textContent.includes(`Step ${value}`);
    const drawn = () => new Promise<void>((then) => { requestAnimationFrame(() => setTimeout(then)); });
    for (const value of values) {
      const start = performance.now();
      set.call(input, value);
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await drawn();
      millis.shown.push(performance.now() - start);
      while (!isRead(value)) await drawn();
      millis.read.push(performance.now() - start);
      await new Promise((rested) => { setTimeout(rested, 150); });
    }
    return millis;
  }, { id, values: [...values] });
}

/** Zooms in and out and pans, a turn of the wheel per frame. */
async function moveAxis(page: Page): Promise<void> {
  await page.evaluate(async (millis) => {
    const canvas = document.querySelector<HTMLElement>('[data-testid="axis"] canvas')!;
    const { left, top, width } = canvas.getBoundingClientRect();
    const turn = (deltaX: number, deltaY: number) => canvas.dispatchEvent(new WheelEvent('wheel',
      { deltaX, deltaY, clientX: left + width / 2, clientY: top + 50, bubbles: true, cancelable: true }));
    const start = performance.now();
    performance.mark('from');
    for (let now = start; now < start + millis; now = performance.now()) {
      const part = ((now - start) % 1500) / 1500;
      if (part < 0.4) turn(0, -40);
      else if (part < 0.6) turn(30, 0);
      else turn(0, 40);
      await new Promise((next) => { requestAnimationFrame(next); });
    }
    performance.mark('to');
  }, MOVE_MS);
}
