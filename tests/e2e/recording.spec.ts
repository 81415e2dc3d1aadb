/** A recording opens in the window like any trace, and says of its facts that they were recorded. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { Recording, isFollowed } from '../../app/shared/recording/recording.ts';
import { StraceReader } from '../../app/shared/recording/strace/reader.ts';
import { writeTrace } from '../../app/shared/trace/file.ts';
import { KNOWN_WORDS } from '../../app/shared/format/known.ts';
import { expect, test } from './fixtures.ts';
import { ROOT } from './hosts/inspector.ts';
import { peers } from './processes.ts';

function recorded(): string {
  const recording = new Recording('A child keeps the port');
  const reader = new StraceReader(isFollowed, recording.tally);
  const log = readFileSync(join(ROOT, 'tests', 'recording', 'logs', 'leak.log'), 'latin1');
  recording.events(log.split('\n').flatMap((line) => reader.line(line)));
  return writeTrace(recording.finish('strace-text', reader.loss));
}

/** Opens the recording, before its first step. */
async function openRecording(app: Page): Promise<void> {
  const file = { name: 'leak.trace', mimeType: 'application/x-ndjson', buffer: Buffer.from(recorded()) };
  await app.getByTestId('scenario-file').setInputFiles(file);
  await expect(app.getByTestId('position')).toContainText(/^[1-9]\d* of \d+/);
  await app.keyboard.press('Home');
  await expect(app.getByTestId('position')).toContainText(/^0 of/);
}

test('a recording opens, and its hazards, holders and sources of facts are shown', async ({ app }) => {
  await openRecording(app);
  await app.getByTestId('scrubber').fill('9');
  const graph = app.getByTestId('graph');
  await expect(graph).toContainText('sleep');
  await expect(graph).toContainText('python3');
  await expect(app.locator('.legend')).toContainText(KNOWN_WORDS.recorded);
  await expect(app.locator('.legend')).not.toContainText(KNOWN_WORDS.performed);
});

const REASON = 'A recording cannot be continued: extract a scenario first.';

test('a recording stays on screen: Restart moves to its start, Run plays it, and no control performs', async ({ app, inspector }) => {
  await openRecording(app);
  const position = app.getByTestId('position');
  const total = Number((await position.textContent())!.split(' of ')[1]);
  await app.getByTestId('scrubber').fill('9');
  await expect(position).toContainText(`9 of ${total}`);
  await app.getByTestId('breakpoints').click();
  await expect(app.getByTestId('break-error')).toHaveCount(0);
  await app.getByTestId('pace').selectOption('0');
  await app.getByTestId('run-panel-done').click();
  await app.getByTestId('run').click();
  await expect(position, 'Run plays').toContainText(`${total} of ${total}`);
  await app.getByTestId('scrubber').fill('9');
  await app.keyboard.press('Shift+B');
  await expect(app.getByText(REASON)).toBeVisible();
  await expect(position).toContainText(`9 of ${total}`);
  await app.keyboard.press('`');
  await expect(app.getByTestId('no-console')).toHaveText(REASON);
  await expect(app.getByTestId('console-perform')).toHaveCount(0);
  await expect(position).toContainText(`9 of ${total}`);
  await app.getByTestId('restart').click();
  await expect(position).toContainText(`0 of ${total}`);
  await app.getByTestId('scrubber').fill(String(total));
  await expect(position).toContainText(`${total} of ${total}`);
  await expect(app.locator('.legend')).toContainText(KNOWN_WORDS.recorded);
  expect(peers(inspector.pid)).toEqual([]);
});

test('the Scenario tab of a recording gives the command that extracts one', async ({ app }) => {
  await openRecording(app);
  await app.keyboard.press('e');
  const tab = app.getByTestId('no-scenario');
  await expect(tab.getByRole('heading')).toHaveText('A recording has no scenario');
  await expect(tab).toContainText('handoff extract TRACE --socket N');
  await expect(app.getByTestId('apply')).toHaveCount(0);
  await app.getByTestId('save').click();
  await expect(app.getByTestId('save-scenario')).toHaveAttribute('aria-disabled', 'true');
});
