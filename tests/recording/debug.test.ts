/** Holding real programs before their calls: what goes on meanwhile, and how each hold ends. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { JSON_SCHEMAS } from '../../app/main/hosts/cli/json-schemas.ts';
import { readTrace } from '../../app/shared/trace/file.ts';
import { type CliProgram, startCli } from '../support/cli.ts';
import { OUT } from '../support/providers.ts';
import { Workshop } from './strace.ts';

const workshop = new Workshop();
const at = (name: string): string => join(workshop.folder, name);
const programs: Record<string, string> = {};
const started: ChildProcess[] = [];

beforeAll(async () => {
  for (const name of ['four-senders', 'no-socket', 'short-buffer', 'sends-when-asked', 'receives-when-asked'])
    programs[name] = (await workshop.compile(name))[0]!;
});
afterEach(() => { for (const child of started.splice(0)) child.kill('SIGKILL'); });
afterAll(() => { workshop.remove(); });

interface Event { event: string; id: number; by?: string; pid: number; call: string; [name: string]: unknown }

const eventsIn = (output: string): Event[] => output.split('\n').filter((line) => line.startsWith('{"event"'))
  .map((line) => JSON_SCHEMAS['handoff-debug-1'].parse(JSON.parse(line)) as Event);

/** `tell`: gives the debugger a command while it runs. */
function debug(options: readonly string[], target: readonly string[]): CliProgram & { tell: (command: string) => void } {
  const pipe = at(`${Math.random().toString(36).slice(2)}.pipe`);
  execFileSync('mkfifo', [pipe]);
  const program = startCli(['debug', '--json', '--commands', pipe, ...options, ...target]);
  started.push(program.child);
  return { ...program, tell: (command) => { writeSync(openSync(pipe, 'w'), `${command}\n`); } };
}

/** The same with commands from a file. Returns its output and its last line. */
async function debugBy(commands: readonly string[], options: readonly string[], command: readonly string[]) {
  const file = at(`${Math.random().toString(36).slice(2)}.txt`);
  writeFileSync(file, commands.join('\n'));
  const { code, stdout, stderr } = await startCli(['debug', '--json', '--commands', file, ...options, '--', ...command]).ended;
  expect(stderr).not.toContain('TypeError');
  const summary = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, unknown>;
  return { code, stdout, stderr, events: eventsIn(stdout), summary };
}

/** A program that runs already, and sends when it is asked to. */
async function sender(name = 'sends-when-asked') {
  const child = spawn(programs[name]!, { stdio: ['pipe', 'pipe', 'inherit'] });
  started.push(child);
  let said = '';
  const waiting = new Set<() => void>();
  child.stdout.on('data', (piece: Buffer) => {
    said += piece.toString();
    for (const look of waiting) look();
  });
  const says = (text: string) => new Promise<void>((resolve) => {
    const look = () => { if (said.includes(text)) resolve(); };
    waiting.add(look);
    look();
  });
  await says('ready');
  return { pid: child.pid!, child, says, ask: () => { child.stdin.write('x'); } };
}

describe('a held thread', () => {
  it('waits before its sendmsg while the three others continue', async () => {
    const program = debug(['--hold', 'call:sendmsg#1'], ['--', programs['four-senders']!]);
    const output = await program.says(/(?:^sent$[^]*){3}/m);
    const [held] = eventsIn(output);
    expect(held).toMatchObject({ event: 'held', id: 1, why: 'call:sendmsg#1', call: 'sendmsg', shares: true,
      args: { rights: [3] }, predicted: { kind: 'ok', results: { number: 1 } }, limit: 60 });
    expect(held!.changes).toContainEqual(expect.stringMatching(/^socket #1 TCP is in flight\.$/));
    expect(held!.facts).toContainEqual(expect.objectContaining({ number: 3, closeOnExec: true, nonblocking: false,
      socket: expect.objectContaining({ state: 'listening', unread: 0 }) as object }));
    expect(output.match(/^sent$/gm)).toHaveLength(3);
    program.tell('continue');
    const { code, stdout } = await program.ended;
    expect(stdout.match(/^sent$/gm)).toHaveLength(4);
    expect([code, eventsIn(stdout).at(-1)]).toMatchObject([0, { event: 'released', id: 1, by: 'command' }]);
  });

  it('ends with its process when another thread ends it', async () => {
    const program = debug(['--hold', 'call:sendmsg#1'], ['--', programs['four-senders']!, '7']);
    const { code, stdout } = await program.ended;
    expect([code, eventsIn(stdout)]).toMatchObject([7, [{ event: 'held' }, { event: 'released', by: 'ended' }]]);
  });

  it('ends at SIGKILL', async () => {
    const program = debug(['--hold', 'call:sendmsg#1'], ['--', programs['four-senders']!]);
    const [held] = eventsIn(await program.says(/"event":"held"/));
    process.kill(held!.pid, 'SIGKILL');
    const { code, stdout } = await program.ended;
    expect([code, eventsIn(stdout).at(-1)]).toMatchObject([137, { event: 'released', id: 1, by: 'ended' }]);
  });

  it('waits with its whole control buffer after the debugger has left, although it was shortened', async () => {
    const program = await sender('receives-when-asked');
    const debugging = debug(['--hold', 'call:recvmsg#1'], ['--pid', String(program.pid)]);
    await debugging.says(/"event":"held"/);
    debugging.tell('short 0');
    await debugging.says(/"event":"released"/);
    debugging.tell('detach');
    expect((await debugging.ended).code).toBe(0);
    program.ask();
    await program.says('came 2');
  });

  it('continues when its limit has passed', async () => {
    const { code, events } = await debugBy([], ['--hold', 'call:sendmsg#2', '--limit', '0.2'], [programs['four-senders']!]);
    expect([code, events]).toMatchObject([0, [{ event: 'held', limit: 0.2 }, { event: 'released', by: 'limit' }]]);
  });
});

describe('a call that the inspector changes', () => {
  it('returns the chosen error without being made, and the trace records it', async () => {
    const trace = at('refused.trace');
    const { code, summary } = await debugBy(['error EMFILE'], ['--hold', 'call:socket', '--trace', trace], [programs['no-socket']!]);
    expect([code, summary]).toMatchObject([24, { divergences: 0, lost: 0 }]);
    const { log } = readTrace(readFileSync(trace, 'utf8'), trace);
    expect(log.steps().filter(({ note }) => note !== null)).toMatchObject([{
      action: { call: 'socket', resolved: { domain: 'AF_INET', type: 'SOCK_STREAM' } },
      outcome: { kind: 'error', name: 'EMFILE', number: 24 },
      predicted: null, note: 'Returned by the inspector: the call was not made.' }]);
  });

  it('gets a control buffer for fewer descriptors, and one that fails keeps its length', async () => {
    const trace = at('short.trace');
    const commands = ['short 0', 'short 1'];
    const { code, stdout, summary } = await debugBy(commands, ['--hold', 'call:recvmsg', '--trace', trace], [programs['short-buffer']!]);
    expect(stdout.match(/^(left|came) .*$/gm)).toEqual(['left 24', 'came 1 MSG_CTRUNC']);
    expect([code, summary]).toMatchObject([0, { divergences: 0 }]);
    expect(summary['hazards']).toContainEqual(expect.objectContaining({ id: 'control-buffer', rules: ['P7'] }));
    const { log } = readTrace(readFileSync(trace, 'utf8'), trace);
    expect(log.steps().flatMap(({ note }) => note ?? [])).toEqual([
      'The inspector shortened the control buffer to space for 0 descriptors.',
      'The inspector shortened the control buffer to space for 1 descriptor.']);
  });

  it('leaves other calls alone', async () => {
    const { code, stderr } = await debugBy(['short 1', 'continue'], ['--hold', 'call:socket'], [programs['no-socket']!]);
    expect([code, stderr]).toEqual([0, expect.stringContaining('Only recvmsg has a control buffer to shorten.')]);
  });
});

describe('a terminal', () => {
  it('gives the commands, while the program has its own input', async () => {
    const asked = at('asked.txt');
    writeFileSync(asked, 'x');
    const command = [process.execPath, join(OUT, 'cli.js'), 'debug', '--', programs['sends-when-asked']!].join(' ');
    const terminal = spawn('script', ['-qec', `${command} < ${asked}`, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
    started.push(terminal);
    let output = '';
    for await (const piece of terminal.stdout) {
      const before = output;
      output += String(piece);
      const shows = (text: string) => output.includes(text) && !before.includes(text);
      if (shows('continues by itself in 60 s')) terminal.stdin.write('error EMFIL\n');
      if (shows('Did you mean EMFILE?')) terminal.stdin.write('continue\n');
    }
    expect(output).toMatch(/is held before sendmsg\(fd: 4, data: "\.", rights: 3\) \[shares\]/);
    expect(output.indexOf('#1 goes on')).toBeGreaterThan(output.indexOf('Did you mean EMFILE?'));
    expect(output).toMatch(/sent\r$/m);
    expect(output).toMatch(/divergences 0, lost 0/);
  });
});

describe('conditions', () => {
  it('holds before the first call that shares a socket by default, and steps through the thread', async () => {
    const { events } = await debugBy(['step', 'continue', 'clear', ...Array<string>(9).fill('continue')], [], [programs['short-buffer']!]);
    expect(events.filter(({ event }) => event === 'held').map(({ call, why }) => [call, why])).toEqual([
      ['sendmsg', 'shares'], ['recvmsg', 'step of the thread']]);
  });

  it('holds before a call that is about to raise a hazard', async () => {
    const { events } = await debugBy(['continue'], ['--hold', 'hazard:received-without-cloexec'], [programs['short-buffer']!]);
    expect(events[0]).toMatchObject({ event: 'held', call: 'recvmsg', hazards: [{ id: 'received-without-cloexec', rules: ['P8'] },
      { id: 'received-without-cloexec' }] });
  });

  it('says what is wrong with one, and what to write', async () => {
    const problem = async (...options: string[]) => (await startCli(['debug', ...options, '--', 'true']).ended).stderr;
    expect(await problem('--hold', 'call:sendmgs'))
      .toBe('handoff: --hold call:sendmgs: No call is named sendmgs. Did you mean call:sendmsg?\n');
    expect(await problem('--hold', 'hazard:two-reader')).toContain('Did you mean hazard:two-readers?');
    expect(await problem('--hold', 'proces:nginx')).toContain('Did you mean "process:"?');
    expect(await problem('--hold', 'port:http')).toContain('port:http is not a number');
    expect(await problem('--limit', '0')).toContain('"0" is not a limit');
  });

  it('names commands that cannot be read', async () => {
    const problem = async (name: string) => (await startCli(['debug', '--commands', name, '--', 'true']).ended).stderr;
    expect(await problem(workshop.folder)).toBe(`handoff: ${workshop.folder}: it is a folder. Name a file or a pipe.\n`);
    expect(await problem(at('missing'))).toBe(`handoff: ${at('missing')}: the file does not exist. Name a file or a pipe.\n`);
  });
});

describe('a program that runs already', () => {
  it('makes the held call when the recording detaches', async () => {
    const { pid, child, ask, says } = await sender();
    const program = debug(['--pid', String(pid)], []);
    await program.says(/holds before shares/);
    ask();
    await program.says(/"event":"held"/);
    program.tell('detach');
    await says('sent');
    const { code, stdout } = await program.ended;
    expect([code, eventsIn(stdout).at(-1)]).toMatchObject([0, { event: 'released', by: 'detach' }]);
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('continues if the debugger is killed', async () => {
    const { pid, child, ask, says } = await sender();
    const program = debug(['--pid', String(pid)], []);
    await program.says(/holds before shares/);
    ask();
    await program.says(/"event":"held"/);
    program.child.kill('SIGKILL');
    await says('sent');
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
