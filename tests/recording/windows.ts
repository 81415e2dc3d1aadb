/** Compiles the calibration programs for Windows, and records them under Wine. */
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, onTestFailed } from 'vitest';
import { WinsockRun } from '../../app/main/services/recording/winsock-run.ts';
import { Recording } from '../../app/shared/recording/recording.ts';
import { writeTrace } from '../../app/shared/trace/file.ts';
import type { TraceLog } from '../../app/shared/trace/log.ts';
import { wineEnvironment } from '../../native-bridge/host/wine.ts';
import { chosenWine } from '../../native-bridge/host/wine-setup.ts';
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

  /** A program for another machine. */
  async compileFor(machine: number): Promise<string> {
    const file = join(this.folder, `other-${machine}.exe`);
    const image = readFileSync((await this.compile('used-twice'))[0]!);
    image.writeUInt16LE(machine, image.readUInt32LE(0x3c) + 4);
    writeFileSync(file, image);
    return file;
  }

  /** Runs a program that nothing records. Resolves with its exit code. */
  start([program = '', ...args]: readonly string[]): Promise<number | null> {
    const wine = chosenWine(CACHE);
    if (typeof wine === 'string') throw new Error(wine);
    const started = spawn(wine.wine, [program, ...args], { stdio: 'ignore', env: wineEnvironment(wine) });
    return new Promise((resolve) => { started.once('exit', resolve); });
  }

  async record(command: readonly string[]): Promise<RecordedOnWine> {
    const source = new WinsockRun(CACHE, OUT, { command }, 'ignore');
    const recording = new Recording('test', undefined, true, source.system);
    source.count(recording.tally);
    const problem = await new Promise<string | null>((resolve, reject) => {
      source.start({ events: (batch) => { recording.events(batch); }, ended: resolve }).catch(reject);
    });
    if (problem !== null) throw new Error(problem);
    return { log: keptOnFailure(recording.finish(source.id, source.loss)), loss: source.loss, code: (await source.ended).code };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** If the running test fails, the trace stays in `test-results`, and its path is printed. */
export function keptOnFailure(log: TraceLog): TraceLog {
  onTestFailed(({ task }) => {
    const folder = resolve('test-results');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${task.name.replaceAll(/\W+/g, '-').slice(0, 60)}-${process.pid}-${Date.now()}.trace`);
    writeFileSync(file, writeTrace(log));
    console.error(`trace of the failed test: ${file}`);
  });
  return log;
}

/** The text of a file that a program writes. */
export async function appeared(file: string): Promise<string> {
  while (!existsSync(file) || readFileSync(file, 'utf8') === '') await pause(50);
  return readFileSync(file, 'utf8');
}

/** The recorder that this process has started. */
export function recorderHere(): number {
  const found = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).find((name) => {
    try {
      const [, parent] = /\) \S (\d+) /.exec(readFileSync(join('/proc', name, 'stat'), 'latin1')) ?? [];
      return Number(parent) === process.pid && readFileSync(join('/proc', name, 'cmdline'), 'latin1').includes('winsock-recorder');
    } catch {
      return false;
    }
  });
  expect(found).toBeDefined();
  return Number(found);
}
