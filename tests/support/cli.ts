/** The built command line, run as a user runs it. */
import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { join } from 'node:path';
import { OUT } from './providers.ts';

/** What ends a program that never ends, so that a test fails by what it expects. Milliseconds. */
const LIMIT_MS = 50_000;

export interface CliRun { code: number | null; signal: string | null; stdout: string; stderr: string }

export interface CliProgram {
  child: ChildProcess;
  /** Resolves with all it has printed once that matches; rejects when it ends before. */
  says(pattern: RegExp): Promise<string>;
  ended: Promise<CliRun>;
}

/** `cli`: another build of it. */
export interface CliOptions extends SpawnOptions { cli?: string }

export function startCli(args: readonly string[], { cli = join(OUT, 'cli.js'), ...options }: CliOptions = {}): CliProgram {
  return startProgramOf(process.execPath, [cli, ...args], options);
}

/** By a shell, which sets what a spawn cannot: limits, closed streams. `"$@"` stands for the command line. */
export function startCliByShell(
  script: string, args: readonly string[], { cli = join(OUT, 'cli.js'), ...options }: CliOptions = {}
): CliProgram {
  return startProgramOf('bash', ['-c', script, 'bash', process.execPath, cli, ...args], options);
}

function startProgramOf(command: string, args: readonly string[], options: SpawnOptions): CliProgram {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT_MS, killSignal: 'SIGKILL', ...options });
  const text = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk: Buffer) => {
      text[name] += chunk.toString();
      for (const look of waiting) look();
    });
  }
  const ended = new Promise<CliRun>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => { resolve({ code, signal, ...text }); });
  });
  const says = (pattern: RegExp): Promise<string> => new Promise((resolve, reject) => {
    const look = (): void => {
      const all = text.stdout + text.stderr;
      if (!pattern.test(all)) return;
      waiting.delete(look);
      resolve(all);
    };
    waiting.add(look);
    void ended.then((run) => { reject(new Error(`It ended (${run.code ?? run.signal}) without ${pattern}: ${run.stderr}`)); });
    look();
  });
  return { child, says, ended };
}
