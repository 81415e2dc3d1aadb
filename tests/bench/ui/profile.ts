/**
 * Where the time of a stretch of work goes, for whoever looks for the cause of a missed bar: the costliest functions
 * of the page, the costliest tasks of each of the browser's threads, and how the frames lay in time.
 */
import type { Browser, Page } from 'playwright-core';
import { type BrowserTrace, tracing } from './trace.ts';

const MOST = 25;
/** Milliseconds; a tick of a display that shows 60 frames a second. */
const TICK = 1000 / 60;
/** Everything that says which thread did what. */
const ALL = ['viz', 'cc', 'gpu', 'blink', 'blink.user_timing', 'devtools.timeline', 'toplevel', 'input', 'benchmark',
  'disabled-by-default-devtools.timeline', 'v8'];

/** Prints where the time of `work` goes when the environment asks for it: the functions of the page. */
export async function profiled(page: Page, title: string, work: () => Promise<void>): Promise<void> {
  if (!process.env['HANDOFF_PROFILE']) {
    await work();
    return;
  }
  const session = await page.context().newCDPSession(page);
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: 200 });
  await session.send('Profiler.start');
  await work();
  const { profile } = await session.send('Profiler.stop');
  await session.detach();
  const millis = new Map<string, number>();
  const names = new Map(profile.nodes.map((node) => [node.id,
    `${node.callFrame.functionName || '(anonymous)'} `
      + `${node.callFrame.url.split('/').at(-1)}:${node.callFrame.lineNumber}:${node.callFrame.columnNumber}`]));
  for (const [i, id] of (profile.samples ?? []).entries()) {
    const name = names.get(id)!;
    millis.set(name, (millis.get(name) ?? 0) + (profile.timeDeltas?.[i] ?? 0) / 1000);
  }
  say(`${title}: the page's functions, by the time in themselves`);
  list(millis);
}

/** The same for the browser's threads; only of work that sets the marks `from` and `to`, and can be done again. */
export async function tasksOf(browser: Browser, page: Page, title: string, work: () => Promise<void>): Promise<void> {
  if (!process.env['HANDOFF_PROFILE']) return;
  const trace = await tracing(browser, page, work, ALL);
  const [from, to] = [trace.mark('from'), trace.mark('to')];
  for (const { thread, millis, total } of trace.selfTimes(from, to)) {
    if (total < 20) continue;
    say(`${title}: ${thread}, ${total.toFixed(0)} of ${(to - from).toFixed(0)} ms`);
    list(millis);
  }
  say(`${title}: ${gapsOf(trace, from, to)}`);
}

/** How many frames came how many ticks after the one before, and when the late ones came. */
function gapsOf(trace: BrowserTrace, from: number, to: number): string {
  const frames = trace.frames(from, to);
  const counts = new Map<number, number>();
  const late: string[] = [];
  for (const [i, at] of frames.entries()) {
    if (i === 0) continue;
    const ticks = Math.round((at - frames[i - 1]!) / TICK);
    counts.set(ticks, (counts.get(ticks) ?? 0) + 1);
    if (ticks > 1) late.push(`${(at - from).toFixed(0)}(${ticks})`);
  }
  return `${frames.length} frames; ticks between them: `
    + `${[...counts].sort(([a], [b]) => a - b).map(([ticks, n]) => `${ticks}: ${n}`).join(', ')}; late at ${late.join(' ')}`;
}

function list(millis: ReadonlyMap<string, number>): void {
  for (const [name, ms] of [...millis].sort(([, a], [, b]) => b - a).slice(0, MOST))
    if (ms >= 1) say(`${ms.toFixed(0).padStart(8)} ms  ${name}`);
}

const say = (text: string): boolean => process.stderr.write(`${text}\n`);
