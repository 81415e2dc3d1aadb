/** A recording opens in the window like any trace, and says of its facts that they were recorded. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Recording, isFollowed } from '../../app/shared/recording/recording.ts';
import { StraceReader } from '../../app/shared/recording/strace/reader.ts';
import { writeTrace } from '../../app/shared/trace/file.ts';
import { KNOWN_WORDS } from '../../app/shared/format/known.ts';
import { expect, test } from './fixtures.ts';
import { ROOT } from './hosts/inspector.ts';

function recorded(): string {
  const recording = new Recording('A child keeps the port');
  const reader = new StraceReader(isFollowed, recording.tally);
  const log = readFileSync(join(ROOT, 'tests', 'recording', 'logs', 'leak.log'), 'latin1');
  recording.events(log.split('\n').flatMap((line) => reader.line(line)));
  return writeTrace(recording.finish('strace-text', reader.loss));
}

test('a recording opens, and its hazards, holders and sources of facts are shown', async ({ app }) => {
  const file = { name: 'leak.trace', mimeType: 'application/x-ndjson', buffer: Buffer.from(recorded()) };
  await app.getByTestId('scenario-file').setInputFiles(file);
  await expect(app.getByTestId('position')).toContainText(/^0 of \d+/);
  await app.getByTestId('scrubber').fill('9');
  const graph = app.getByTestId('graph');
  await expect(graph).toContainText('sleep');
  await expect(graph).toContainText('python3');
  await expect(app.locator('.legend')).toContainText(KNOWN_WORDS.recorded);
  await expect(app.locator('.legend')).not.toContainText(KNOWN_WORDS.performed);
});
