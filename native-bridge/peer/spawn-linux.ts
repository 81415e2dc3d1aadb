/** fork as spawning with inheritance, and socket activation (P20, P21). */
import { spawn, type StdioOptions } from 'node:child_process';
import { errorName } from '../../app/shared/calls/errors.ts';
import type { SpawnRequest, SpawnResult } from './platform-calls.ts';

/** LISTEN_PID must be the pid of the program itself: a shell knows its own pid, and exec keeps it. */
const TELL_PID = ['/bin/sh', '-c', 'LISTEN_PID=$$ exec "$@"', 'sh'];

/**
 * Creates the process. This combines fork(2) and execve(2): the runtime cannot continue in a forked copy.
 * Descriptors without close-on-exec are inherited under their numbers; with `listen` those become 3, 4, ….
 */
export async function spawnLinux(birth: SpawnRequest): Promise<SpawnResult> {
  const { listen } = birth;
  const [file = '', ...args] = listen ? [...TELL_PID, ...birth.command] : birth.command;
  const stdio: StdioOptions = ['ignore', 'ignore', 'ignore', ...(listen ?? [])];
  const env = listen ? { ...birth.env, LISTEN_FDS: String(listen.length) } : birth.env;
  const start = process.hrtime.bigint();
  const child = spawn(file, args, { stdio, env, detached: false });
  const micros = Number(process.hrtime.bigint() - start) / 1000;
  child.unref();
  const { pid } = child;
  if (pid !== undefined) {
    child.on('error', () => {});
    return { pid, micros };
  }
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const number = Math.abs(error.errno ?? 0);
      resolve({ error: { kind: 'error', name: errorName('linux', number), number } });
    });
  });
}
