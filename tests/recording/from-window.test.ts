/** Recordings as a window asks for them: through the gate, with a question before anything happens. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { AppService } from '../../app/main/services/app-service.ts';
import { answer } from '../../app/main/hosts/gate.ts';
import type { HostEvent, Input, Output, RequestName } from '../../app/shared/contract/contract.ts';
import type { RecordingEvent, RecordingState } from '../../app/shared/contract/recording.ts';
import { isRecordingEvent, recordingAfter } from '../../app/shared/contract/recording-state.ts';
import type { Step } from '../../app/shared/trace/step.ts';
import { OUT } from '../support/providers.ts';
import { python } from './strace.ts';
import { joinCommand } from '../../app/shared/base/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'handoff-window-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const auditFile = join(folder, 'audit.ndjson');
const PROGRAMS = resolve('tests/recording/programs');
const PYTHON = await python();
const environment: never[] = [];

let service: AppService;
let events: RecordingEvent[] = [];
let waiting: (() => void)[] = [];

beforeEach(() => {
  events = [];
  service = new AppService({ host: 'web', assetsDir: resolve('assets'), outDir: OUT, cacheDir: resolve('.cache'), auditFile,
    dataDir: join(folder, 'data'), recordings: { refused: null } });
  service.onEvent((event: HostEvent) => {
    if (!isRecordingEvent(event)) return;
    events.push(event);
    for (const look of waiting) look();
  });
});
afterEach(() => service.dispose());

const ask = async <K extends RequestName>(name: K, input: Input<K>): Promise<Output<K>> => {
  const given = await answer(service, name, input);
  if (!given.ok) throw new Error(`${given.code}: ${given.message}`);
  return given.value as Output<K>;
};

/** The first event of its kind, after those that were there. */
function event<K extends RecordingEvent['event']>(kind: K, after = 0): Promise<Extract<RecordingEvent, { event: K }>> {
  return new Promise((found) => {
    const look = () => {
      const one = events.slice(after).find((e): e is Extract<RecordingEvent, { event: K }> => e.event === kind);
      if (!one) return;
      waiting = waiting.filter((other) => other !== look);
      found(one);
    };
    waiting.push(look);
    look();
  });
}

const program = (...words: string[]) => ({ command: joinCommand(words), folder: PROGRAMS, environment });
const recorded = (...words: string[]): Input<'recording.prepare'> => ({ target: program(...words), source: 'auto', debug: null });
const debugged = (hold: string[], ...words: string[]): Input<'recording.prepare'> =>
  ({ target: program(...words), source: 'auto', debug: { hold, limit: 60 } });

async function start(input: Input<'recording.prepare'>): Promise<RecordingState> {
  const { question } = await ask('recording.prepare', input);
  return (await ask('recording.start', { question })).state;
}

/** What a page has, which saw all events. */
function ofEvents(state: RecordingState): { state: RecordingState; steps: Step[] } {
  const steps = events.flatMap((e) => (e.event === 'recording.steps' ? e.steps : []));
  return { state: events.reduce(recordingAfter, state), steps };
}

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

it('steps arrive while the program runs', async () => {
  const state = await start(recorded(PYTHON, '-c', 'import socket, time; s = socket.create_server(("127.0.0.1", 0)); time.sleep(60)'));
  await event('recording.steps');
  expect(ofEvents(state).state.status).toBe('running');
  await ask('recording.stop', { recording: state.recording });
  const { state: last } = await event('recording.ended');
  expect(last.end).toBe('ended by SIGTERM');
});
