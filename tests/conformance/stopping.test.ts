/** Every command ends when it is told to, whatever it is doing; the codes are those of a shell. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startCli } from '../support/cli.ts';
import { withService } from '../support/service.ts';

const folder = mkdtempSync(join(tmpdir(), 'handoff-stopping-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** More steps than any machine makes before the signal comes. */
function manySteps(process: 'main' | 'worker'): string {
  const path = join(folder, `${process}.json`);
  writeFileSync(path, JSON.stringify({
    format: 'handoff-scenario/1', title: 'Many steps', rules: 'linux', processes: [{ name: 'main' }, { name: 'worker' }],
    steps: [
      { process, call: 'socketpair', args: { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, as: ['a', 'b'] },
      ...Array.from({ length: 9990 }, (_, i) => (i % 2 === 0
        ? { process, call: 'send', args: { fd: '$a', data: 'x' } } : { process, call: 'recv', args: { fd: '$b', length: 8 } })),
    ],
  }));
  return path;
}

describe('a signal ends', () => {
  it.each([
    ['SIGINT', 'linux', 'main', 130], ['SIGTERM', 'linux', 'main', 143], ['SIGINT', 'model', 'main', 130],
    ['SIGTERM', 'model', 'main', 143],
    ['SIGINT', 'linux', 'worker', 130],
  ] as const)('a run, %s on %s with steps of %s, in the middle of it, and its processes with it',
  async (signal, provider, process, code) => {
    const program = startCli(['run', manySteps(process), '--provider', provider]);
    await program.says(/^ *\d+ .*send/m);
    const children = childrenOf(program.child.pid!);
    program.child.kill(signal);
    const run = await program.ended;
    expect(run.code).toBe(code);
    expect(run.stderr).toBe('');
    // Not run to its end.
    expect(run.stdout).not.toContain('9991 steps');
    expect(children.filter((pid) => isThere(pid))).toEqual([]);
  });

  it.each([
    ['SIGINT', ['serve'], /open http/, 130, /Ctrl-C ends it/], ['SIGTERM', ['serve'], /open http/, 0, /Ctrl-C ends it/],
    ['SIGINT', ['conformance', '--provider', 'linux'], /ms/, 130, /cases, \d+ runs/],
    ['SIGTERM', ['conformance', '--provider', 'linux'], /ms/, 143, /cases, \d+ runs/],
    ['SIGINT', ['take', '--from', `unix:${join(folder, 'a.sock')}`], /waits at/, 1, /waits at/],
    ['SIGTERM', ['scan', '--watch', '--every', '0.1', 'port:1'], /sockets/, 0, /sockets/],
  ] as const)('%s: %j', async (signal, args, begun, code, printed) => {
    const program = startCli(args);
    await program.says(begun);
    program.child.kill(signal);
    const run = await program.ended;
    expect(run.code).toBe(code);
    expect(run.stdout).toMatch(printed);
  });

  it('a command that reads from an input without a writer: the standard input, a pipe', async () => {
    const decoding = startCli(['decode'], { stdio: ['pipe', 'pipe', 'pipe'] });
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const running = startCli(['run', pipe]);
    await running.says(/pipe is a pipe, and no program has written to it yet/);
    for (const { child, ended } of [decoding, running]) {
      child.kill('SIGINT');
      const { code, signal } = await ended;
      expect(code ?? signal).toBe('SIGINT');
    }
  });

  it('a program that has already received one, however long it takes', async () => {
    const program = startCli(['run', manySteps('worker'), '--provider', 'linux']);
    await program.says(/^ *\d+ .*send/m);
    program.child.kill('SIGINT');
    program.child.kill('SIGINT');
    expect((await program.ended).code).toBe(130);
  });
});

it('a process that is killed while the session opens ends the run with one sentence', async () => {
  const file = join(folder, 'six.json');
  const processes = [{ name: 'main' }, ...Array.from({ length: 6 }, (_, i) => ({ name: `worker${i}` }))];
  const steps = [{ process: 'worker0', call: 'socketpair', args: { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, as: ['a', 'b'] }];
  writeFileSync(file, JSON.stringify({ format: 'handoff-scenario/1', title: 'Six workers', rules: 'linux', processes, steps }));
  const program = startCli(['run', file, '--provider', 'linux']);
  // They start one after the other; on a busy machine the first can have started before it is seen here.
  const { child } = program;
  while (child.exitCode === null && child.signalCode === null) {
    for (const pid of childrenOf(child.pid!)) killIfThere(pid);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
  const run = await program.ended;
  expect(run).toMatchObject({ code: 1, signal: null, stdout: '' });
  expect(run.stderr).toMatch(new RegExp(
    String.raw`^handoff: cannot open the session: Process "worker\d" ended while it was starting \(signal SIGKILL[^\n]*\)\. `
      + String.raw`Open the session again\.\n$`));
});

it('reads a scenario that comes through a pipe', async () => {
  const pipe = join(folder, 'scenario');
  execFileSync('mkfifo', [pipe]);
  const program = startCli(['run', pipe, '--provider', 'linux']);
  execFileSync('bash', ['-c', 'cat "$0" > "$1"', 'assets/scenarios/linux/the-last-close-closes.json', pipe]);
  expect(await program.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('0 unmet, divergences 0') });
});

describe('written text', () => {
  const pipe = join(folder, 'nobody-reads');
  const trace = ['run', 'linux/the-last-close-closes', '--trace'];

  it.each([
    [[...trace], pipe, 'it is a pipe'], [[...trace], folder, 'it is a folder'], [[...trace], '/dev/tty', 'it is a device'],
    [[...trace], '/dev/fd/77', 'nothing is open under that number'],
    [['conformance', '--provider', 'model', '--report'], pipe, 'it is a pipe'],
    [['scan', '--save'], pipe, 'it is a pipe'],
    [['export', 'linux/the-last-close-closes', '--to', 'svg', '--out'], pipe, 'it is a pipe'],
  ] as const)('%j is refused before anything is done: %s', async (args, to, why) => {
    if (to === pipe) execFileSync('bash', ['-c', 'test -p "$0" || mkfifo "$0"', pipe]);
    const run = await startCli([...args, to]).ended;
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(`cannot be written: ${why}`) });
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('reaches an open stream', async () => {
    const run = await startCli([...trace, '/dev/stdout']).ended;
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('"format":"handoff-trace/1"'), stderr: '' });
  });
});

/** proc(5): the processes that a process has started. */
function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [];
}

/** Kills a process that `startCli` has started, unless it has ended. */
function killIfThere(pid: number): void {
  if (isThere(pid)) process.kill(pid, 'SIGKILL');
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it('a run at full speed reacts to pause and close while main performs its steps', async () => {
  await withService(async ({ ask, refused, stateOf }) => {
    const text = readFileSync(manySteps('main'), 'utf8');
    const { state: { session, planned } } = await ask('session.open', { provider: 'linux', scenario: { text, file: 'many.json' } });
    await ask('session.run', { session, pace: 0 });
    await new Promise((resolve) => { setTimeout(resolve, 200); });
    await ask('session.pause', { session });
    const paused = stateOf(session);
    expect(paused.status).toBe('ready');
    expect(paused.performed).toBeGreaterThan(0);
    expect(paused.performed).toBeLessThan(planned);
    await ask('session.run', { session, pace: 0 });
    await ask('session.close', { session });
    expect(await refused('session.step', { session })).toContain('it was closed');
  });
});
