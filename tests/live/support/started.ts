/** Programs of the tests as child processes: what they say, line by line, and their end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Started {
  child: ChildProcess;
  pid: number;
  /** Everything said so far. */
  lines: readonly string[];
  /** The first line that matches, said already or still to come. @throws Error with all that was said when it ends first. */
  says(pattern: RegExp): Promise<string>;
  /** Ends its stdin, then kills it; resolves when it is gone. */
  stop(): Promise<void>;
}

export interface StartOptions {
  cwd?: string;
  uid?: number;
  env?: NodeJS.ProcessEnv;
  /** Descriptors of ours that it gets from 3 on. */
  pass?: readonly number[];
}

export function startProgram(command: string, args: readonly string[], { cwd, uid, env, pass = [] }: StartOptions = {}): Started {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe', ...pass], ...(cwd === undefined ? {} : { cwd }), ...(uid === undefined ? {} : { uid, gid: uid }),
    env: { ...process.env, ...env },
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let over = false;
  const heard = () => { for (const look of waiting) look(); };
  for (const stream of [child.stdout!, child.stderr!]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      heard();
    });
  }
  child.on('error', (error) => lines.push(String(error)));
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      over = true;
      heard();
      resolve();
    });
  });
  return {
    child, lines, pid: child.pid ?? -1,
    says: (pattern) => new Promise((resolve, reject) => {
      const look = () => {
        const line = lines.find((l) => pattern.test(l));
        if (line === undefined && !over) return;
        waiting.delete(look);
        if (line !== undefined) resolve(line);
        else reject(new Error(`${command} ended without saying ${String(pattern)}:\n${lines.join('\n')}`));
      };
      waiting.add(look);
      look();
    }),
    async stop() {
      child.stdin?.end();
      if (!over) child.kill('SIGKILL');
      await ended;
    },
  };
}
