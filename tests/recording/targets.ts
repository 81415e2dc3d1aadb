/** Programs to record, and what can be seen of them from outside. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach } from 'vitest';
import { OUT } from '../support/providers.ts';
import { python } from './strace.ts';

const children: ChildProcess[] = [];
/** Processes that a test has started, with their own children. */
afterEach(() => {
  for (const child of children.splice(0)) for (const pid of [...childrenOf(child.pid!), child.pid!]) kill(pid, 'SIGKILL');
});

export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export function start(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

export const handoff = (...args: readonly string[]): ChildProcess => start(process.execPath, [join(OUT, 'cli.js'), ...args]);

export function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, 'latin1').trim().split(' ').filter(Boolean).map(Number) : [];
}

/** Resolves with what the stream has said when it contains the text. `last`: it is read no further. */
export async function said(stream: NodeJS.ReadableStream, wanted: RegExp, last = true): Promise<string> {
  let all = '';
  for await (const piece of (stream as Readable).iterator({ destroyOnReturn: last })) {
    all += String(piece);
    if (wanted.test(all)) return all;
  }
  throw new Error(`ended without ${wanted}: ${all}`);
}

/** A server, its port, and its processes. */
export async function server() {
  const child = start(await python(), ['-S', 'tests/recording/programs/answers.py']);
  const port = Number(await said(child.stdout!, /\d+\n/));
  return { pid: child.pid!, port, pids: () => [child.pid!, ...childrenOf(child.pid!)] };
}

/** Sends a request per connection, and reads to its end. Returns the number of right answers. */
export async function ask(port: number, times: number, request = 'hello', answer = /^hello$/): Promise<number> {
  let right = 0;
  for (let i = 0; i < times; i += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.write(request);
    if (answer.test(await text(socket))) right += 1;
  }
  return right;
}

/** Tracer and state of every thread: 0 and not stopped for all that run freely. */
export const heldThreads = (pids: readonly number[]): string[] => pids.flatMap((pid) =>
  readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
    const status = readFileSync(`/proc/${pid}/task/${thread}/status`, 'latin1');
    const free = /^TracerPid:\s+0$/m.test(status) && !/^State:\s+[tT]/m.test(status);
    return free ? [] : [`${pid}/${thread}: ${/^State:.*$/m.exec(status)?.[0]}`];
  }));

export function stateOf(pid: number): string {
  const file = `/proc/${pid}/status`;
  return existsSync(file) ? /^State:\s+(\w)/m.exec(readFileSync(file, 'latin1'))![1]! : 'gone';
}
