/** The latest commands that were started from the window, in a file that only the user can read. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { RECORDING } from '../../../shared/base/limits.ts';
import type { ProgramCommand } from '../../../shared/contract/recording.ts';
import { writeWhole } from '../recents-and-recovery/atomic.ts';
import { lockedInTurn } from '../recents-and-recovery/lock.ts';

const text = z.string().max(RECORDING.commandCharacters);
const listSchema = z.object({ version: z.literal(1), programs: z.array(z.object({
  command: text, folder: text.nullable(), environment: z.array(z.object({ name: text, value: text })).max(RECORDING.variables),
})).max(RECORDING.recent) });

export class RecentPrograms {
  readonly #file: string | null;
  #last: Promise<void> = Promise.resolve();

  /** `folder`: null to keep none. */
  constructor(folder: string | null) {
    this.#file = folder === null ? null : join(folder, 'programs.json');
  }

  /** The latest first. An unreadable file counts as empty. */
  async list(): Promise<readonly ProgramCommand[]> {
    await this.#last;
    return this.#file === null ? [] : this.#read(this.#file);
  }

  async #read(file: string): Promise<readonly ProgramCommand[]> {
    try {
      return listSchema.parse(JSON.parse(await readFile(file, 'utf8'))).programs;
    } catch {
      return [];
    }
  }

  /** Moves it to the front. Never rejects: a full disk must not prevent a recording. */
  add(program: ProgramCommand): Promise<void> {
    return this.#change((all) => [program, ...all.filter((other) => keyOf(other) !== keyOf(program))].slice(0, RECORDING.recent));
  }

  forget(): Promise<void> {
    return this.#change(() => []);
  }

  #change(next: (all: readonly ProgramCommand[]) => readonly ProgramCommand[]): Promise<void> {
    const file = this.#file;
    if (file === null) return Promise.resolve();
    this.#last = this.#last.then(async () => {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await lockedInTurn(file, async () => {
        const programs = next(await this.#read(file));
        await writeWhole(file, `${JSON.stringify({ version: 1, programs }, null, 1)}\n`);
      });
    }).catch(() => undefined);
    return this.#last;
  }
}

const keyOf = ({ command, folder }: ProgramCommand): string => JSON.stringify([command, folder]);
