/** A page that records programs, as tests have it: its requests through the gate, and the events that it gets. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeEach } from 'vitest';
import { attempt } from '../../app/shared/base/attempt.ts';
import { joinCommand } from '../../app/shared/base/command-line.ts';
import { AppService } from '../../app/main/services/app-service.ts';
import { bpfProblem } from '../../app/main/services/recording/bpf-run.ts';
import { answer } from '../../app/main/hosts/gate.ts';
import type { HostEvent, Input, Output, RequestName } from '../../app/shared/contract/contract.ts';
import type { RecordingEvent, RecordingState } from '../../app/shared/contract/recording.ts';
import { isRecordingEvent, recordingAfter } from '../../app/shared/contract/recording-state.ts';
import type { Step } from '../../app/shared/trace/step.ts';
import { OUT } from '../support/providers.ts';
import { python } from './strace.ts';

export const folder = mkdtempSync(join(tmpdir(), 'handoff-window-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
export const auditFile = join(folder, 'audit.ndjson');
export const PROGRAMS = resolve('tests/recording/programs');
export const PYTHON = await python();
export const environment: never[] = [];

export const noBpf = bpfProblem(OUT);

let service: AppService;
export const events: RecordingEvent[] = [];
let waiting: (() => void)[] = [];

beforeEach(() => {
  events.length = 0;
  service = new AppService({ host: 'web', assetsDir: resolve('assets'), outDir: OUT, cacheDir: resolve('.cache'), auditFile,
    dataDir: join(folder, 'data'), recordings: { refused: null } });
  service.onEvent((event: HostEvent) => {
    if (!isRecordingEvent(event)) return;
    events.push(event);
    for (const look of waiting) look();
  });
});
afterEach(() => service.dispose());

export const ask = async <K extends RequestName>(name: K, input: Input<K>): Promise<Output<K>> => {
  const given = await answer(service, name, input);
  if (!given.ok) throw new Error(`${given.code}: ${given.message}`);
  return given.value as Output<K>;
};

/** The first event of its kind, after those that were there. */
export function event<K extends RecordingEvent['event']>(kind: K, after = 0): Promise<Extract<RecordingEvent, { event: K }>> {
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

export const program = (...words: string[]) => ({ command: joinCommand(words), folder: PROGRAMS, environment });
export const recorded = (...words: string[]): Input<'recording.prepare'> => ({ target: program(...words), source: 'auto', debug: null });
export const debugged = (hold: string[], ...words: string[]): Input<'recording.prepare'> =>
  ({ target: program(...words), source: 'auto', debug: { hold, limit: 60 } });

export async function start(input: Input<'recording.prepare'>): Promise<RecordingState> {
  const { question } = await ask('recording.prepare', input);
  return (await ask('recording.start', { question })).state;
}

/** What a page has, which saw all events. */
export function ofEvents(state: RecordingState): { state: RecordingState; steps: Step[] } {
  const steps = events.flatMap((e) => (e.event === 'recording.steps' ? e.steps : []));
  return { state: events.reduce(recordingAfter, state), steps };
}

/** Processes with this command line. */
export const processesOf = (...words: string[]): number[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)
  .filter((pid) => attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'), '') === `${words.join('\0')}\0`);
