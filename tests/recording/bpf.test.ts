/** `handoff record` by BPF: programs that run already, the whole machine, and where BPF cannot record. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { BpfRun, bpfProblem } from '../../app/main/services/recording/bpf-run.ts';
import { FOLLOWED_CALLS } from '../../app/shared/recording/recording.ts';
import { readTrace } from '../../app/shared/trace/file.ts';
import { OUT } from '../support/providers.ts';
import { python } from './strace.ts';

const CLI = join(OUT, 'cli.js');
const started: ChildProcess[] = [];
const folder = mkdtempSync(join(tmpdir(), 'handoff-test-'));
afterAll(() => { rmSync(folder, { recursive: true }); });
afterEach(() => {
  // A server leads its own group.
  for (const { pid } of started.splice(0)) process.kill(-pid!, 'SIGKILL');
});

/** Resolves with what the stream has said when it contains the text. */
async function said(stream: NodeJS.ReadableStream, wanted: RegExp): Promise<string> {
  let all = '';
  for await (const piece of stream) {
    all += String(piece);
    if (wanted.test(all)) return all;
  }
  throw new Error(`ended without ${wanted}: ${all}`);
}

/** Two processes with four threads in accept. */
async function server(): Promise<{ pid: number; port: number }> {
  const child = spawn(await python(), ['-S', 'tests/recording/programs/answers.py'],
    { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  started.push(child);
  return { pid: child.pid!, port: Number(await said(child.stdout, /\d+\n/)) };
}

async function ask(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.write('hello');
  await once(socket, 'data');
  socket.destroy();
}

/** Records while `during` runs. */
async function recorded(args: readonly string[], during: () => Promise<void>): Promise<{ code: number; told: string }> {
  const recorder = spawn(process.execPath, [CLI, 'record', '--source', 'bpf', '--json', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const told = text(recorder.stdout);
  await said(recorder.stderr, /Ctrl-C/);
  await during();
  recorder.kill('SIGINT');
  const [code] = await once(recorder, 'exit') as [number];
  return { code, told: await told };
}

const last = (told: string) => JSON.parse(told.trimEnd().split('\n').at(-1)!) as Record<string, unknown>;

const problem = bpfProblem(OUT);
describe.skipIf(problem !== null).each([problem === null ? 'by BPF, as root' : `not run: ${problem}`])('%s', () => {
  it('a recording ends when its records have taken their space, and the program continues', async () => {
    const command = [await python(), '-S', '-c', 'import socket\nfor _ in range(20000): socket.socket().close()'];
    const source = new BpfRun(OUT, { command, most: 100_000 }, FOLLOWED_CALLS, 'ignore');
    const notes: string[] = [];
    let events = 0;
    await new Promise<void>((ended, failed) => {
      source.start({ note: (text) => { notes.push(text); }, ended: () => { ended(); },
        events: (batch) => { events += batch.length; } }).catch(failed);
    });
    expect(source.loss.examples).toEqual([expect.stringMatching(/^everything after 100000 bytes/)]);
    expect(notes).toEqual([expect.stringContaining('the programs continue')]);
    expect(events).toBeGreaterThan(0);
  });

  it('a sink that has enough gets no more batches', async () => {
    const command = [await python(), '-S', '-c', 'import socket\nfor _ in range(20000): socket.socket().close()'];
    const source = new BpfRun(OUT, { command }, FOLLOWED_CALLS, 'ignore');
    let batches = 0;
    await new Promise<void>((ended, failed) => {
      source.start({ events: () => { batches += 1; }, enough: () => batches === 2, ended: () => { ended(); } }).catch(failed);
    });
    expect(batches).toBe(2);
  });

  it('a server that runs already is recorded, and is not traced', async () => {
    const { pid, port } = await server();
    const { code, told } = await recorded(['--pid', String(pid)], async () => {
      for (let i = 0; i < 20; i += 1) await ask(port);
      expect(readFileSync(`/proc/${pid}/status`, 'latin1')).toMatch(/^TracerPid:\s+0$/m);
    });
    expect(code).toBe(0);
    expect(last(told)).toMatchObject({ lost: 0, divergences: 0, source: 'bpf' });
    expect(told.match(/"accept/g)?.length).toBeGreaterThanOrEqual(20);
  });

  it('calls in which threads wait when it begins are recorded without a request', async () => {
    const { pid } = await server();
    const { told } = await recorded(['--pid', String(pid)], () => Promise.resolve());
    expect(last(told)).toMatchObject({ calls: 4, lost: 0 });
  });

  it('the processes that use a port are found on the machine', async () => {
    const { pid, port } = await server();
    const other = await server();
    const { code, told } = await recorded(['--machine', '--filter', `port:${port}`], async () => {
      for (let i = 0; i < 20; i += 1) await ask(port);
      await ask(other.port);
    });
    expect(code).toBe(0);
    expect(told).toContain(`127.0.0.1:${port}`);
    // This process has asked both servers.
    expect([told.includes(`"pid":${pid},`), told.includes(`"pid":${other.pid},`)]).toEqual([true, false]);
    expect(last(told)).toMatchObject({ lost: 0, source: 'bpf' });
  });

  it('ends by itself after --for, leaves out calls that move bytes, and lets the program continue', async () => {
    const trace = join(folder, 'answers.trace');
    const recorder = spawn(process.execPath, [CLI, 'record', '--source', 'bpf', '--calls', 'sharing', '--for', '1', '--trace', trace, '--',
      await python(), '-S', 'tests/recording/programs/answers.py'], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    started.push(recorder);
    const told = said(recorder.stderr, /lost 0\n/);
    const end = once(recorder, 'exit');
    const port = Number(await said(recorder.stdout, /\d+\n/));
    await ask(port);
    expect(await end).toEqual([0, null]);
    expect(await told).toMatch(/the time of --for is over, and the program runs on\n[^]*divergences 0, lost 0\n/);
    const { log } = readTrace(readFileSync(trace, 'utf8'), trace);
    const calls = log.steps().flatMap(({ action }) => (action.kind === 'call' ? [action.call] : []));
    expect(calls).toContain('execve');
    expect(calls).not.toContain('recv');
    await ask(port);
  });

  it.each([
    ['without CAP_BPF', ['setpriv', '--bounding-set', '-bpf,-perfmon,-sys_admin'], 'It needs CAP_BPF and CAP_PERFMON, or root.'],
    ['in another PID namespace', ['unshare', '--pid', '--fork', '--mount-proc'], 'This PID namespace is not the first one'],
  ])('%s a command is recorded by ptrace, with the reason', (_, [program, ...args], reason) => {
    const run = (...more: string[]) => spawnSync(program!, [...args, process.execPath, CLI, 'record', ...more], { encoding: 'utf8' });
    const command = run('--source', 'bpf', '--', 'sh', '-c', 'exit 7');
    expect(command.stderr).toContain(`handoff: BPF cannot record here: ${reason}`);
    expect(command.stderr).toContain('recording with ptrace');
    expect(command.status).toBe(7);
    const machine = run('--machine');
    expect([machine.status, machine.stderr]).toEqual([2, expect.stringContaining('--machine records with BPF, which cannot record here')]);
  });

  it('only a recording of the machine has a filter, and only of a port', () => {
    const run = (...args: string[]) => spawnSync(process.execPath, [CLI, 'record', ...args], { encoding: 'utf8' });
    expect(run('--filter', 'port:80', '--', 'true'))
      .toMatchObject({ status: 2, stderr: expect.stringContaining('Add --machine.') as string });
    expect(run('--machine', '--filter', 'port:0').stderr).toContain('Write port:N with a port number');
    expect(run('--machine', '--source', 'ptrace').stderr).toContain('only BPF records the whole machine');
  });
});
