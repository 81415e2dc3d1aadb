/** A recording of a server with many processes: folded, with its limits in view. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { LayoutMemory } from '../../app/shared/graph-layout/places.ts';
import { hazardsOf } from '../../app/shared/recording/summary.ts';
import { Episodes } from '../../app/shared/story/episodes.ts';
import { readTrace } from '../../app/shared/trace/file.ts';
import { strings as steps } from '../../app/renderer/steps/strings.ts';
import { strings as bar } from '../../app/renderer/top-bar/strings.ts';
import { strings as timeline } from '../../app/renderer/timeline/strings.ts';
import { strings as graph } from '../../app/renderer/graph/strings.ts';
import { faultsInBoth } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { OUT, ROOT } from './hosts/inspector.ts';
import { position } from './session.ts';
import { outOfReach } from './reach.ts';

let folder = '';
let file = '';

test.beforeAll(() => {
  test.skip(process.platform !== 'linux', 'not run: programs are recorded on Linux');
  // A worker runs this again after it has removed the folder.
  folder = mkdtempSync(join(tmpdir(), 'handoff-recorded-'));
  file = join(folder, 'prefork.trace');
  const program = join(ROOT, 'tests', 'recording', 'programs', 'prefork.py');
  // The interpreter itself, not a script that starts it.
  const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  execFileSync(process.execPath, [join(OUT, 'main', 'cli.js'), 'record', '--trace', file, '--', python, program], { stdio: 'pipe' });
});
test.afterAll(() => { if (folder !== '') rmSync(folder, { recursive: true, force: true }); });

async function openRecorded(app: Page) {
  const { log } = readTrace(readFileSync(file, 'utf8'), 'prefork.trace');
  await app.getByTestId('scenario-file').setInputFiles(file);
  const at = hazardsOf(log)[0]?.hazard.since ?? log.length;
  await expect(app.getByTestId('position')).toContainText(`${at} of ${log.length}`);
  return log;
}

test('a recording opens at its first hazard, and a search finds the hazard', async ({ app }) => {
  const log = await openRecorded(app);
  const [first] = hazardsOf(log);
  await expect(app.getByTestId('inspector')).toContainText(first!.hazard.title);
  await app.keyboard.press('Control+k');
  await app.getByTestId('palette-input').fill(`hazard:${first!.hazard.id}`);
  await expect(app.locator('[data-testid^="found-step-"]').first()).toBeVisible();
});

test('lost and not followed calls of a recording are in view in every tab', async ({ app }) => {
  const log = await openRecorded(app);
  const { calls, source, lost } = log.header.recording!;
  for (const tab of ['tab-graph', 'tab-log', 'tab-code']) {
    await app.getByTestId(tab).click();
    await expect(app.getByTestId('recording-limits')).toContainText(bar.recording.calls(calls, source));
    await expect(app.getByTestId('recording-limits')).toContainText(lost === 0 ? bar.recording.complete : bar.recording.lost(lost));
  }
});

test('processes without sockets are folded behind one line, and many of one program share a lane', async ({ app }) => {
  const log = await openRecorded(app);
  const { bare, processes } = LayoutMemory.of(log);
  expect(bare.size, 'the program starts others that have no sockets').toBeGreaterThan(0);
  const boxes = app.getByTestId('graph').locator('[data-testid^="node-process-"]');
  await expect(boxes.first()).toBeVisible();
  const shown = await boxes.count();
  for (const id of bare) await expect(app.getByTestId(`node-${id.replace(':', '-')}`)).toHaveCount(0);
  await expect(app.getByTestId('bare')).toHaveText(graph.bare(bare.size));
  await app.getByTestId('bare').click();
  await expect(boxes).toHaveCount(shown + bare.size);
  await app.getByTestId('bare').click();
  await expect(boxes).toHaveCount(shown);
  await expect(app.getByTestId('axis-table')).toContainText(timeline.many(processes[0]!.slice('process:'.length), processes.length));
});

test('ordinary I/O is folded in the steps, and unfolded by click and by key', async ({ app }) => {
  const log = await openRecorded(app);
  const all = new Episodes(log.header);
  for (const step of log.steps()) all.extend(step);
  const episode = all.list[0]!;
  await app.getByTestId('scrubber').fill(String(episode.from + 1));
  const row = app.getByTestId(`episode-${episode.from}`);
  await expect(row).toHaveAttribute('aria-current', 'step');
  await expect(row).toContainText(steps.episode(episode.to - episode.from + 1));
  await expect(app.getByTestId(`step-row-${episode.from + 1}`)).toHaveCount(0);
  await row.getByRole('button').click();
  await expect(app.getByTestId(`step-row-${episode.from + 1}`)).toHaveAttribute('aria-current', 'step');
  await app.getByTestId('step').click();
  expect((await position(app)).at).toBe(episode.from + 2);
  await row.getByRole('button').focus();
  await app.keyboard.press('Enter');
  await expect(app.getByTestId(`step-row-${episode.from + 1}`)).toHaveCount(0);
});

test('a recording can be used in small windows', async ({ app }) => {
  await openRecorded(app);
  for (const size of [{ width: 900, height: 700 }, { width: 640, height: 400 }]) {
    await app.setViewportSize(size);
    expect.soft(await outOfReach(app), `${size.width}`).toEqual([]);
    expect.soft(await faultsInBoth(app), `${size.width}`).toEqual([]);
  }
});

test('the focus stays among the lanes when those without sockets unfold', async ({ app }) => {
  await openRecorded(app);
  await app.getByTestId('tab-sequence').click();
  const heads = app.locator('.lane-head');
  const folded = await heads.count();
  await heads.last().focus();
  await app.keyboard.press('Enter');
  await expect(app.getByTestId('sequence-all')).toBeChecked();
  expect(await heads.count()).toBeGreaterThan(folded);
  await expect(heads.nth(folded - 1)).toBeFocused();
});
