/** What a user does with a session, and what the trace says it shows. */
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { ProviderInfo, SessionState } from '../../app/shared/contract/contract.ts';
import type { ProviderId } from '../../app/shared/trace/step.ts';
import { readTrace } from '../../app/shared/trace/file.ts';
import type { TraceLog } from '../../app/shared/trace/log.ts';
import { test } from './fixtures.ts';
import { ask } from './wire.ts';

/** Skips the test where the provider cannot run, with the reason that the app itself gives. */
export async function needProvider(page: Page, id: ProviderId): Promise<ProviderInfo> {
  const providers = await ask(page, 'providers.list', {});
  const provider = providers.find((p) => p.id === id);
  test.skip(provider?.available !== true, `not run: ${provider?.reason ?? `there is no provider ${id}`}`);
  return provider!;
}

/** Chooses provider and scenario and opens the session. */
export async function open(page: Page, provider: ProviderId, scenario: string): Promise<void> {
  // The scenario first: a provider that cannot run the one that is chosen cannot be chosen either.
  await page.getByTestId(`scenario-${scenario.replaceAll('/', '-')}`).click();
  await page.getByTestId(`provider-${provider}`).click();
  await page.getByTestId('open-session').click();
  // Wine takes some seconds when it is cold.
  await expect(page.getByTestId('position')).toContainText(/^0 of \d+/, { timeout: 30_000 });
}

/** Where the session stands: "14 of 19" as numbers. */
export async function position(page: Page): Promise<{ at: number; of: number }> {
  const text = await page.getByTestId('position').innerText();
  const [, at, of] = /(\d+) of (\d+)/i.exec(text) ?? [];
  return { at: Number(at), of: Number(of) };
}

/**
 * Presses Step until the page stands at step `to` or has nothing left to perform, and waits for each step, a frame at a time. All of it in
 * the page: each press and each question from outside would cost a tenth of a second.
 */
async function pressStep(page: Page, to: number): Promise<void> {
  const stuck = await page.evaluate(async ({ to, limit }) => {
    const at = (): number => Number.parseInt(document.querySelector('[data-testid="position"]')?.textContent ?? '', 10);
    const button = (): HTMLButtonElement | null => document.querySelector('[data-testid="step"]');
    const isOver = (): boolean => button()?.getAttribute('aria-disabled') === 'true';
    while (at() < to && !isOver()) {
      const from = at();
      button()!.click();
      const until = performance.now() + limit;
      while (!isOver() && (at() === from || Number.isNaN(at()))) {
        if (performance.now() > until) return from;
        await new Promise((next) => { requestAnimationFrame(next); });
      }
    }
    return null;
  }, { to, limit: 15_000 });
  expect(stuck, 'the step after which no step came on screen').toBeNull();
}

/** One press of Step, and its step on screen. */
export async function step(page: Page): Promise<void> {
  const { at } = await position(page);
  await page.getByTestId('step').click();
  await expect(page.getByTestId('position'), `the step after ${at} came on screen`)
    .not.toContainText(new RegExp(`^${at} `), { timeout: 15_000 });
  // A call that was blocked may return of its own accord right after, which is a step of its own.
  expect((await position(page)).at).toBeGreaterThan(at);
}

/** Presses Step until the page stands at step `n`. */
export async function stepTo(page: Page, n: number): Promise<void> {
  await pressStep(page, n);
  expect((await position(page)).at).toBeGreaterThanOrEqual(n);
}

/** Presses Step until there is nothing left to perform. */
export async function stepToEnd(page: Page): Promise<void> {
  await pressStep(page, Number.POSITIVE_INFINITY);
}

/** Moves to a recorded step by the scrubber. */
export async function goTo(page: Page, n: number): Promise<void> {
  await page.getByTestId('scrubber').fill(String(n));
  // Scrubbing can be drawn a frame later.
  await expect(page.getByTestId('position')).toContainText(new RegExp(`^${n} of`));
}

export async function trace(page: Page, session = 'session-1'): Promise<TraceLog> {
  const { log, damage } = readTrace(await ask(page, 'session.trace', { session }), 'session');
  expect(damage).toBeNull();
  return log;
}

/** The state that the trace's steps add up to; expectations that were not met are told by number. */
export function unmet(log: TraceLog): string[] {
  return log.steps().flatMap((s) => (s.verdict && !s.verdict.met ? [`step ${s.n}: ${s.verdict.but}`] : []));
}

/** Divergences that the platform's known differences do not explain. */
export function divergences(log: TraceLog): string[] {
  return log.steps().flatMap((s) => s.divergences.filter((d) => d.knownDifference === null)
    .map((d) => `step ${s.n}: ${d.what}: predicted ${d.predicted}, observed ${d.observed}`));
}

export type { SessionState };

/** Selects a thing of a kind by its name, whether it is drawn or not. */
export async function selectThing(page: Page, kind: string, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-input').fill(words);
  await page.locator(`[cmdk-item][data-value^="${kind}:"]`).first().click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
}
