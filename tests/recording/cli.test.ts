import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bpfProblem } from '../../app/main/services/recording/bpf-run.ts';
import { JSON_SCHEMAS } from '../../app/main/hosts/cli/json-schemas.ts';
import { parseScenario } from '../../app/shared/scenario/check.ts';
import { ModelProvider } from '../../app/shared/model/provider.ts';
import type { Provider, ProviderEvents } from '../../app/shared/provider/provider.ts';
import { readTrace } from '../../app/shared/trace/file.ts';
import { startCli } from '../support/cli.ts';
import { OUT, linuxProvider } from '../support/providers.ts';
import { faults, runScenario } from '../support/run-scenario.ts';
import { Workshop, python } from './strace.ts';

const workshop = new Workshop();
const at = (name: string) => join(workshop.folder, name);
const LOG = at('leak.log');
const TRACE = at('leak.trace');

const handoff = (...args: string[]) =>
  spawnSync(process.execPath, [join(OUT, 'cli.js'), ...args], { encoding: 'utf8', timeout: 55_000, stdio: ['ignore', 'pipe', 'pipe'] });

const modelProvider = (events: ProviderEvents): Promise<Provider> => Promise.resolve(new ModelProvider('linux', events));

beforeAll(async () => {
  const interpreter = await python();
  execFileSync('strace', ['-f', '-ttt', '-yy', '-o', LOG, interpreter, '-S', 'tests/recording/programs/leak.py'], { stdio: 'ignore' });
});
afterAll(() => workshop.remove());

describe('handoff record --data', () => {
  const TEXT = 'first, \u001b[2Jsecond\0';
  const noBpf = bpfProblem(OUT);
  const sources = ['ptrace', ...noBpf === null ? ['bpf'] : []];
  it.skipIf(noBpf !== null).each([noBpf === null ? 'BPF keeps bytes, too' : `not run: by BPF: ${noBpf}`])('%s', () => {
    expect(sources).toContain('bpf');
  });

  it.each(sources)('a command that is too long to be passed is refused with its length, and nothing is left, by %s', (source) => {
    const TMPDIR = mkdtempSync(at('left-'));
    const words = ['record', '--source', source, '--', '/bin/true', 'x'.repeat(100_000), 'x'.repeat(100_000)];
    const { status, stderr } = spawnSync(process.execPath, [join(OUT, 'cli.js'), ...words],
      { encoding: 'utf8', timeout: 55_000, env: { ...process.env, TMPDIR } });
    expect(stderr).toMatch(/the command is too long to be recorded: 200\d+ bytes, and Linux passes less than 131072 in one piece/);
    expect(status).toBe(2);
    expect(readdirSync(TMPDIR)).toEqual([]);
  });

  it.each(sources)('keeps the first bytes of each call by %s, and shows them without control characters', async (source) => {
    const trace = at(`${source}.trace`);
    const command = await workshop.compile('payload');
    const { stdout, status } = handoff('record', '--source', source, '--data', '12', '--trace', trace, '--json', '--steps', '--',
      ...command);
    const steps = stdout.trim().split('\n').map((line) => JSON_SCHEMAS['handoff-record-1'].parse(JSON.parse(line)) as { bytes?: string });
    const kept = steps.flatMap(({ bytes }) => bytes ?? []);
    // BPF has the first part of an iovec.
    const [whole, first] = [TEXT.slice(0, 12), source === 'bpf' ? TEXT.slice(0, 7) : TEXT.slice(0, 12)];
    expect(kept).toEqual([...Array<string>(4).fill(whole), ...Array<string>(4).fill(first), 'x'.repeat(12)]);
    expect([status, steps.at(-1)]).toMatchObject([0, { lost: 0, divergences: 0 }]);
    const shown = handoff('record', '--source', source, '--data', '12', '--steps', '--', ...command).stdout;
    expect(shown).toContain(String.raw`bytes "first, \x1b[2J`);
    expect(shown).not.toContain('\u001b');
    const { log } = readTrace(readFileSync(trace, 'utf8'), trace);
    expect(log.steps().flatMap(({ bytes }) => bytes ?? [])).toEqual(kept);
  });

  it.each(sources)('keeps no byte without it by %s', async (source) => {
    const trace = at(`${source}-none.trace`);
    handoff('record', '--source', source, '--trace', trace, '--', ...await workshop.compile('payload'));
    expect(readFileSync(trace, 'utf8')).not.toMatch(/first, |xxxx/);
  });

  it('says where no bytes can be kept', () => {
    const refused = (...args: string[]) => handoff('record', '--data', ...args);
    expect(refused('12', '--from-strace', LOG)).toMatchObject({ status: 2,
      stderr: 'handoff: --data: only ptrace and BPF keep bytes. Leave it out.\n' });
    expect(refused('12', '--source', 'strace', '--', 'true').stderr).toContain('only ptrace and BPF keep bytes');
    expect(refused('12', '--calls', 'sharing', '--', 'true').stderr).toContain('calls that only move bytes are left out');
    for (const wrong of ['0', '2049', 'all'])
      expect(refused(wrong, '--', 'true').stderr)
        .toBe(`handoff: --data: "${wrong}" is not a number of bytes. Write a number from 1 to 2048.\n`);
  });
});

describe('handoff record --from-strace', () => {
  it('ends with the child that keeps the port, the call by which it got the descriptor, and the hazard', () => {
    const { status, stdout, stderr } = handoff('record', '--from-strace', LOG, '--trace', TRACE);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^ {2}sleep's fd 3: inherited by vfork of python3 at step \d+, closed by exit_group at step \d+\.$/m);
    expect(stdout).toMatch(/^hazard port-without-creator \(P16\): 127\.0\.0\.1:\d+ has been kept by sleep since step \d+; /m);
    expect(stdout).toMatch(/^\d+ steps of 2 processes, from \d+ calls; divergences 0, lost 0$/m);
    expect(status).toBe(0);
    expect(readFileSync(TRACE, 'utf8')).toMatch(/^\{"format":"handoff-trace\/2"/);
  });

  it('keeps to its schema with --json, and ends with the summary', () => {
    const lines = handoff('record', '--from-strace', LOG, '--json').stdout.trim().split('\n').map((line) => JSON.parse(line) as unknown);
    for (const line of lines) JSON_SCHEMAS['handoff-record-1'].parse(line);
    expect(lines.at(-1)).toMatchObject({ processes: 2, steps: lines.length - 1, lost: 0, divergences: 0, source: 'strace-text',
      hazards: [{ id: 'port-without-creator' }], listeners: [{ open: false }] });
  });

  it('exits with 1 for a hazard of --check, and with 0 for another', () => {
    expect(handoff('record', '--from-strace', LOG, '--check', 'port-without-creator,two-readers').status).toBe(1);
    expect(handoff('record', '--from-strace', LOG, '--check', 'all').status).toBe(1);
    expect(handoff('record', '--from-strace', LOG, '--check', 'two-readers').status).toBe(0);
    const { status, stderr } = handoff('record', '--from-strace', LOG, '--check', 'port-without-creater');
    expect([status, stderr]).toEqual([2, 'handoff: --check: unknown hazard "port-without-creater". Did you mean port-without-creator?\n']);
  });

  it('shows the lines that it cannot read', () => {
    const log = at('noise.log');
    writeFileSync(log, `${readFileSync(LOG, 'utf8').split('\n').slice(0, 30).join('\n')}\nthe program says \u001b[2Jhello\n`);
    expect(handoff('record', '--from-strace', log).stdout)
      .toContain('1 line could not be read:\n  the program says \\x1b[2Jhello (not a call)\n');
  });

  it('refuses a file that is no log, and a command beside a log', () => {
    const { status, stderr } = handoff('record', '--from-strace', 'package.json');
    expect(stderr).toContain('no line is a call that strace wrote');
    expect(status).toBe(2);
    expect(handoff('record', '--from-strace', LOG, '--', 'true').stderr).toContain('both a log and a command are given');
    expect(handoff('record').stderr).toContain('nothing to record');
  });
});

describe('handoff record -- COMMAND', () => {
  it('leaves the output of the program alone, and exits as it does', () => {
    const { status, stdout, stderr } = handoff('record', '--', 'sh', '-c', 'echo said; exit 7');
    expect([status, stdout]).toEqual([7, 'said\n']);
    expect(stderr).toContain('recording with ptrace');
    expect(stderr).toMatch(/^\d+ steps of 1 process, from \d+ calls?; divergences 0, lost 0$/m);
  });

  it('names the port that the system chose, the child that keeps it, and how the child got it', async () => {
    const { stdout, stderr } = handoff('record', '--', await python(), '-S', 'tests/recording/programs/leak.py');
    expect(`${stdout}${stderr}`).toMatch(/^socket #\d+ TCP 127\.0\.0\.1:\d+ listened until step \d+\.$/m);
    expect(`${stdout}${stderr}`).toMatch(/^ {2}sleep's fd \d+: inherited by v?fork of python\S* at step \d+, /m);
  });

  it('says that children run on, and ends with its trace and summary on SIGTERM', async () => {
    const trace = at('left.trace');
    const program = startCli(['record', '--trace', trace, '--', await python(), '-S', 'tests/recording/programs/left-behind.py']);
    const child = Number(/^child (\d+)$/m.exec(await program.says(/its children still run/))?.[1]);
    try {
      program.child.kill('SIGTERM');
      // The child has the same output, so that does not end.
      await program.says(/^socket #\d+ TCP 127\.0\.0\.1:\d+ still listens, held by sleep\.$/m);
      await vi.waitFor(() => { expect(program.child.exitCode).toBe(0); });
      expect(existsSync(trace)).toBe(true);
      // It was not the recording that ended it.
      process.kill(child, 0);
    } finally {
      process.kill(child);
    }
  });

  it('records under strace with --source strace', () => {
    const { status, stdout, stderr } = handoff('record', '--source', 'strace', '--', 'sh', '-c', 'echo said; exit 7');
    expect([status, stdout]).toEqual([7, 'said\n']);
    expect(stderr).toContain('recording with strace');
    expect(stderr).toMatch(/^\d+ steps of 1 process, from \d+ calls?; divergences 0, lost 0$/m);
  });

  it('leaves out calls that only move bytes with --calls sharing, and no rule disagrees', async () => {
    const [command] = await workshop.compile('number-reuse');
    const [all, sharing] = ['all', 'sharing'].map((calls) => handoff('record', '--steps', '--calls', calls, '--', command!).stdout);
    expect(all).toMatch(/ write\(/);
    expect(sharing).not.toMatch(/ write\(/);
    expect(sharing).toMatch(/ socketpair\(/);
    const { stderr } = handoff('record', '--calls', 'sharing', '--', await python(), '-S', 'tests/recording/programs/pools.py');
    expect(stderr).toMatch(/^\d+ steps of \d+ processes, from \d+ calls; divergences 0, lost 0$/m);
  });

  it('refuses options that fit no recording', () => {
    const refusal = (...args: string[]): string => handoff('record', ...args).stderr;
    expect(refusal('--calls', 'some', '--', 'true')).toBe('handoff: --calls: "some" is not known. Known: all, sharing.\n');
    expect(refusal('--for', '0', '--', 'true')).toContain('--for: "0" is not a number of seconds.');
    expect(refusal('--survive', '--pid', '1')).toContain('--survive: no command is given.');
    expect(refusal('--survive', '--source', 'strace', '--', 'true')).toContain('--survive: only ptrace lets a program live on.');
    expect(refusal('--for', '1', '--from-strace', LOG)).toContain('--for: a log has its own end.');
  });

  it('refuses a source that it does not know', () => {
    const { status, stderr } = handoff('record', '--source', 'strase', '--', 'true');
    expect([status, stderr]).toEqual([2, 'handoff: --source: unknown source "strase". Known: auto, ptrace, bpf, strace.\n']);
  });

  it('exits with 128 and the number of the signal that ended the program', () => {
    expect(handoff('record', '--', 'sh', '-c', 'kill -KILL $$').status).toBe(137);
  });

  it('says why a program cannot start', () => {
    expect(handoff('record', '--', 'no-such-program')).toMatchObject({ status: 2, stdout: '',
      stderr: expect.stringContaining('cannot start no-such-program: there is no such program') as string });
  });

  it('says what to install if strace is missing', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(OUT, 'cli.js'), 'record', '--source', 'strace', '--', 'true'],
      { encoding: 'utf8', env: { ...process.env, PATH: workshop.folder } });
    expect(stderr).toContain('strace is not installed. Install the package strace');
    expect(status).toBe(2);
  });
});

describe('handoff extract', () => {
  it('makes a scenario of at most 15 steps that shows the same on the model and on Linux', async () => {
    const out = at('leak.json');
    const { status, stdout } = handoff('extract', TRACE, '--socket', '1', '--out', out);
    expect(stdout).toMatch(/^model: \d+ steps, unmet 0, divergences 0\nlinux: \d+ steps, unmet 0, divergences 0$/m);
    expect(status).toBe(0);
    const scenario = parseScenario(readFileSync(out, 'utf8'), out);
    expect(scenario.steps.length).toBeLessThanOrEqual(15);
    for (const [provider, make] of [['model', modelProvider], ['linux', linuxProvider]] as const) {
      const { steps } = await runScenario(scenario, provider, make);
      expect(faults(steps), provider).toEqual([]);
      expect(steps.flatMap((step) => step.hazards.map(({ id }) => id)), provider).toContain('port-without-creator');
    }
  });

  it('names the sockets that a recording has, and refuses other traces', () => {
    expect(handoff('extract', TRACE, '--socket', '77', '--out', '-').stderr).toContain('there is no socket 77. The recording has 1.');
    expect(handoff('extract', TRACE, '--socket', 'x', '--out', '-').stderr).toContain('no socket named');
  });

  it('has the connection to a named socket over which a descriptor travelled', async () => {
    const trace = at('named.trace');
    handoff('record', '--trace', trace, '--', await python(), '-S', 'tests/recording/programs/named.py');
    const { stdout, status } = handoff('extract', trace, '--socket', '2', '--out', at('named.json'));
    expect(stdout).toMatch(/^model: \d+ steps, unmet 0, divergences 0\nlinux: \d+ steps, unmet 0, divergences 0$/m);
    expect(status).toBe(0);
    const { steps } = parseScenario(readFileSync(at('named.json'), 'utf8'), 'named.json');
    const calls = steps.flatMap((step) => ('call' in step ? [step.call] : []));
    expect(calls.filter((call) => ['connect', 'accept4', 'sendmsg', 'recvmsg'].includes(call)))
      .toEqual(['connect', 'accept4', 'sendmsg', 'recvmsg']);
  });

  it('names the step that does not end as in the recording, and a socket that cannot be extracted', async () => {
    const log = at('unmet.log');
    const trace = at('unmet.trace');
    // A datagram socket with a name: the scenario has no sender.
    const program = `import os, socket
a = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
a.bind(${JSON.stringify(at('datagrams'))})
s = socket.create_server(("127.0.0.1", 0))
b = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
b.connect(a.getsockname())
socket.send_fds(b, [b"x"], [s.fileno()])
socket.recv_fds(a, 8, 1)`;
    handoff('record', '--trace', trace, '--', await python(), '-S', '-c', program);
    const unmet = handoff('extract', trace, '--socket', '2', '--out', at('unmet.json'));
    expect(unmet.stdout).toMatch(/^ {2}step \d+ does not end as in the recording: \S+ \S+$/m);
    expect(unmet.status).toBe(1);
    writeFileSync(log, '50 close(3<TCP:[127.0.0.1:80]>) = 0\n');
    handoff('record', '--from-strace', log, '--trace', trace);
    const { status, stderr } = handoff('extract', trace, '--socket', '1', '--out', at('never.json'));
    expect(stderr).toMatch(/^handoff extract: socket #1 cannot be extracted: /);
    expect([status, existsSync(at('never.json'))]).toEqual([2, false]);
  });
});
