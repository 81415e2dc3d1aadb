/** Recording processes that run already, and what happens to targets when the recorder ends. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { bpfProblem } from '../../app/main/services/recording/bpf-run.ts';
import { OUT } from '../support/providers.ts';
import { ask, childrenOf, handoff, heldThreads, kill, said, server, start, stateOf } from './targets.ts';
import { Workshop } from './strace.ts';

const workshop = new Workshop();
afterAll(() => { workshop.remove(); });

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

  it('starts calls again that wait when it attaches and detaches', async () => {
    const program = start((await workshop.compile('waits'))[0]!, []);
    await said(program.stdout!, /ready/, false);
    const output = text(program.stdout!);
    const recorder = handoff('record', '--pid', String(program.pid), '--for', '0.5');
    const [code] = await once(recorder, 'exit') as [number];
    expect([code, stateOf(program.pid!)]).toEqual([0, expect.stringMatching(/^S/)]);
    kill(program.pid!, 'SIGTERM');
    expect(await output).toBe('');
  });

  it.each(['ptrace', ...bpfProblem(OUT) === null ? ['bpf'] : []])(
    'records the holders of a port by %s after "who --record"', async (source) => {
    const { pid, port, pids } = await server();
    await vi.waitFor(() => { expect(pids()).toHaveLength(2); }, { timeout: 20_000 });
    const other = await server();
    const recorder = handoff('who', String(port), '--record', '--source', source);
    const output = text(recorder.stdout!);
    await said(recorder.stderr!, /the programs go on/);
    expect([await ask(port, 5), await ask(other.port, 1)]).toEqual([5, 1]);
    recorder.kill('SIGINT');
    expect(await once(recorder, 'exit')).toEqual([0, null]);
    const told = await output;
    expect(told).toMatch(new RegExp(`^TCP 127\\.0\\.0\\.1:${port}, listening[^]*\\b${pid}\\b`));
    expect(told).toMatch(/of 2 processes, from \d+ calls; divergences 0, lost 0$/m);
    expect(told).not.toContain(String(other.port));
    expect(await ask(port, 3)).toBe(3);
  });

  it('says what "who --record" cannot record', () => {
    const run = (...args: string[]) => spawnSync(process.execPath, [join(OUT, 'cli.js'), 'who', ...args], { encoding: 'utf8' });
    expect(run('9', '--trace', 'x.trace')).toMatchObject({ status: 2, stderr: 'handoff: --trace: nothing is recorded. Add --record.\n' });
    expect(run('9', '--record')).toMatchObject({ status: 1, stdout: expect.stringContaining('No socket is bound to 9.') as string });
    const json = run('9', '--record', '--json');
    expect([json.status, JSON.parse(json.stdout)]).toEqual([1, expect.objectContaining({ target: '9', sockets: [] })]);
    // Before anything is scanned: also for a port that no socket has.
    expect(run('9', '--record', '--source', 'strace')).toMatchObject({ status: 2, stdout: '',
      stderr: expect.stringContaining('strace is no source for a process that runs') as string });
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
