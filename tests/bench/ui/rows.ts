/** The window's figures beside their bars. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { STEPS, longTrace } from '../seek.ts';
import { median, percentile } from '../measure.ts';
import type { Row } from '../table.ts';
import { type Opening, clickSteps, openFile, pan, scrub, stepThrough } from './drive.ts';
import { firstLoad } from './first-load.ts';
import { growingRows } from './growing.ts';
import { liveRows } from './live.ts';
import { millionRows } from './million.ts';
import { profiled, tasksOf } from './profile.ts';
import { tracing } from './trace.ts';
import { launch, openWindow } from './window.ts';
import { crowdTrace, fileOf, steadyTrace } from './worlds.ts';

const RUNS = 3;
const STRETCH_MS = 3000;
const SWEEP_MS = 2000;

export const UI_TOPICS = ['ui-load', 'ui-graph', 'ui-latency', 'ui-long', 'ui-churn', 'ui-live', 'ui-million', 'ui-growing'] as const;
type Topic = (typeof UI_TOPICS)[number];

export async function uiRows(wanted: (topic: Topic) => boolean): Promise<{ rows: Row[]; notRun: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-bench-'));
  const browser = await launch();
  const notRun: string[] = [];
  try {
    const rows: Row[] = [];
    if (wanted('ui-load')) rows.push(...await loadRows(browser));
    if (wanted('ui-graph')) rows.push(...await graphRows(browser, fileOf(folder, 'crowd', await crowdTrace())));
    if (wanted('ui-latency')) rows.push(...await latencyRows(browser, notRun));
    if (wanted('ui-long')) rows.push(...await longRows(browser, '', fileOf(folder, 'steady', await steadyTrace())));
    if (wanted('ui-churn'))
      rows.push(...await longRows(browser, ', thousands of closed sockets', fileOf(folder, 'churn', (await longTrace('winsock')).log)));
    if (wanted('ui-live')) {
      if (process.platform === 'linux') rows.push(...await liveRows(browser));
      else notRun.push('live view: its load is made on Linux only');
    }
    if (wanted('ui-million')) rows.push(...await millionRows(browser, folder));
    if (wanted('ui-growing')) rows.push(...await growingRows(browser));
    return { rows, notRun };
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

async function loadRows(browser: Browser): Promise<Row[]> {
  const runs = [];
  for (let run = 0; run < RUNS + 2; run++) runs.push(await firstLoad(browser));
  return [
    { what: 'first load: gzipped, up to a start screen that can be used', unit: 'kB', ours: median(runs.map((r) => r.kilobytes)),
      bar: { atMost: 400 } },
    { what: 'first load: until the start screen can be used', unit: 'ms', ours: median(runs.map((r) => r.millis)), bar: { atMost: 1500 } },
  ];
}

/** The frame clock ticks 60 times a second; a count over some seconds misses a part of a frame at each end. */
const whole = (figures: readonly number[]): number => Math.round(median(figures));

async function frames(browser: Browser, page: Page, title: string, work: () => Promise<void>): Promise<number> {
  const figures: number[] = [];
  await profiled(page, title, work);
  await tasksOf(browser, page, title, work);
  for (let run = 0; run < RUNS; run++) figures.push((await tracing(browser, page, work)).framesPerSecond('from', 'to'));
  return whole(figures);
}

async function graphRows(browser: Browser, crowd: string): Promise<Row[]> {
  const { page, stop } = await openWindow(browser);
  await openFile(page, crowd, 335);
  await page.getByTestId('scrubber').fill('335');
  const rows: Row[] = [
    { what: 'step graph, 200 nodes: drawn while panning', unit: 'frames/s',
      ours: await frames(browser, page, 'panning', () => pan(page, STRETCH_MS)), bar: { atLeast: 60 } },
  ];
  rows.push({
    what: 'step graph, 200 nodes: drawn while a step a frame is taken', unit: 'frames/s', bar: { atLeast: 60 },
    ours: await frames(browser, page, 'stepping', async () => {
      await page.getByTestId('scrubber').fill('335');
      await stepThrough(page, 2000);
    }),
  });
  await page.getByTestId('scrubber').fill('200');
  rows.push({ what: 'step graph, 200 nodes: from pressing Step to the recorded step on screen, 95th percentile', unit: 'ms',
    ours: percentile(await latencies(browser, page, 40), 0.95), bar: { atMost: 100 } });
  await stop();
  return rows;
}

/** Milliseconds from each press to the frame that shows its step. */
async function latencies(browser: Browser, page: Page, steps: number): Promise<number[]> {
  let pressed = 0;
  const trace = await tracing(browser, page, async () => { pressed = await clickSteps(page, steps); });
  return Array.from({ length: pressed }, (_, n) => trace.frames(trace.mark(`shown ${n}`))[0]! - trace.mark(`pressed ${n}`));
}

const SCENARIOS: readonly (readonly [provider: 'linux' | 'winsock', scenario: string, steps: number, words: string])[] = [
  ['linux', 'linux-hand-a-connection-over', 20, 'Linux'],
  ['winsock', 'winsock-hand-a-connection-over', 18, 'Winsock on Wine'],
];

async function latencyRows(browser: Browser, notRun: string[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [provider, scenario, steps, words] of SCENARIOS) {
    const { page, stop } = await openWindow(browser);
    if (await page.getByTestId(`provider-${provider}`).isDisabled()) {
      notRun.push(
        `step latency, ${words}: ${await page.locator(`label:has([data-testid="provider-${provider}"]) .choice-text`).innerText()}`);
      await stop();
      continue;
    }
    const figures: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      await page.getByTestId(`scenario-${scenario}`).click();
      await page.getByTestId(`provider-${provider}`).click();
      await page.getByTestId('open-session').click();
      await page.getByTestId('position').waitFor({ timeout: 60_000 });
      figures.push(...await latencies(browser, page, steps));
      await page.getByTestId('leave').click();
      await page.getByTestId('open-session').waitFor();
    }
    rows.push(
      { what: `step latency, ${words}: from pressing Step to its result on screen, real call included, median`, unit: 'ms',
        ours: median(figures), bar: { atMost: 100 } },
      { what: `step latency, ${words}: the same, 95th percentile`, unit: 'ms', ours: percentile(figures, 0.95), bar: { atMost: 100 } },
    );
    await stop();
  }
  return rows;
}

/** Opening a trace of 100,000 steps from its file, and dragging the scrubber over it. */
async function longRows(browser: Browser, words: string, path: string): Promise<Row[]> {
  const opening: Opening[] = [];
  let drawn = 0;
  for (let run = 0; run < RUNS; run++) {
    const { page, stop } = await openWindow(browser);
    page.setDefaultTimeout(120_000);
    if (run === 0) await profiled(page, `opening${words}`, async () => { opening.push(await openFile(page, path, STEPS)); });
    else opening.push(await openFile(page, path, STEPS));
    if (run === RUNS - 1) drawn = await frames(browser, page, `scrubbing${words}`, () => scrub(page, STRETCH_MS, SWEEP_MS));
    await stop();
  }
  return [
    { what: `100,000 steps${words}: from choosing the file to its first step`, unit: 'ms', ours: median(opening.map((o) => o.first)),
      bar: { atMost: 2000 } },
    { what: `100,000 steps${words}: from choosing the file to all of its steps`, unit: 'ms', ours: median(opening.map((o) => o.all)),
      bar: { atMost: 2000 } },
    { what: `100,000 steps${words}: drawn while the scrubber is dragged`, unit: 'frames/s', ours: drawn, bar: { atLeast: 50 } },
  ];
}
