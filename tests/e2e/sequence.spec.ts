import type { Page } from '@playwright/test';
import { actionWords } from '../../app/shared/format/action.ts';
import type { TraceLog } from '../../app/shared/trace/log.ts';
import { expect, test } from './fixtures.ts';
import { needProvider, open, stepToEnd, trace } from './session.ts';
import { strings as sequence } from '../../app/renderer/sequence/strings.ts';
import { pattern } from './text.ts';
import { strings as common } from '../../app/renderer/components/strings.ts';

/** Tall enough for every row: only those in sight are drawn. */
const TALL = { width: 1440, height: 2400 };

async function expectRows(app: Page, log: TraceLog): Promise<void> {
  const rows = app.getByTestId('sequence').getByRole('listitem');
  await expect(rows).toHaveCount(log.length);
  const texts = await rows.allInnerTexts();
  for (const { n, action } of log.steps()) {
    const { title, process } = actionWords(action, log.header.rules);
    expect(texts[n - 1], `row ${n}`).toMatch(new RegExp(`^${n}\\b`));
    expect(texts[n - 1], `row ${n}`).toContain(title);
    expect(texts[n - 1], `row ${n}`).toContain(process);
  }
}

test('the sequence has a row for every step, and a click on a row selects that step in every view', async ({ app }) => {
  await app.setViewportSize(TALL);
  await open(app, 'model', 'winsock/the-second-registration-cancels-the-first');
  await app.getByTestId('tab-sequence').click();
  await expect(app.getByTestId('sequence')).toContainText(pattern(sequence.empty));
  await stepToEnd(app);
  const log = await trace(app);
  await expectRows(app, log);

  // Whose registration the second one ended is drawn as an arrow from it.
  const second = log.steps().filter((s) => s.action.kind === 'call' && s.action.call === 'WSAEventSelect')[1]!;
  const arrow = app.getByTestId(`arrow-cancellation-${second.n}`);
  await expect(arrow).toHaveCount(1);
  await expect(arrow.locator('title')).toContainText(/reader/);
  const blobs = log.steps().filter((s) => Object.values(s.diff.added).some((e) => e.kind === 'transfer'));
  for (const { n } of blobs) await expect(app.getByTestId(`arrow-transfer-${n}`)).toHaveAttribute('data-state', 'arrived');

  await app.getByTestId(`sequence-row-${second.n}`).click();
  await expect(app.getByTestId('position')).toContainText(new RegExp(`^${second.n} of`));
  await expect(app.getByTestId('scrubber')).toHaveValue(String(second.n));
  await expect(app.getByTestId(`step-row-${second.n}`)).toHaveAttribute('aria-current', 'step');
  await expect(app.getByTestId('inspector')).toContainText(common.stepTitle(second.n));
  await app.keyboard.press('ArrowDown');
  await expect(app.getByTestId(`sequence-row-${second.n + 1}`)).toBeFocused();
});

test('rows stand evenly, or as far apart as their calls took long', async ({ app }) => {
  await needProvider(app, 'linux');
  await app.setViewportSize(TALL);
  await open(app, 'linux', 'linux/the-second-registration-cancels-the-first');
  await app.getByTestId('tab-sequence').click();
  await stepToEnd(app);
  const log = await trace(app);
  await expectRows(app, log);
  const heights = () =>
    app.getByTestId('sequence').getByRole('listitem').evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
  expect(new Set(await heights()).size, 'heights of evenly spaced rows').toBe(1);

  await app.getByTestId('spacing-real').check();
  await expect(app.getByTestId('sequence')).toContainText(pattern(sequence.scale('{duration}')));
  // Only calls that returned have bars of their own length: a message takes time too, but no process works at it.
  const timed = log.steps().filter((s) => s.action.kind === 'call' && s.outcome.kind !== 'pending' && s.micros !== null);
  const longest = timed.reduce((a, b) => (a.micros! >= b.micros! ? a : b));
  const shortest = timed.reduce((a, b) => (a.micros! <= b.micros! ? a : b));
  await app.getByTestId(`step-row-${longest.n}`).getByRole('button').click();
  const bar = (n: number) => app.getByTestId(`sequence-row-${n}`).evaluate((row) => row.parentElement!.getBoundingClientRect().height);
  const long = await bar(longest.n);
  await app.getByTestId(`step-row-${shortest.n}`).getByRole('button').click();
  expect(long, `step ${longest.n} took longest`).toBeGreaterThan(await bar(shortest.n));
});
