/** Compiles the calibration programs for Windows, and records them under Wine. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { WinsockRun } from '../../app/main/services/recording/winsock-run.ts';
import { Recording } from '../../app/shared/recording/recording.ts';
import { CACHE, OUT } from '../support/providers.ts';
import type { Recorded } from './strace.ts';

const run = promisify(execFile);
const PROGRAMS = 'tests/recording/programs/windows';

/** `code`: of the program. */
export interface RecordedOnWine extends Recorded { code: number | null }

export class WindowsWorkshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'handoff-windows-'));

  /** Compiles a program without a warning. Returns the command that runs it. */
  async compile(name: string): Promise<string[]> {
    const out = join(this.folder, `${name}.exe`);
    await run('x86_64-w64-mingw32-gcc', ['-Wall', '-Wextra', '-Werror', '-Wno-unused-function', '-O1', '-o', out,
      join(PROGRAMS, `${name}.c`), '-lws2_32', '-lmswsock']);
    return [out];
  }

  async record(command: readonly string[]): Promise<RecordedOnWine> {
    const source = new WinsockRun(CACHE, OUT, command, 'ignore');
    const recording = new Recording('test', undefined, true, source.system);
    source.count(recording.tally);
    const problem = await new Promise<string | null>((resolve, reject) => {
      source.start({ events: (batch) => { recording.events(batch); }, ended: resolve }).catch(reject);
    });
    if (problem !== null) throw new Error(problem);
    return { log: recording.finish(source.id, source.loss), loss: source.loss, code: (await source.ended).code };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
