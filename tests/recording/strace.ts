/** Records the calibration programs: by the log of the real strace, by ptrace, and by BPF. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BpfRun } from '../../app/main/services/recording/bpf-run.ts';
import { PtraceRun } from '../../app/main/services/recording/ptrace-run.ts';
import { StraceText } from '../../app/main/services/recording/strace-text.ts';
import { FOLLOWED_CALLS, Recording, isFollowed } from '../../app/shared/recording/recording.ts';
import type { Loss } from '../../app/shared/recording/source.ts';
import type { TraceLog } from '../../app/shared/trace/log.ts';
import { OUT } from '../support/providers.ts';

const run = promisify(execFile);
const PROGRAMS = 'tests/recording/programs';
const MOST_MS = 30_000;

/** Exit code or signal. Standard input and output of a child are sockets in Node: these programs get none. */
const ending = (child: ChildProcess): Promise<number | string | null> => new Promise((resolve, reject) => {
  child.once('error', reject);
  child.once('exit', (code, signal) => { resolve(code ?? signal); });
});

/** Path of the Python interpreter itself, not of a script that starts it. */
export async function python(): Promise<string> {
  return (await run('python3', ['-c', 'import sys; print(sys.executable)'])).stdout.trim();
}

export interface Recorded { log: TraceLog; loss: Loss }

/** A folder for compiled programs and logs. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'handoff-recording-'));

  /** Compiles a program without a warning, with other files. Returns the command that runs it. */
  async compile(name: string, ...others: readonly string[]): Promise<string[]> {
    const out = join(this.folder, [name, ...others].join('-'));
    const files = [name, ...others].map((file) => join(PROGRAMS, `${file}.c`));
    await run('gcc', ['-Wall', '-Wextra', '-Werror', '-Wno-unused-function', '-O1', '-pthread', '-o', out, ...files]);
    return [out];
  }

  /** Records a command that must succeed. @throws Error if strace is missing or the command fails. */
  async record(command: readonly string[], options: readonly string[]): Promise<Recorded> {
    const log = join(this.folder, `${Math.random().toString(36).slice(2)}.log`);
    const code = await ending(spawn('strace', [...options, '-o', log, '--', ...command], { stdio: 'ignore', timeout: MOST_MS }));
    if (code !== 0) throw new Error(`strace ${command.join(' ')} ended with ${code}`);
    const files = options.includes('-ff') ? readdirSync(this.folder).filter((file) => join(this.folder, file).startsWith(`${log}.`)) : null;
    return recordFiles((files ?? [log.slice(this.folder.length + 1)]).map((file) => join(this.folder, file)));
  }

  /** Records a command that must succeed by ptrace. @throws Error if the command fails or the recording ends early. */
  recordByPtrace(command: readonly string[]): Promise<Recorded> {
    return recordBy(new PtraceRun(OUT, { command }, FOLLOWED_CALLS, 'ignore'), command);
  }

  /** The same by BPF. @throws Unavailable with the reason if BPF cannot record here. */
  recordByBpf(command: readonly string[]): Promise<Recorded> {
    return recordBy(new BpfRun(OUT, { command }, FOLLOWED_CALLS, 'ignore'), command);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function recordBy(source: PtraceRun | BpfRun, command: readonly string[]): Promise<Recorded> {
  const recording = new Recording('test');
  const problem = await new Promise<string | null>((resolve, reject) => {
    source.start({ events: (batch) => { recording.events(batch); }, ended: resolve }).catch(reject);
  });
  const { code, signal } = await source.ended;
  if (problem !== null || code !== 0) throw new Error(`${command.join(' ')} ended with ${code ?? signal}: ${problem}`);
  return { log: recording.finish(source.id, source.loss), loss: source.loss };
}

export async function recordFiles(names: readonly string[]): Promise<Recorded> {
  const recording = new Recording('test');
  const source = new StraceText(names.map((name) => ({ name, bytes: readFileSync(name) })), isFollowed, recording.tally);
  await source.start({ events: (batch) => { recording.events(batch); }, ended: () => undefined });
  return { log: recording.finish(source.id, source.loss), loss: source.loss };
}
