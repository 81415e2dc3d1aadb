/** What a user does, for as long as it is measured. Each sets the marks `from` and `to` around its work. */
import type { Page } from 'playwright-core';

/** Milliseconds from choosing a file. */
export interface Opening {
  /** To its first step being there and drawn: it can be looked at, and stepped through as far as it is read. */
  first: number;
  /** To all of its steps being there and drawn. */
  all: number;
}

/** Opens a file of so many steps, and waits until all of them are read. */
export async function openFile(page: Page, path: string, steps: number): Promise<Opening> {
  await page.evaluate((wanted) => {
    const own = globalThis as unknown as { opened: Promise<{ first: number; all: number }> };
    own.opened = new Promise((done) => {
      document.querySelector('[data-testid="scenario-file"]')!.addEventListener('change', () => {
        const start = performance.now();
        const drawn = (then: (millis: number) => void) => requestAnimationFrame(() => setTimeout(() => then(performance.now() - start)));
        const until = (there: () => boolean) => new Promise<number>((then) => {
          const look = () => { if (there()) drawn(then); else setTimeout(look, 2); };
          look();
        });
        const first = until(() => document.querySelector('[data-testid="step-row-1"]') !== null);
        const all = until(() => document.querySelector('[data-testid="position"]')?.textContent?.endsWith(`of ${wanted}`) ?? false);
        void Promise.all([first, all]).then((both) => done({ first: both[0], all: both[1] }));
      }, { capture: true, once: true });
    });
  }, steps);
  await page.getByTestId('scenario-file').setInputFiles(path);
  return page.evaluate(() => (globalThis as unknown as { opened: Promise<Opening> }).opened);
}

/** Drags the scrubber: one input event a frame, as a browser sends them, sweeping from end to end once in each `sweep` milliseconds. */
export async function scrub(page: Page, millis: number, sweep: number): Promise<void> {
  await page.evaluate(async ({ millis, sweep }) => {
    const scrubber = document.querySelector<HTMLInputElement>('[data-testid="scrubber"]')!;
    const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!;
    const max = Number(scrubber.max);
    const start = performance.now();
    performance.mark('from');
    for (let now = start; now < start + millis; now = performance.now()) {
      const part = ((now - start) % (2 * sweep)) / sweep;
      // Set as a browser does; React keeps what it set itself.
      setValue.call(scrubber, String(Math.round(max * (part > 1 ? 2 - part : part))));
      scrubber.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((next) => { requestAnimationFrame(next); });
    }
    performance.mark('to');
  }, { millis, sweep });
}

/** Presses the arrow key as often as a keyboard repeats: a step a frame. */
export async function stepThrough(page: Page, millis: number): Promise<void> {
  await page.evaluate(async (millis) => {
    const key = (name: string) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
    const end = performance.now() + millis;
    performance.mark('from');
    while (performance.now() < end) {
      key('ArrowLeft');
      await new Promise((next) => { requestAnimationFrame(next); });
    }
    performance.mark('to');
  }, millis);
}

/** Pixels a second. */
const PAN_SPEED = 900;

/**
 * Pans the graph by the wheel, down, then up by as much, without a pause on the way: between two gestures nothing
 * moves, and nothing is to be drawn. Measured is the way down, from its first turn of the wheel to its last.
 */
export async function pan(page: Page, millis: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const box = (await page.getByTestId('graph').boundingBox())!;
  const at = { x: Math.round(box.x + box.width - 20), y: Math.round(box.y + box.height / 2), speed: PAN_SPEED,
    gestureSourceType: 'mouse' as const };
  const distance = (PAN_SPEED * millis) / 1000;
  await page.evaluate(() => {
    const own = globalThis as unknown as { turns: number[] };
    own.turns = [];
    document.querySelector('[data-testid="graph"]')!.addEventListener('wheel', () => { own.turns.push(performance.now()); },
      { capture: true, passive: true });
  });
  await session.send('Input.synthesizeScrollGesture', { ...at, yDistance: -distance });
  await page.evaluate(() => {
    const { turns } = globalThis as unknown as { turns: number[] };
    performance.mark('from', { startTime: turns[0]! });
    performance.mark('to', { startTime: turns.at(-1)! });
  });
  await session.send('Input.synthesizeScrollGesture', { ...at, yDistance: distance });
  await session.detach();
}

/**
 * Presses Step, one press after the other is on screen, up to `most` times or the end; marks `pressed n` and `shown n`.
 * How many presses there were.
 */
export async function clickSteps(page: Page, most: number): Promise<number> {
  const button = page.getByTestId('step');
  for (let n = 0; n < most; n++) {
    if ((await button.getAttribute('aria-disabled')) === 'true') return n;
    await page.evaluate((n) => {
      const own = globalThis as unknown as { shown: Promise<void> };
      const before = document.querySelector('[data-testid="position"]')!.textContent;
      document.querySelector('[data-testid="step"]')!.addEventListener('pointerdown', () => performance.mark(`pressed ${n}`),
        { capture: true, once: true });
      own.shown = new Promise((done) => {
        const look = () => {
          if (document.querySelector('[data-testid="position"]')!.textContent === before) requestAnimationFrame(look);
          else {
            // What stands in the document now is in the frame that is drawn next.
            performance.mark(`shown ${n}`);
            setTimeout(done, 50);
          }
        };
        requestAnimationFrame(look);
      });
    }, n);
    await button.click();
    await page.evaluate(() => (globalThis as unknown as { shown: Promise<void> }).shown);
  }
  return most;
}
