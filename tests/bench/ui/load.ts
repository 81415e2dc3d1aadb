/** How busy the page is while nobody touches it. */
import type { Page } from 'playwright-core';

/** Percent of a stretch of time in which the page's main thread was at work, by the processor time of its tasks. */
export async function mainThreadLoad(page: Page, millis: number): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const seconds = async (): Promise<number> =>
    (await session.send('Performance.getMetrics')).metrics.find((m) => m.name === 'TaskDuration')!.value;
  const [from, start] = [await seconds(), performance.now()];
  await page.waitForTimeout(millis);
  const [to, end] = [await seconds(), performance.now()];
  await session.detach();
  return ((to - from) * 1000 * 100) / (end - start);
}
