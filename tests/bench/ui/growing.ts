/** A trace that grows while it is watched: 50,000 steps, 2,000 per second, as a host sends them. */
import type { Browser, Page } from 'playwright-core';
import type { Step } from '../../../app/shared/trace/step.ts';
import type { Row } from '../table.ts';
import { profiled } from './profile.ts';
import { everybody, recordedSteps } from './recorded.ts';
import { openWindow } from './window.ts';

const STEPS = 50_000;
const PER_SECOND = 2000;
/** Steps per message to the page's function: all together are too long for one. */
const PART = 5000;
const TITLE = '50,000 steps that arrive at 2,000 per second';

export async function growingRows(browser: Browser): Promise<Row[]> {
  const { page, stop } = await openWindow(browser, noteSockets);
  try {
    await page.getByTestId('scenario-linux-hand-a-connection-over').click();
    await page.getByTestId('provider-model').click();
    await page.getByTestId('open-session').click();
    await page.getByTestId('position').waitFor();
    await give(page);
    let grown = { longest: 0, behind: 0, dropped: STEPS };
    await profiled(page, 'growing', async () => { grown = await grow(page); });
    const { longest, dropped, behind } = grown;
    return [
      { what: `${TITLE}: longest task of the page`, unit: 'ms', ours: longest, bar: { atMost: 100 } },
      { what: `${TITLE}: until the last one is on screen, after it arrived`, unit: 'ms', ours: behind },
      { what: `${TITLE}: steps that are missing`, unit: 'steps', ours: dropped, bar: { atMost: 0 } },
    ];
  } finally {
    await stop();
  }
}

function noteSockets(): void {
  const own = globalThis as unknown as { benchSockets: WebSocket[] };
  own.benchSockets = [];
  globalThis.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      own.benchSockets.push(this);
    }
  };
}

/** Brings the messages into the page, before anything is measured. */
async function give(page: Page): Promise<void> {
  let frames: string[] = [];
  const parts: string[][] = [];
  await recordedSteps(STEPS, (step: Step) => {
    const known = step.n === 1 ? { ...step, diff: { ...step.diff, added: { ...everybody(), ...step.diff.added } } } : step;
    frames.push(JSON.stringify({ event: { event: 'session.step', session: 'session-1', step: known } }));
    if (frames.length < PART) return;
    parts.push(frames);
    frames = [];
  });
  for (const part of [...parts, frames]) {
    await page.evaluate((part) => {
      const own = globalThis as unknown as { benchFrames?: string[] };
      own.benchFrames = [...own.benchFrames ?? [], ...part];
    }, part);
  }
}

/** Milliseconds of the longest task and to the last step on screen, and the number of steps that are not there. */
function grow(page: Page): Promise<{ longest: number; behind: number; dropped: number }> {
  return page.evaluate(async ({ perSecond }) => {
    const { benchFrames: frames, benchSockets } = globalThis as unknown as { benchFrames: string[]; benchSockets: WebSocket[] };
    const socket = benchSockets.at(-1)!;
    let longest = 0;
    // Tasks of less than 50 ms are not reported.
    new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) longest = Math.max(longest, duration); })
      .observe({ type: 'longtask' });
    const start = performance.now();
    for (let sent = 0; sent < frames.length;) {
      const due = Math.min(frames.length, Math.floor(((performance.now() - start) * perSecond) / 1000));
      for (; sent < due; sent++) socket.dispatchEvent(new MessageEvent('message', { data: frames[sent]! }));
      await new Promise((next) => { setTimeout(next, 10); });
    }
    const end = performance.now();
    const shown = () => Number(/^\d+/.exec(document.querySelector('[data-testid="position"]')!.textContent)?.[0] ?? 0);
    while (shown() < frames.length && performance.now() < end + 5000) await new Promise((next) => { requestAnimationFrame(next); });
    return { longest, behind: performance.now() - end, dropped: frames.length - shown() };
  }, { perSecond: PER_SECOND });
}
