/** What a target survives, and what a recording says of it: each with its message and exit code. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PtraceRun } from '../../app/main/services/recording/ptrace-run.ts';
import { FOLLOWED_CALLS } from '../../app/shared/recording/recording.ts';
import { OUT } from '../support/providers.ts';
import { freePort, startNginx } from './nginx.ts';
import { Workshop, python } from './strace.ts';
import { ask, childrenOf, handoff, heldThreads, kill, said, server, start, stateOf } from './targets.ts';

const CLI = join(OUT, 'cli.js');
const workshop = new Workshop();
/** Also for other users. */
const folder = mkdtempSync(join(tmpdir(), 'handoff-survival-'));
chmodSync(folder, 0o755);
afterAll(() => {
  workshop.remove();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended { status: number | null; stdout: string; stderr: string }
const run = (command: string, ...args: readonly string[]): Ended => spawnSync(command, args, { encoding: 'utf8', timeout: 60_000 });
const record = (...command: readonly string[]): Ended => run(process.execPath, CLI, 'record', '--', ...command);

const killRecorderOf = (pid: number): void => { for (const child of childrenOf(pid)) kill(child, 'SIGKILL'); };

describe('a recorder that is killed', () => {
  it('leaves an attached program running, under load: no answer is lost', async () => {
    const { pid, port, pids } = await server();
    const recorder = handoff('record', '--pid', String(pid));
    const end = once(recorder, 'exit');
    await said(recorder.stderr!, /attached/, false);
    const told = said(recorder.stderr!, /handoff record: the recorder ended before the program did\./);
    const during = ask(port, 100);
    killRecorderOf(recorder.pid!);
    expect(await during).toBe(100);
    expect(await end).toEqual([2, null]);
    await told;
    expect(heldThreads(pids())).toEqual([]);
  });

  it('leaves an attached program running that waits and does nothing', async () => {
    const program = start('sleep', ['60']);
    const recorder = handoff('record', '--pid', String(program.pid));
    await said(recorder.stderr!, /attached/);
    killRecorderOf(recorder.pid!);
    await once(recorder, 'exit');
    expect([stateOf(program.pid!), heldThreads([program.pid!])]).toEqual(['S', []]);
  });

  it('ends a launched program, and leaves one that was launched with --survive', async () => {
    for (const [options, state] of [[[], /^(gone|Z)/], [['--survive'], /^S/]] as const) {
      const recorder = handoff('record', ...options, '--', 'sh', '-c', 'echo $$; exec sleep 60');
      const told = text(recorder.stderr!);
      const pid = Number(await said(recorder.stdout!, /\d+\n/));
      await vi.waitFor(() => { expect(readFileSync(`/proc/${pid}/comm`, 'latin1')).toBe('sleep\n'); });
      killRecorderOf(recorder.pid!);
      expect(await once(recorder, 'exit')).toEqual([2, null]);
      await vi.waitFor(() => { expect(stateOf(pid)).toMatch(state); }, { timeout: 10_000 });
      if (options.length > 0) kill(pid, 'SIGKILL');
      expect(await told).toContain('handoff record: the recorder ended before the program did.');
    }
  });
});

describe('a recording that ends before its program', () => {
  it('loses none of 300 requests of nginx when it detaches', async () => {
    const port = await freePort();
    const { pid, stop } = startNginx(folder, port);
    try {
      const recorder = handoff('record', '--pid', String(pid));
      const [output, end] = [text(recorder.stdout!), once(recorder, 'exit')];
      await said(recorder.stderr!, /attached/);
      const during = ask(port, 300, 'GET / HTTP/1.0\r\n\r\n', /200 OK[^]*ok$/);
      recorder.kill('SIGINT');
      expect(await during).toBe(300);
      expect(await end).toEqual([0, null]);
      expect(await output).toMatch(/of 3 processes, from \d+ calls?; divergences 0, lost 0$/m);
      expect(heldThreads([pid, ...childrenOf(pid)])).toEqual([]);
    } finally {
      stop();
    }
  });

  it.each([
    ['with a filter', []], ['with --survive', ['--survive']],
  ])('lets a launched program continue, and its calls do not fail: %s', async (_, options) => {
    const command = ['sh', '-c', 'echo process $$; exec "$@"', 'sh', await python(), '-S', 'tests/recording/programs/answers.py'];
    const recorder = handoff('record', '--for', '1', ...options, '--', ...command);
    // The program has the same standard error, so that does not end.
    const told = said(recorder.stderr!, /the time of --for is over, and the program runs on\n[^]*divergences 0, lost 0\n/);
    const end = once(recorder, 'exit');
    const [, pid, port] = /process (\d+)\n(\d+)\n/.exec(await said(recorder.stdout!, /\d+\n\d+\n/))!.map(Number);
    const pids = () => [pid!, ...childrenOf(pid!)];
    try {
      expect(await end).toEqual([0, null]);
      await told;
      expect(await ask(port!, 20)).toBe(20);
      expect(heldThreads(pids()).length === 0).toBe(options.length > 0);
    } finally {
      for (const one of pids()) kill(one, 'SIGKILL');
    }
  });
});

it.each([true, false])('an event that cannot be handled ends the recording, not this process (live: %s)', async (live) => {
  const source = new PtraceRun(OUT, { command: ['sleep', '1'] }, FOLLOWED_CALLS, 'ignore', null, live);
  const problem = new Promise<string | null>((ended) => {
    void source.start({ events: () => { throw new Error('no rule for it'); }, ended });
  });
  expect(await problem).toBe('an event could not be recorded: no rule for it');
  await source.ended;
});

describe('the end of a target', () => {
  it('ends a recording by ptrace and by strace with a trace, if SIGTERM comes for it', async () => {
    for (const source of ['ptrace', 'strace']) {
      const trace = join(folder, `${source}.trace`);
      const recorder = handoff('record', '--source', source, '--trace', trace, '--', 'sh', '-c', 'echo ready; exec sleep 60');
      const told = text(recorder.stderr!);
      await said(recorder.stdout!, /ready/);
      recorder.kill('SIGTERM');
      expect(await once(recorder, 'exit')).toEqual([128 + constants.signals.SIGTERM, null]);
      expect(await told).toMatch(/divergences 0, lost 0\n$/);
      expect(readFileSync(trace, 'latin1')).toMatch(/^\{"format":"handoff-trace\/2"/);
    }
  });

  it('by SIGKILL ends the recording of an attached one, with its summary', async () => {
    const { pid, pids } = await server();
    const recorder = handoff('record', '--pid', String(pid));
    const output = text(recorder.stdout!);
    await said(recorder.stderr!, /attached/);
    for (const one of pids()) kill(one, 'SIGKILL');
    expect(await once(recorder, 'exit')).toEqual([0, null]);
    expect(await output).toMatch(/^\d+ steps of 2 processes, from \d+ calls?; divergences 0, lost 0$/m);
  });
});

describe('programs with the set-user-ID bit', () => {
  const WARNING = /id \(process \d+\) has the set-user-ID bit, and runs without the rights of its owner while it is recorded\./;
  const id = join(folder, 'id');
  beforeAll(() => {
    if (process.getuid?.() !== 0) throw new Error('These tests give a file to another user, which only root can');
    copyFileSync('/usr/bin/id', id);
    chownSync(id, 1, 1);
    chmodSync(id, 0o4755);
  });

  it('have the rights of their owner if root records them', () => {
    expect(record(id, '-u')).toMatchObject({ status: 0, stdout: '1\n', stderr: expect.not.stringMatching(WARNING) as string });
  });

  it.each([
    // Without CAP_SYS_ADMIN the filter needs a program that gains no privileges any more.
    ['executed by a recorded program', '-sys_admin', ['sh', '-c', `${id} -u; grep NoNewPrivs /proc/self/status`], '0\nNoNewPrivs:\t1\n'],
    ['launched', '-sys_admin,-sys_ptrace,-setuid', [id, '-u'], '0\n'],
  ])('run without them for other users, and are named: %s', (_, without, command, stdout) => {
    const limited = ['setpriv', `--bounding-set=${without}`, `--inh-caps=${without}`, process.execPath, CLI, 'record', '--', ...command];
    expect(run(limited[0]!, ...limited.slice(1))).toMatchObject({ status: 0, stdout, stderr: expect.stringMatching(WARNING) as string });
  });
});

describe('many processes', () => {
  it('are all recorded: 200 at the same time, and 2,000 in all', async () => {
    const { status, stderr } = record(...await workshop.compile('storm'));
    expect(stderr).toMatch(/^\d+ steps of 2001 processes, from \d+ calls; divergences 0, lost 0$/m);
    expect(status).toBe(0);
  });

  it('can stop, continue, and execute a program from any thread', async () => {
    const { status, stderr } = record(...await workshop.compile('odd-life'));
    expect(stderr).toMatch(/^\d+ steps of 2 processes, from \d+ calls; divergences 0, lost 0$/m);
    expect(status).toBe(0);
  });
});

describe('a disk without space', () => {
  /** Runs the script in a mount namespace, in which `full` is a disk with room for 64 kB. */
  const onSmallDisk = (script: string): Ended & { full: string } => {
    const full = mkdtempSync(join(folder, 'full-'));
    const mounted = `mount -t tmpfs -o size=64k none ${full} && ${script}`;
    return { full, ...run('unshare', '--mount', 'sh', '-c', mounted.replaceAll('FULL', full), process.execPath, CLI) };
  };
  const BUSY = `sh -c 'for i in $(seq 200); do (:); done; echo all; exit 5'`;

  it('for events: is reported, and the program runs to its end', () => {
    const { status, stdout, stderr, full } = onSmallDisk(`TMPDIR=FULL "$0" "$1" record -- ${BUSY}`);
    expect([status, stdout]).toEqual([3, 'all\n']);
    expect(stderr).toContain(`handoff: no space is left in ${full}: the recording ends here, and the program runs on\n`);
    expect(stderr).toContain(`handoff: the recording ended early: no space is left in ${full}.\n`);
  });

  it('for the trace: is reported after what was recorded', () => {
    const { status, stdout, stderr, full } = onSmallDisk(`"$0" "$1" record --trace FULL/out.trace -- ${BUSY}`);
    expect([status, stdout]).toEqual([3, 'all\n']);
    expect(stderr).toMatch(/^\d+ steps of 202 processes, from \d+ calls; divergences 0, lost 0$/m);
    expect(stderr).toContain(`handoff: ${full}/out.trace: the recording is done, but the trace cannot be written: no space`);
  });
});
