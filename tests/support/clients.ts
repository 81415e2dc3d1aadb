/** The clients of docs/clients, compiled and run as somebody else's programs would be. They fail where a tool is missing. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { wineSpawn } from './wine-node.ts';

export const client = (name: string): string => resolve('docs/clients', name);

/** Compiles a client into `folder`, with every warning an error. */
export function compile(compiler: 'gcc' | 'x86_64-w64-mingw32-gcc', source: string, folder: string): string {
  const windows = compiler !== 'gcc';
  const program = join(folder, source.replace('.c', windows ? '.exe' : ''));
  try {
    execFileSync(compiler, ['-Wall', '-Wextra', '-Werror', client(source), '-o', program, ...(windows ? ['-lws2_32'] : [])],
      { stdio: 'pipe' });
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: Buffer };
    const name = windows ? 'gcc-mingw-w64-x86-64' : 'gcc libc6-dev';
    throw new Error(code === 'ENOENT' ? `${compiler} is missing: apt-get install -y --no-install-recommends ${name}` : String(stderr),
      { cause: error });
  }
  return program;
}

export interface Running {
  child: ChildProcess;
  /** Everything printed so far, on both streams. */
  text(): string;
  /** Resolves when the text matches. @throws Error with the text when the program ends first. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  ended: Promise<number | null>;
}

let files = 0;

/** Starts a program in `folder` with its output in a file there, or in `out`; `stdin` stays open until it is ended. */
export function start(
  command: string, args: readonly string[], folder: string, options: { wine?: boolean; uid?: number; out?: string } = {},
): Running {
  const path = join(options.out ?? folder, `said-${files++}`);
  const file = openSync(path, 'w');
  const stdio: ['pipe' | 'ignore', number, number] = [options.wine ? 'ignore' : 'pipe', file, file];
  const child = options.wine ? wineSpawn([command, ...args], stdio)
    : spawn(command, args, { stdio, cwd: folder, ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }) });
  let over = false;
  const ended = new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => {
      over = true;
      done(code);
    });
  });
  ended.catch(() => { over = true; });
  closeSync(file);
  const text = () => readFileSync(path, 'utf8');
  return {
    child, ended, text,
    async says(pattern) {
      for (;;) {
        const last = over;
        const found = pattern.exec(text());
        if (found) return found;
        if (last) throw new Error(`${command} ended without saying ${String(pattern)}: ${text()}`);
        await pause(20);
      }
    },
  };
}
