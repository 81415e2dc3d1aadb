/** Where the page's time goes: the costliest functions of a stretch of work, by the time spent in themselves. */
import type { Page } from 'playwright-core';

const MOST = 25;

/** Prints a profile of `work` when the environment asks for it. */
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
  const names = new Map(profile.nodes.map((node) => [node.id, `${node.callFrame.functionName || '(anonymous)'} ${node.callFrame.url.split('/').at(-1)}:${node.callFrame.lineNumber}:${node.callFrame.columnNumber}`]));
  for (const [i, id] of (profile.samples ?? []).entries()) {
    const name = names.get(id)!;
    millis.set(name, (millis.get(name) ?? 0) + (profile.timeDeltas?.[i] ?? 0) / 1000);
  }
  process.stderr.write(`${title}:\n`);
  for (const [name, ms] of [...millis].sort(([, a], [, b]) => b - a).slice(0, MOST)) process.stderr.write(`${ms.toFixed(0).padStart(8)} ms  ${name}\n`);
}
