/** What the browser itself says happened: marks of the page, and frames that the compositor drew. */
import type { Browser, Page } from 'playwright-core';

const CATEGORIES = ['viz', 'blink.user_timing'];

interface TraceEvent {
  name: string;
  cat: string;
  /** X for a task with a duration, M for what is said of a thread. */
  ph: string;
  pid: number;
  tid: number;
  args?: { name?: string };
  /** Microseconds of the browser's clock. */
  ts: number;
  dur?: number;
  /** Microseconds that the thread itself was at work. */
  tdur?: number;
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

  /**
   * Of each thread, the milliseconds that its tasks took between two times, each without the tasks within it; the
   * busiest thread first. Time of the processor where the browser says it: others who use the machine take none of that.
   */
  selfTimes(from: number, to: number): { thread: string; total: number; millis: Map<string, number> }[] {
    const names = new Map(this.#events.filter((e) => e.ph === 'M' && e.name === 'thread_name')
      .map((e) => [`${e.pid} ${e.tid}`, `${e.args?.name ?? ''} (${e.pid})`]));
    const threads = new Map<string, TraceEvent[]>();
    for (const event of this.#events) {
      if (event.ph !== 'X' || event.ts / 1000 < from || event.ts / 1000 > to) continue;
      const id = `${event.pid} ${event.tid}`;
      const events = threads.get(id) ?? [];
      threads.set(id, events);
      events.push(event);
    }
    return [...threads].map(([id, events]) => {
      const millis = selfMillis(events);
      return { thread: names.get(id) ?? id, millis, total: [...millis.values()].reduce((a, b) => a + b, 0) };
    }).sort((a, b) => b.total - a.total);
  }

  /** Frames a second between two marks. */
  framesPerSecond(from: string, to: string): number {
    const [start, end] = [this.mark(from), this.mark(to)];
    return (this.frames(start, end).length / (end - start)) * 1000;
  }
}

/** By name: what tasks of one thread took, less what lay within them. */
function selfMillis(events: readonly TraceEvent[]): Map<string, number> {
  const millis = new Map<string, number>();
  const around: TraceEvent[] = [];
  const add = (name: string, ms: number) => { millis.set(name, (millis.get(name) ?? 0) + ms); };
  for (const event of [...events].sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))) {
    while (around.length > 0 && around.at(-1)!.ts + (around.at(-1)!.dur ?? 0) <= event.ts) around.pop();
    const ms = (event.tdur ?? event.dur ?? 0) / 1000;
    add(event.name, ms);
    if (around.length > 0) add(around.at(-1)!.name, -ms);
    around.push(event);
  }
  return millis;
}

/** Records while `work` goes on. */
export async function tracing(
  browser: Browser, page: Page, work: () => Promise<void>, categories: string[] = CATEGORIES,
): Promise<BrowserTrace> {
  await browser.startTracing(page, { categories });
  await work();
  return new BrowserTrace((await browser.stopTracing()).toString());
}
