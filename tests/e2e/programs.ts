/** Programs that are recorded from the window. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { attempt } from '../../app/shared/base/attempt.ts';
import { joinCommand } from '../../app/shared/base/command-line.ts';
import { ROOT } from './hosts/inspector.ts';

export const PROGRAMS = join(ROOT, 'tests', 'recording', 'programs');

/** Opens the form, and fills it in. */
export async function fill(app: Page, command: readonly string[], holds: string | null = null): Promise<void> {
  await app.getByTestId('open-program').click();
  await app.getByTestId('program-command').fill(joinCommand(command));
  await app.getByTestId('program-folder').fill(PROGRAMS);
  if (holds !== null) await app.getByTestId('program-holds').fill(holds);
}

/** Processes with this command line. */
export const processesOf = (...words: string[]): number[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)
  .filter((pid) => attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'), '') === `${words.join('\0')}\0`);
