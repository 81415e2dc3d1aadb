/** Recordings as a window asks for them: through the gate, with a question before anything happens. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { expect, it, vi } from 'vitest';
import { attempt } from '../../app/shared/base/attempt.ts';
import { AppService } from '../../app/main/services/app-service.ts';
import type { Input } from '../../app/shared/contract/contract.ts';
import type { RecordingState } from '../../app/shared/contract/recording.ts';
import { OUT } from '../support/providers.ts';
import { PYTHON, ask, auditFile, debugged, environment, event, events, folder, noBpf, ofEvents, processesOf, program, recorded,
  start } from './window.ts';

it('a question names the program, and nothing runs before it is confirmed', async () => {
  const made = join(folder, 'made');
  const question = await ask('recording.prepare', { source: 'auto', debug: null,
    target: { command: `/usr/bin/touch '${made}'`, folder: '/', environment: [{ name: 'A', value: 'secret' }] } });
  expect(question).toMatchObject({ mode: 'record', source: 'ptrace',
    program: { kind: 'launch', words: ['/usr/bin/touch', made], folder: '/', environment: ['A'] } });
  expect(existsSync(made)).toBe(false);
  await ask('recording.start', { question: question.question });
  await event('recording.ended');
  expect(existsSync(made)).toBe(true);
  await expect(ask('recording.start', { question: question.question })).rejects.toThrow('refused: This question');
  expect((await ask('recording.offer', {})).recent[0]).toMatchObject({ command: `/usr/bin/touch '${made}'`, folder: '/' });
});

it('the steps of a program arrive as events, and with the last one its processes', async () => {
  const state = await start(recorded(PYTHON, 'leak.py'));
  const { state: last, header } = await event('recording.ended');
  const seen = ofEvents(state);
  expect(last).toMatchObject({ status: 'ended', problem: null, end: 'exited with code 0', about: { lost: 0, source: 'ptrace' } });
  expect(seen.state).toEqual(last);
  expect(seen.steps.map(({ n }) => n)).toEqual(seen.steps.map((_, i) => i + 1));
  expect(seen.steps).toHaveLength(last.length);
  expect(header.scenario.processes.map(({ name }) => name)).toEqual(expect.arrayContaining(['python3', 'sleep']));
  expect(await ask('recording.steps', { recording: state.recording, from: 2, count: 3 })).toEqual(seen.steps.slice(2, 5));
});

it('values of the environment are in no command line', async () => {
  const secret = 'value-that-others-must-not-see';
  const target = { ...program(PYTHON, '-c', 'import time; time.sleep(60)'), environment: [...environment, { name: 'A', value: secret }] };
  const state = await start({ target, source: 'auto', debug: null });
  const lines = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    .map((pid) => attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'latin1'), ''));
  expect(lines.filter((line) => line.includes('time.sleep(60)')).length).toBeGreaterThan(0);
  expect(lines.filter((line) => line.includes(secret))).toEqual([]);
  await ask('recording.stop', { recording: state.recording });
});

it('a detach while the recorder starts ends the recording', async () => {
  const { question } = await ask('recording.prepare', recorded(PYTHON, '-c', 'import time; time.sleep(2)'));
  const starting = ask('recording.start', { question });
  const [{ recording }] = (await ask('recording.list', {})).slice(-1) as [RecordingState];
  await ask('recording.detach', { recording });
  await starting;
  expect((await event('recording.ended')).state).toMatchObject({ status: 'ended', problem: null });
});

it('steps arrive while the program runs', async () => {
  const state = await start(recorded(PYTHON, '-c', 'import socket, time; s = socket.create_server(("127.0.0.1", 0)); time.sleep(60)'));
  await event('recording.steps');
  expect(ofEvents(state).state.status).toBe('running');
  await ask('recording.stop', { recording: state.recording });
  const { state: last } = await event('recording.ended');
  expect(last.end).toBe('ended by SIGTERM');
});

it('steps arrive while the program is busy', async () => {
  const state = await start(recorded(PYTHON, '-c', 'import socket\nwhile True: a, b = socket.socketpair()'));
  await event('recording.steps');
  const before = ofEvents(state).steps.length;
  await vi.waitUntil(() => ofEvents(state).steps.length > before + 100, { timeout: 20_000 });
  expect(ofEvents(state).state.status).toBe('running');
  await ask('recording.stop', { recording: state.recording });
  const { state: last } = await event('recording.ended');
  expect(last).toMatchObject({ about: { lost: 0 }, end: 'ended by SIGTERM' });
});

it.skipIf(noBpf === null)('BPF that cannot record here is refused', async () => {
  await expect(ask('recording.prepare', { ...recorded('/bin/true'), source: 'bpf' })).rejects.toThrow('Choose ptrace');
});

it.skipIf(noBpf !== null)('BPF records without holds, and its steps arrive at the end', async () => {
  const state = await start({ ...recorded(PYTHON, 'leak.py'), source: 'bpf' });
  const { state: last } = await event('recording.ended');
  expect(last).toMatchObject({ source: 'bpf', about: { source: 'bpf', lost: 0 }, end: 'exited with code 0', problem: null });
  expect(ofEvents(state).steps).toHaveLength(last.length);
});

const audit = async (): Promise<string> => {
  await ask('app.audit', {});
  return readFileSync(auditFile, 'utf8');
};

it('a held call has its prediction and facts, and continues, is stepped, and returns an error on command', async () => {
  const state = await start(debugged(['call:socket'], PYTHON, 'leak.py'));
  const { recording } = state;
  const { held } = await event('recording.held');
  expect(held).toMatchObject({ why: 'call:socket', call: 'socket', predicted: { kind: 'ok' }, facts: [], open: 0, cuts: false });
  expect(held.changes.length).toBeGreaterThan(0);
  const before = events.length;
  await ask('recording.release', { recording, held: held.id, how: { kind: 'continue' }, next: 'thread' });
  const { held: next } = await event('recording.held', before);
  expect(next).toMatchObject({ thread: held.thread, why: 'step of the thread' });
  expect(next.facts[0]).toMatchObject({ closeOnExec: true, identity: expect.stringContaining('socket:[') as string });
  await ask('recording.hold', { recording, hold: ['call:bind'] });
  const then = events.length;
  await ask('recording.release', { recording, held: next.id, how: { kind: 'continue' }, next: null });
  const { held: bind } = await event('recording.held', then);
  await ask('recording.release', { recording, held: bind.id, how: { kind: 'refuse', error: 'EACCES' }, next: null });
  const { state: last } = await event('recording.ended');
  const seen = ofEvents(state);
  expect(seen.state).toEqual(last);
  expect(last.end).toBe('exited with code 1');
  expect(seen.steps.find(({ outcome }) => outcome.kind === 'error' && outcome.name === 'EACCES')).toMatchObject(
    { action: { kind: 'call', call: 'bind' } });
  await expect(ask('recording.release', { recording, held: next.id, how: { kind: 'continue' }, next: null })).rejects.toThrow('not held');
  const lines = (await audit()).split('\n');
  for (const part of ['"call":"held: socket"', '"call":"recording.release"', '"error":"EACCES"', '"call":"recording.ended"'])
    expect(lines.filter((line) => line.includes(part) && line.includes('recording')), part).not.toEqual([]);
});

it('a recording without holds takes no conditions, and an unknown error is refused', async () => {
  const { recording } = await start(recorded('/bin/sleep', '60'));
  await expect(ask('recording.hold', { recording, hold: ['shares'] })).rejects.toThrow('This recording holds no call');
  await expect(ask('recording.release', { recording, held: 1, how: { kind: 'refuse', error: 'ENOSUCH' }, next: null }))
    .rejects.toThrow('"ENOSUCH" is not an error of Linux');
  await ask('recording.stop', { recording });
});

it.each([
  ['a shell operator', { command: 'a | b', folder: '/', environment }, '"|" is for a shell'],
  ['a missing program', { command: './no-such', folder: '/', environment }, 'there is no such program'],
  ['a missing folder', { command: 'true', folder: '/no/such', environment }, 'the folder cannot be entered'],
])('%s is refused before the question', async (_, target, problem) => {
  await expect(ask('recording.prepare', { target, source: 'auto', debug: null })).rejects.toThrow(problem);
});

it('a wrong condition, and a hold by BPF, are refused before the question', async () => {
  await expect(ask('recording.prepare', debugged(['call:nothing'], 'true'))).rejects.toThrow('No call is named nothing');
  await expect(ask('recording.prepare', { ...debugged(['shares'], 'true'), source: 'bpf' })).rejects.toThrow(/BPF|bpf/);
});

it('a host that does not allow it records nothing', async () => {
  const other = new AppService({ host: 'web', assetsDir: resolve('assets'), outDir: OUT, cacheDir: resolve('.cache'),
    recordings: { refused: 'This inspector has several users.' } });
  expect(await other.request('recording.offer', {})).toMatchObject({ value: { reason: 'This inspector has several users.', recent: [] } });
  expect(await other.request('recording.prepare', recorded('/bin/true')))
    .toEqual({ ok: false, code: 'unavailable', message: 'This inspector has several users.' });
  await other.dispose();
});

it.each(['record', 'debug'] as const)('a program continues when its window is closed: %s', async (mode) => {
  const words = ['/bin/sleep', mode === 'record' ? '61' : '62'];
  const { recording } = await start(mode === 'record' ? recorded(...words) : debugged(['shares'], ...words));
  // Its shell has become the program, which sleeps (clock_nanosleep).
  await vi.waitUntil(() => processesOf(...words).some((pid) => readFileSync(`/proc/${pid}/syscall`, 'utf8').startsWith('230 ')));
  const [pid] = processesOf(...words);
  await ask('recording.close', { recording });
  expect(processesOf(...words)).toEqual([pid]);
  process.kill(pid!, 'SIGKILL');
});

it('a process is attached to as the holder of a capture, and not if it has ended or the capture is a file', async () => {
  const child = spawn(PYTHON, ['-c', 'import socket; s = socket.create_server(("127.0.0.1", 0))\n'
    + 'print(s.getsockname()[1], flush=True)\nwhile True: s.accept()[0].close()'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(child.stdout, 'data') as [Buffer];
  const { capture } = await ask('live.scan', { tier: 'proc' });
  const { rows: [row] } = await ask('live.rows', { capture, filter: `port:${String(port).trim()} listening`, from: 0, count: 1 });
  const { holders: [holder] } = await ask('live.detail', { capture, socket: row!.socket });
  const asked: Input<'recording.prepare'> = { target: { capture, holder: holder!.holder }, source: 'auto', debug: null };
  const question = await ask('recording.prepare', asked);
  expect(question.program).toMatchObject({ kind: 'attach', pid: child.pid, name: expect.stringContaining('python') as string });
  const { state: { recording } } = await ask('recording.start', { question: question.question });
  const client = connect(Number(String(port)), '127.0.0.1');
  await once(client, 'close');
  await event('recording.steps');
  await ask('recording.detach', { recording });
  const { state } = await event('recording.ended');
  expect(state).toMatchObject({ launched: false, end: null, problem: null });
  expect(child.exitCode).toBeNull();
  const again = await ask('recording.prepare', asked);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await expect(ask('recording.start', { question: again.question })).rejects.toThrow('has ended');
  await expect(ask('recording.prepare', asked)).rejects.toThrow('has ended since the capture');
  const lines = await audit();
  expect(lines).toContain(`"pid":${child.pid}`);
  expect(lines).toContain('"call":"recording.detach"');
});
