/** Sources of `handoff record` for programs that run: launched, or attached to. */
import { readdirSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { basename } from 'node:path';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { FOLLOWED_CALLS, Recording, SHARING_CALLS, isFollowed } from '../../../shared/recording/recording.ts';
import type { RecordingSource } from '../../../shared/recording/source.ts';
import type { TraceLog } from '../../../shared/trace/log.ts';
import { NotPermitted } from '../../services/errors/not-permitted.ts';
import { holdersOfPort } from '../../services/recording/address-holders.ts';
import type { BpfRun } from '../../services/recording/bpf-run.ts';
import type { ProgramEnd } from '../../services/recording/program-end.ts';
import { PtraceRun, ptraceProblem } from '../../services/recording/ptrace-run.ts';
import { StraceRun } from '../../services/recording/strace-run.ts';
import { remark } from './output.ts';
import { OUT_DIR } from './paths.ts';
import { bpfSource, onlyByBpf, withBpfOr } from './record-bpf.ts';
import { line } from './shown.ts';

/** Exit code of a program that a signal ended: 128 and its number, as shells have it. */
const SIGNALLED = 128;
/** Milliseconds after the end of a program until its children are mentioned: most end with it. */
const SAY_AFTER_MS = 500;

/** `end`: exit code of the program; null if none was launched, 0 if it runs on. */
export interface Recorded { log: TraceLog; source: RecordingSource; end: number | null }

export interface HowToRecord {
  source: Source;
  /** Launched programs live on without their recorder. */
  survive: boolean;
  /** Only calls that change who holds what. */
  sharing: boolean;
  /** Milliseconds after which the recording ends; null: with the programs. */
  most: number | null;
  /** Bytes to keep of each call; 0 keeps none. */
  data: number;
}

const SOURCES = ['auto', 'ptrace', 'bpf', 'strace'] as const;
export type Source = (typeof SOURCES)[number];
type Run = PtraceRun | StraceRun | BpfRun;

/** The source of --source. @throws InputProblem for another name. */
export function sourceNamed(option = 'auto'): Source {
  const source = SOURCES.find((name) => name === option);
  if (source === undefined) throw new InputProblem(`unknown source "${option}"`, '--source', `Known: ${SOURCES.join(', ')}.`);
  return source;
}

/** ptrace where it works, else strace, with the reason. */
function sourceFor(
  command: readonly string[], { source, survive, sharing, data }: HowToRecord, recording: Recording,
): PtraceRun | StraceRun {
  const problem = source === 'strace' ? 'chosen' : ptraceProblem(OUT_DIR);
  if (source === 'ptrace' || problem === null) {
    remark(`handoff: recording with ptrace; ${survive ? 'every system call of the program is' : 'the calls that it follows are'} slower`);
    return new PtraceRun(OUT_DIR, { command, survive, data }, callsOf(sharing));
  }
  if (survive) throw new InputProblem('only ptrace lets a program live on', '--survive', 'Leave it out.');
  remark(`handoff: recording with strace${source === 'strace' ? '' : ` (${problem})`}; `
    + 'calls that are not of sockets or processes run at full speed');
  if (data > 0) remark('handoff: no bytes are kept: --data needs ptrace or BPF');
  return new StraceRun(command, callsOf(sharing), isFollowed, recording.tally);
}

const callsOf = (sharing: boolean): readonly string[] => (sharing ? SHARING_CALLS : FOLLOWED_CALLS);
/** `what` names it. */
function recordingOf(what: string, { sharing, source }: HowToRecord): Recording {
  // The other sources show a call when the recording has ended.
  const isSoon = (source === 'auto' || source === 'ptrace') && ptraceProblem(OUT_DIR) === null;
  return new Recording(`Recording of ${what}`, undefined, !sharing, undefined, isSoon ? holdersOfPort : undefined);
}

export function fromProgram(command: readonly string[], how: HowToRecord): Promise<Recorded> {
  const otherwise = () => programFrom(command, how, (recording) => sourceFor(command, how, recording));
  return how.source !== 'bpf' ? otherwise()
    : withBpfOr(() => programFrom(command, how, () => bpfSource({ command, data: how.data }, callsOf(how.sharing))), usePtrace(otherwise));
}

const usePtrace = (otherwise: () => Promise<Recorded>) => (why: string): Promise<Recorded> => {
  remark(`handoff: BPF cannot record here: ${why}`);
  return otherwise();
};

async function programFrom(command: readonly string[], how: HowToRecord, sourceIn: (recording: Recording) => Run):
  Promise<Recorded> {
  const recording = recordingOf(command.map((word) => basename(word)).join(' '), how);
  const source = sourceIn(recording);
  // Ctrl-C is for the program; the recording ends with it.
  const off = onSignals(['SIGINT', 'SIGQUIT'], () => undefined);
  // The terminal sends those to the program too; these come to this process alone.
  const offOthers = onSignals(['SIGTERM', 'SIGHUP'], (signal) => { source.signal(signal); });
  if (!(source instanceof StraceRun)) void source.programEnded.then(() => { sayAfter(source.over, command); });
  try {
    await record(recording, source, () => {
      giveWay(source.over);
      stopAfter(how.most, source);
    });
  } finally {
    off();
    offOthers();
  }
  const end = exitCodeOf(await source.ended);
  return { log: recording.finish(source.id, source.loss), source, end };
}

/** As shells have it; 0 for a program that runs on. */
export const exitCodeOf = ({ code, signal }: ProgramEnd): number =>
  code ?? (signal === null ? 0 : SIGNALLED + constants.signals[signal]);

export function onSignals(signals: readonly NodeJS.Signals[], act: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of signals) process.on(signal, act);
  return () => { for (const signal of signals) process.off(signal, act); };
}

/** Ends a recording whose time is over; the programs run on. `over`: the recording has ended. */
export function stopAfter(most: number | null, source: Pick<Run, 'stop' | 'over'>): void {
  if (most === null) return;
  const timer = setTimeout(() => {
    remark('handoff: the time of --for is over, and the program runs on');
    void source.stop();
  }, most);
  void source.over.then(() => { clearTimeout(timer); });
}

/** The programs come first while they run: this process, which makes the trace, has the processor when they do not need it. */
function giveWay(over: Promise<void>): void {
  const usual = getPriority();
  setPriorities(constants.priority.PRIORITY_LOW);
  void over.then(() => { setPriorities(usual); });
}

/** Of all threads: those of the garbage collector have priorities for themselves. */
function setPriorities(priority: number): void {
  for (const thread of readdirSync('/proc/self/task')) {
    try {
      setPriority(Number(thread), priority);
    } catch {
      // It has ended, or this user cannot go back to a higher priority.
    }
  }
}

/** Says what the recording still waits for, if it does not end with the program. */
function sayAfter(over: Promise<void>, [program = '']: readonly string[]): void {
  const timer = setTimeout(() => {
    remark(`handoff: ${basename(program)} has ended, and its children still run: they are recorded until they end. `
      + 'SIGTERM ends the recording, and they go on.');
  }, SAY_AFTER_MS);
  const clear = () => { clearTimeout(timer); };
  void over.then(clear);
}

/** @throws InputProblem for a source that only launches programs. */
export function mayAttach(source: Source): void {
  if (source === 'strace')
    throw new InputProblem('strace is no source for a process that runs', '--source', 'Write --source ptrace, or leave it out.');
}

/** Records processes that run, until they end or this command gets a signal. */
export function fromProcesses(pids: readonly number[], how: HowToRecord): Promise<Recorded> {
  mayAttach(how.source);
  const [what, calls] = [`${pids.length === 1 ? 'process' : 'processes'} ${pids.join(', ')}`, callsOf(how.sharing)];
  const otherwise = () => runningFrom(what, how, new PtraceRun(OUT_DIR, { pids, data: how.data }, calls), 'attached');
  return how.source !== 'bpf' ? otherwise()
    : withBpfOr(() => runningFrom(what, how, bpfSource({ pids, data: how.data }, calls), 'attached'), usePtrace(otherwise));
}

/** Records all processes but this one, until this command gets a signal. */
export function fromMachine(port: number | null, how: HowToRecord): Promise<Recorded> {
  if (how.source !== 'auto' && how.source !== 'bpf')
    throw new InputProblem('only BPF records the whole machine', '--source', 'Write --source bpf, or leave it out.');
  return withBpfOr(() => runningFrom(port === null ? 'this machine' : `port ${port}`, { ...how, source: 'bpf' },
    bpfSource({ machine: true, port, data: how.data }, callsOf(how.sharing)), 'recording'), onlyByBpf);
}

async function runningFrom(what: string, how: HowToRecord, source: PtraceRun | BpfRun, begun: string): Promise<Recorded> {
  const recording = recordingOf(what, how);
  const off = onSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], () => { void source.stop(); });
  try {
    await record(recording, source, () => {
      giveWay(source.over);
      remark(`handoff: ${begun}; Ctrl-C ends the recording, and the programs go on`);
      stopAfter(how.most, source);
    });
  } finally {
    off();
  }
  return { log: recording.finish(source.id, source.loss), source, end: null };
}

export function record(recording: Recording, source: RecordingSource, started: () => void = () => undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    source.start({
      events: (batch) => { recording.events(batch); },
      note: (text) => { remark(line`handoff: ${text}`); },
      ended: (problem, denied) => {
        if (problem === null) resolve();
        else reject(denied ? new NotPermitted(`${problem}.`) : new InputProblem(problem, 'handoff record', ''));
      },
    }).then(started, reject);
  });
}
