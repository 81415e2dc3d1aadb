/** Recording processes that run already, and what happens to targets when the recorder ends. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { OUT } from '../support/providers.ts';
import { python } from './strace.ts';

const children: ChildProcess[] = [];
/** Processes that a test has started, with their own children. */
afterEach(() => {
  for (const child of children.splice(0)) for (const pid of [...childrenOf(child.pid!), child.pid!]) kill(pid, 'SIGKILL');
});

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function start(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

const handoff = (...args: string[]) => start(process.execPath, [join(OUT, 'cli.js'), ...args]);

function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, 'latin1').trim().split(' ').filter(Boolean).map(Number) : [];
}

/** Resolves with what the stream has said when it contains the text. */
async function said(stream: NodeJS.ReadableStream, wanted: RegExp): Promise<string> {
  let all = '';
  for await (const piece of stream) {
    all += String(piece);
    if (wanted.test(all)) return all;
  }
  throw new Error(`ended without ${wanted}: ${all}`);
}

/** A server, its port, and its processes. */
async function server() {
  const child = start(await python(), ['-S', 'tests/recording/programs/answers.py']);
  const port = Number(await said(child.stdout!, /\d+\n/));
  return { pid: child.pid!, port, pids: () => [child.pid!, ...childrenOf(child.pid!)] };
}

/** Sends a request per connection. Returns the number of right answers. */
async function ask(port: number, times: number): Promise<number> {
  let right = 0;
  for (let i = 0; i < times; i += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.write('hello');
    const [answer] = await once(socket, 'data') as [Buffer];
    if (answer.toString() === 'hello') right += 1;
    socket.destroy();
  }
  return right;
}

/** Tracer and state of every thread: 0 and not stopped for all that run freely. */
const heldThreads = (pids: readonly number[]): string[] => pids.flatMap((pid) => readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
  const status = readFileSync(`/proc/${pid}/task/${thread}/status`, 'latin1');
  const free = /^TracerPid:\s+0$/m.test(status) && !/^State:\s+[tT]/m.test(status);
  return free ? [] : [`${pid}/${thread}: ${/^State:.*$/m.exec(status)?.[0]}`];
}));

function stateOf(pid: number): string {
  const file = `/proc/${pid}/status`;
  return existsSync(file) ? /^State:\s+(\w)/m.exec(readFileSync(file, 'latin1'))![1]! : 'gone';
}

describe('handoff record --pid', () => {
  it('records a server with its threads and children, and detaches under load without a lost answer', async () => {
    const { pid, port, pids } = await server();
    const recorder = handoff('record', '--pid', String(pid));
    const output = text(recorder.stdout!);
    await said(recorder.stderr!, /attached/);
    expect(await ask(port, 40)).toBe(40);
    const during = ask(port, 60);
    recorder.kill('SIGINT');
    expect(await during).toBe(60);
    const [code] = await once(recorder, 'exit') as [number];
    expect(code).toBe(0);
    const told = await output;
    expect(told).toMatch(/of 2 processes, from \d+ calls; divergences 0, lost 0$/m);
    expect(told).toContain(`TCP 127.0.0.1:${port} still listens, held by python3, python3-2.`);
    expect(told).toContain('open before the recording, found at step 1');
    expect(heldThreads(pids())).toEqual([]);
    expect(await ask(port, 10)).toBe(10);
  });

  it('leaves the program running if the recorder is killed', async () => {
    const { pid, port, pids } = await server();
    const recorder = handoff('record', '--pid', String(pid));
    await said(recorder.stderr!, /attached/);
    for (const child of childrenOf(recorder.pid!)) kill(child, 'SIGKILL');
    const [code] = await once(recorder, 'exit') as [number];
    expect(code).not.toBe(0);
    expect(await ask(port, 10)).toBe(10);
    expect(heldThreads(pids())).toEqual([]);
  });

  it('says why it cannot attach', async () => {
    const run = (pid: string) =>
      spawnSync(process.execPath, [join(OUT, 'cli.js'), 'record', '--pid', pid], { encoding: 'utf8', timeout: 20_000 });
    expect(run('4194305')).toMatchObject({ status: 2, stderr: expect.stringContaining('there is no process 4194305') as string });
    expect(run('x')).toMatchObject({ status: 2, stderr: expect.stringContaining('"x" is not a process id') as string });
    const { pid } = await server();
    const first = handoff('record', '--pid', String(pid));
    await said(first.stderr!, /attached/);
    expect(run(String(pid))).toMatchObject({ status: 3,
      stderr: expect.stringMatching(/is already traced by process \d+ \(node\)/) as string });
  });
});

describe('handoff record -- COMMAND', () => {
  it('passes SIGTERM on to the program, and ends as it does', async () => {
    const recorder = handoff('record', '--', 'sh', '-c', 'trap "exit 9" TERM; echo ready; while :; do sleep 0.1; done');
    const told = text(recorder.stderr!);
    await said(recorder.stdout!, /ready/);
    recorder.kill('SIGTERM');
    const [code] = await once(recorder, 'exit') as [number];
    expect([code, await told]).toEqual([9, expect.stringMatching(/divergences 0, lost 0\n$/)]);
  });

  it('ends the program with the recorder, as said in the documentation', async () => {
    const recorder = handoff('record', '--', 'sh', '-c', 'echo $$; sleep 60; echo never');
    const shell = Number(await said(recorder.stdout!, /\d+\n/));
    for (const child of childrenOf(recorder.pid!)) kill(child, 'SIGKILL');
    const [code] = await once(recorder, 'exit') as [number];
    expect(code).toBe(2);
    // Init reaps it in its time.
    await vi.waitFor(() => { expect(stateOf(shell)).toMatch(/^(gone|Z)/); }, { timeout: 10_000 });
  });
});
