/** The time axis: zoom, pan and a range that narrows every view, by mouse and by keys alone. */
import type { Page } from '@playwright/test';
import { cancels } from '../../app/shared/axis/axis.ts';
import { strings as timeline } from '../../app/renderer/timeline/strings.ts';
import { expect, test } from './fixtures.ts';
import { faultsInBoth } from './axe.ts';
import { open, stepToEnd, trace } from './session.ts';

const SCENARIO = 'winsock/the-second-registration-cancels-the-first';

/** The visible part, in steps. */
async function view(app: Page): Promise<{ from: number; to: number }> {
  const axis = app.getByTestId('axis');
  return { from: Number(await axis.getAttribute('data-from')), to: Number(await axis.getAttribute('data-to')) };
}

const span = async (app: Page) => { const { from, to } = await view(app); return to - from; };
const logRows = (app: Page) => app.getByTestId('log-table').locator('tbody tr:not([aria-hidden])');
const text = (app: Page) => app.getByTestId('axis-text');

test.beforeEach(async ({ app }) => {
  await open(app, 'model', SCENARIO);
  await stepToEnd(app);
});

test('W and S zoom, A and D and the arrows pan, 0 shows everything', async ({ app }) => {
  const axis = app.getByTestId('axis');
  const whole = await view(app);
  await axis.focus();
  await app.keyboard.press('w');
  await expect.poll(() => span(app)).toBeLessThan(whole.to - whole.from);
  await app.keyboard.press('ArrowUp');
  const near = await view(app);
  await app.keyboard.press('a');
  await expect.poll(async () => (await view(app)).from).toBeLessThan(near.from);
  expect(await span(app)).toBeCloseTo(near.to - near.from);
  await app.keyboard.press('d');
  await expect.poll(async () => (await view(app)).from).toBeCloseTo(near.from);
  await app.keyboard.press('s');
  await expect.poll(() => span(app)).toBeGreaterThan(near.to - near.from);
  await app.keyboard.press('0');
  await expect.poll(() => view(app)).toEqual(whole);
});

test('M narrows every view to the visible steps by keys alone, and the text reports it', async ({ app }) => {
  await app.getByTestId('scrubber').fill('10');
  await app.getByTestId('axis').focus();
  for (let i = 0; i < 4; i++) await app.keyboard.press('w');
  await app.keyboard.press('m');
  await expect(text(app)).toContainText(/^Selected: steps \d+ to \d+\./);
  const [from, to] = (await text(app).textContent())!.match(/\d+/g)!.map(Number) as [number, number];
  expect(to - from).toBeGreaterThan(1);
  expect(to - from).toBeLessThan(27);
  await expect(app.getByTestId(`step-row-${from}`)).toBeVisible();
  await expect(app.getByTestId(`step-row-${from - 1}`)).toHaveCount(0);
  await expect(app.getByTestId(`step-row-${to + 1}`)).toHaveCount(0);
  await expect(app.getByTestId('steps-list').locator('[data-testid^="step-row-"]')).toHaveCount(to - from + 1);
  await app.getByTestId('tab-log').click();
  await expect(logRows(app)).toHaveCount(to - from + 1);
  await app.getByTestId('tab-sequence').click();
  await expect(app.locator('[data-testid^="sequence-row-"]')).toHaveCount(to - from + 1);
  await app.getByTestId('tab-graph').click();
  await expect(app.locator('[data-dimmed="true"]').first()).toBeVisible();
  await app.getByTestId('axis').focus();
  await app.keyboard.press('Escape');
  await expect(text(app)).toContainText(timeline.part(false, from, to));
  await expect(app.locator('[data-dimmed="true"]')).toHaveCount(0);
});

test('Shift and an arrow select step by step', async ({ app }) => {
  await app.getByTestId('scrubber').fill('5');
  await app.getByTestId('axis').focus();
  await app.keyboard.press('Shift+ArrowRight');
  await app.keyboard.press('Shift+ArrowRight');
  await expect(text(app)).toContainText(timeline.part(true, 5, 7));
  await app.keyboard.press('Shift+ArrowLeft');
  await expect(text(app)).toContainText(timeline.part(true, 5, 6));
  await expect(app.getByTestId('steps-list').locator('[data-testid^="step-row-"]')).toHaveCount(2);
});

test('the wheel zooms about the pointer, dragging pans, and dragging in the ruler selects', async ({ app }) => {
  const box = (await app.getByTestId('axis').boundingBox())!;
  const whole = await view(app);
  await app.mouse.move(box.x + box.width / 2, box.y + 40);
  await app.mouse.wheel(0, -300);
  await expect.poll(() => span(app)).toBeLessThan((whole.to - whole.from) / 2);
  const near = await view(app);
  await app.mouse.down();
  await app.mouse.move(box.x + box.width / 2 + 150, box.y + 40, { steps: 3 });
  await app.mouse.up();
  await expect.poll(async () => (await view(app)).from).toBeLessThan(near.from);
  await app.mouse.move(box.x + 300, box.y + 8);
  await app.mouse.down();
  await app.mouse.move(box.x + 600, box.y + 8, { steps: 3 });
  await app.mouse.up();
  await expect(text(app)).toContainText(/^Selected: steps/);
  await app.getByTestId('axis-clear').click();
  await expect(text(app)).toContainText(/^In view: steps/);
  await app.getByTestId('axis-all').click();
  await expect.poll(() => view(app)).toEqual(whole);
});

test('a click shows the step under it, and the map moves the visible part', async ({ app }) => {
  const box = (await app.getByTestId('axis').boundingBox())!;
  await app.mouse.click(box.x + 96 + (box.width - 96 - 17) * (9 / 29), box.y + 40);
  await expect(app.getByTestId('position')).toContainText(/^9 of/);
  await app.getByTestId('axis').focus();
  for (let i = 0; i < 4; i++) await app.keyboard.press('w');
  const before = await view(app);
  const map = (await app.getByTestId('axis-map').boundingBox())!;
  await app.mouse.click(map.x + map.width - 120, map.y + 8);
  await expect.poll(async () => (await view(app)).from).toBeGreaterThan(before.to - 1);
});

test('marks and found steps are in the text and the table, and the axis has no fault', async ({ app }) => {
  const steps = (await trace(app)).steps();
  await expect(text(app)).toContainText(timeline.marks.cancellation(steps.filter(({ diff }) => cancels(diff.updated)).length));
  const hazardous = steps.filter(({ hazards }) => hazards.some((h) => h.state === 'found'));
  await expect(text(app)).toContainText(timeline.marks.hazard(hazardous.length));
  await app.getByTestId('tab-log').click();
  await app.getByTestId('log-filter').fill('call:WSAEventSelect');
  const count = await logRows(app).count();
  await expect(text(app)).toContainText(timeline.found(count));
  await expect(app.getByTestId('axis-table')).toContainText(timeline.transfers);
  await app.getByTestId('axis-unit').click();
  await expect(app.getByTestId('axis-unit')).toHaveAttribute('aria-pressed', 'true');
  expect(await faultsInBoth(app)).toEqual([]);
});
