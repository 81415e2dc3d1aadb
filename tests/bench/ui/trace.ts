/** What the browser itself says happened: marks of the page, and frames that the compositor drew. */
import type { Browser, Page } from 'playwright-core';

const CATEGORIES = ['viz', 'blink.user_timing'];

interface TraceEvent {
  name: string;
  cat: string;
  /** Microseconds of the browser's clock. */
  ts: number;
  dur?: number;
}

export class BrowserTrace {
  readonly #events: readonly TraceEvent[];

  constructor(text: string) {
    this.#events = (JSON.parse(text) as { traceEvents: TraceEvent[] }).traceEvents;
  }

  /** Milliseconds at which the page set a mark. @throws Error when it did not. */
  mark(name: string): number {
    const found = this.#events.find((e) => e.cat.includes('user_timing') && e.name === name);
    if (!found) throw new Error(`The page set no mark ${name}`);
    return found.ts / 1000;
  }

  /** Milliseconds at which frames had been drawn and swapped, in order. */
  frames(from = -Infinity, to = Infinity): number[] {
    return this.#events.filter((e) => e.name === 'Display::DrawAndSwap').map((e) => (e.ts + (e.dur ?? 0)) / 1000)
      .filter((at) => at >= from && at <= to).sort((a, b) => a - b);
  }

  /** Frames a second between two marks. */
  framesPerSecond(from: string, to: string): number {
    const [start, end] = [this.mark(from), this.mark(to)];
    return (this.frames(start, end).length / (end - start)) * 1000;
  }
}

/** Records while `work` goes on. */
export async function tracing(browser: Browser, page: Page, work: () => Promise<void>): Promise<BrowserTrace> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await work();
  return new BrowserTrace((await browser.stopTracing()).toString());
}
