/** A trace of 100,000 steps that was opened from a file, kept again: the page goes on meanwhile, and one can have it ended. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { writeTrace } from '../../app/shared/trace/file.ts';
import { STEPS } from '../bench/seek.ts';
import { steadyTrace } from '../bench/ui/worlds.ts';
import { expect, test } from './fixtures.ts';
import { noteSaved, savedBy } from './saved.ts';
import { goTo } from './session.ts';
import { strings as store } from '../../app/renderer/store/strings.ts';
import { strings as shell } from '../../app/renderer/shell/strings.ts';
import { pattern } from './text.ts';

const NAME = 'a-long-day.handoff-trace.ndjson';
/** The page is this much slower, so that no machine is done before anything can be said of it. */
const SLOWER = 4;

/** What such a file holds, and the file that is opened: a page that is reached over a wire is not given forty megabytes soon. */
let text: Buffer;
let chosen: { name: string; mimeType: string; buffer: Buffer };

test.beforeAll(async () => {
  text = Buffer.from(writeTrace(await steadyTrace()));
  chosen = { name: 'long.handoff-trace.ndjson.gz', mimeType: 'application/gzip', buffer: gzipSync(text) };
});

async function slower(page: Page, rate: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
}

async function openWhole(page: Page): Promise<void> {
  await page.getByTestId('scenario-file').setInputFiles(chosen);
  await expect(page.getByTestId('position')).toContainText(new RegExp(`^0 of ${STEPS}`), { timeout: 60_000 });
  await expect(page.getByTestId('reading')).toHaveCount(0, { timeout: 60_000 });
}

async function save(page: Page, form: string): Promise<void> {
  await page.getByTestId('save').click();
  await page.getByTestId(`save-${form}`).click();
}

interface Seen { texts: string[]; parts: number[] }

/** From here on the page notes what is said of work that is under way; `act` is what its user does as it is first said. */
async function watchWork(page: Page, act: 'cancel' | 'step'): Promise<void> {
  await page.evaluate((act) => {
    const own = window as unknown as { seen: Seen; stepped: string | null };
    own.seen = { texts: [], parts: [] };
    own.stepped = null;
    let acted = false;
    const look = () => {
      const notice = document.querySelector('[data-testid="working"]');
      if (!notice) return;
      const text = notice.querySelector('output')!.textContent;
      if (own.seen.texts.at(-1) !== text) {
        own.seen.texts.push(text);
        own.seen.parts.push(notice.querySelector('progress')!.position);
      }
      const position = document.querySelector('[data-testid="position"]')!.textContent;
      if (acted && act === 'step' && position.startsWith('1 ')) own.stepped ??= text;
      if (acted) return;
      acted = true;
      document.querySelector<HTMLElement>(act === 'cancel' ? '[data-testid="cancel-work"]' : '[data-testid="step"]')!.click();
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  }, act);
}

const seen = (page: Page) => page.evaluate(() => {
  const { seen, stepped } = window as unknown as { seen: Seen; stepped: string | null };
  return { ...seen, stepped };
});

interface Noted { savedBlobs: Blob[] }

const filesSaved = (page: Page) => page.evaluate(() => (window as unknown as Noted).savedBlobs.length);

/** Of the file that was saved last, made in the page: it is too large to be brought here. */
const lastSaved = (page: Page) => page.evaluate(async () => {
  const blob = (window as unknown as Noted).savedBlobs.at(-1)!;
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return { size: blob.size, type: blob.type,
    digest: [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('') };
});

const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

test('its trace is written while the window stays responsive, and a cancelled save leaves no file', async ({ app }) => {
  test.setTimeout(180_000);
  await openWhole(app);
  await noteSaved(app);
  await slower(app, SLOWER);

  await watchWork(app, 'cancel');
  await save(app, 'ndjson');
  await expect.poll(async () => (await seen(app)).texts.length, { timeout: 60_000 }).toBeGreaterThan(0);
  await expect(app.getByTestId('working')).toHaveCount(0, { timeout: 60_000 });
  // What is saved is said: nothing was.
  await expect(app.getByTestId('done')).toHaveCount(0);
  await expect(app.getByRole('alert')).toHaveCount(0);

  await watchWork(app, 'step');
  const download = app.waitForEvent('download', { timeout: 120_000 });
  await save(app, 'ndjson');
  expect((await download).suggestedFilename()).toBe(NAME);
  await expect(app.getByTestId('done')).toHaveText(store.saved(NAME));
  await expect(app.getByTestId('working')).toHaveCount(0);
  await slower(app, 1);

  const { texts, parts, stepped } = await seen(app);
  expect(texts.length).toBeGreaterThan(1);
  for (const said of texts.slice(1)) expect(said).toMatch(pattern(shell.working(store.writingTraceSteps(NaN, STEPS)), true));
  expect(parts).toEqual([...parts].sort((a, b) => a - b));
  expect(stepped, 'what was said of the work when the step had been made').not.toBeNull();
  await expect(app.getByTestId('position')).toContainText(/^1 of/);

  expect(await filesSaved(app), 'nothing of the one that was cancelled').toBe(1);
  expect(await lastSaved(app)).toEqual({ size: text.length, type: 'application/x-ndjson', digest: digestOf(text) });
});

test('a file that is still being read keeps its steps so far', async ({ app }) => {
  test.setTimeout(180_000);
  await noteSaved(app);
  await slower(app, SLOWER);
  await app.evaluate(() => {
    const begun = new MutationObserver(() => {
      if (!document.querySelector('[data-testid="reading"]')) return;
      begun.disconnect();
      document.querySelector<HTMLElement>('[data-testid="save"]')!.click();
      const listed = new MutationObserver(() => {
        const item = document.querySelector<HTMLElement>('[data-testid="save-ndjson"]');
        if (!item) return;
        listed.disconnect();
        item.click();
      });
      listed.observe(document.body, { subtree: true, childList: true });
    });
    begun.observe(document.body, { subtree: true, childList: true });
  });
  const download = app.waitForEvent('download', { timeout: 120_000 });
  await app.getByTestId('scenario-file').setInputFiles(chosen);
  expect((await download).suggestedFilename()).toBe(NAME);
  const { size, digest } = await lastSaved(app);
  expect(size).toBeLessThan(text.length);
  const part = text.subarray(0, size);
  expect(part.at(-1), 'it ends with a whole step').toBe(10);
  expect(digest).toBe(digestOf(part));
  // The rest comes all the same.
  await slower(app, 1);
  await expect(app.getByTestId('position')).toContainText(new RegExp(`of ${STEPS}`), { timeout: 60_000 });
});

test('figures of it contain as much as a figure can hold, and state the limit', async ({ app }) => {
  test.setTimeout(120_000);
  await openWhole(app);
  await goTo(app, STEPS);
  await noteSaved(app);
  const sequence = await savedBy(app, () => save(app, 'sequence-svg'));
  await expect(app.locator('.message[data-remark="true"]')).toContainText(/A figure holds 500 steps: it shows 99501 to 100000\./);
  expect(sequence.bytes.toString()).toContain('Steps 99501 to 100000 of 100000.');
  const picture = await savedBy(app, () => save(app, 'svg'));
  expect(picture.name).toBe('a-long-day.step-100000.svg');
  expect(picture.bytes.toString()).toContain('Step 100000 of 100000');
});
