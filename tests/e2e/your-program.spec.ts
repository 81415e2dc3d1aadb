/** A program of the user is recorded and debugged from the window. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { attempt } from '../../app/shared/base/attempt.ts';
import { joinCommand } from '../../app/shared/base/command-line.ts';
import { strings as bar } from '../../app/renderer/top-bar/strings.ts';
import { expect, test } from './fixtures.ts';
import { ROOT } from './hosts/inspector.ts';

const PROGRAMS = join(ROOT, 'tests', 'recording', 'programs');
let python = '';

test.beforeAll(() => {
  test.skip(process.platform !== 'linux', 'not run: programs are recorded on Linux');
  // The interpreter itself, not a script that starts it.
  python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
});

async function fill(app: Page, command: readonly string[], holds: string | null = null): Promise<void> {
  await app.getByTestId('open-program').click();
  await app.getByTestId('program-command').fill(joinCommand(command));
  await app.getByTestId('program-folder').fill(PROGRAMS);
  if (holds !== null) await app.getByTestId('program-holds').fill(holds);
}

async function record(app: Page, ...command: string[]): Promise<void> {
  await fill(app, command);
  await app.getByTestId('program-record').click();
  await app.getByTestId('program-confirm').click();
}

async function debug(app: Page, holds: string, ...command: string[]): Promise<void> {
  await fill(app, command, holds);
  await app.getByTestId('program-debug').click();
  await app.getByTestId('program-confirm').click();
}

/** Processes with this command line. */
const processesOf = (...words: string[]): number[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)
  .filter((pid) => attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'), '') === `${words.join('\0')}\0`);

test('a program is recorded: question, steps, limits, its end', async ({ app }) => {
  await fill(app, [python, 'leak.py']);
  await app.getByTestId('program-environment').fill('HANDOFF_TEST=secret');
  await app.getByTestId('program-record').click();
  const question = app.getByTestId('program-question');
  await expect(question).toContainText(python);
  await expect(question.locator('.words li')).toHaveText([python, 'leak.py']);
  await expect(question).toContainText(PROGRAMS);
  await expect(question).toContainText('HANDOFF_TEST');
  await expect(question).not.toContainText('secret');
  await app.getByTestId('program-confirm').click();
  await expect(app.getByTestId('program-bar')).toHaveAttribute('data-status', 'ended');
  await expect(app.getByTestId('program-end')).toHaveText('exited with code 0');
  await expect(app.getByTestId('recording-limits')).toContainText(bar.recording.complete);
  await expect(app.getByTestId('graph')).toContainText('sleep');
  await expect(app.getByTestId('position')).toContainText(/^(\d+) of \1$/);
});
