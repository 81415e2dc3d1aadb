/** `handoff record`: a trace of what real programs do with their sockets. */
import { existsSync, readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { nearest } from '../../../shared/base/nearest.ts';
import { DETECTORS } from '../../../shared/hazards/index.ts';
import { FOLLOWED_CALLS, Recording, isFollowed } from '../../../shared/recording/recording.ts';
import type { RecordingSource } from '../../../shared/recording/source.ts';
import { hazardsOf } from '../../../shared/recording/summary.ts';
import type { TraceLog } from '../../../shared/trace/log.ts';
import { writeTrace } from '../../../shared/trace/file.ts';
import { PtraceRun, ptraceProblem } from '../../services/recording/ptrace-run.ts';
import { StraceRun } from '../../services/recording/strace-run.ts';
import { type LogFile, StraceText, taskIn } from '../../services/recording/strace-text.ts';
import { WinsockRun } from '../../services/recording/winsock-run.ts';
import { oneOf, parseCommandLine } from './args.ts';
import { aboutLarger, readNamed, readableBytes } from './files.ts';
import { checkOutlet, writeOut } from './outlet.ts';
import { remark } from './output.ts';
import { CACHE_DIR, OUT_DIR } from './paths.ts';
import { printRecording } from './print-recording.ts';

const ADVICE = 'Name a log written by strace -f -o FILE.';
/** Exit code of a program that a signal ended: 128 and its number, as shells have it. */
const SIGNALLED = 128;
/** Milliseconds after the end of a program until its children are mentioned: most end with it. */
const SAY_AFTER_MS = 500;

export async function recordCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine('record', args, {
    'from-strace': { type: 'string', multiple: true }, trace: { type: 'string', short: 'o' }, json: { type: 'boolean' },
    steps: { type: 'boolean' }, check: { type: 'string' }, source: { type: 'string' },
    pid: { type: 'string' }, provider: { type: 'string' },
  });
  const logs = values['from-strace'] ?? [];
  const pid = values.pid === undefined ? null : processNamed(values.pid);
  const targets = [logs.length > 0, positionals.length > 0, pid !== null].filter(Boolean).length;
  if (targets !== 1) {
    const both = pid === null ? 'both a log and a command are given' : 'a process and something else are given';
    throw new InputProblem(targets > 1 ? both : 'nothing to record', 'handoff record',
      'Write --from-strace FILE, --pid PID, or -- COMMAND.');
  }
  const wanted = sourceNamed(values.source);
  const provider = oneOf('--provider', values.provider ?? 'linux', ['linux', 'winsock'], 'provider ');
  if (provider === 'winsock' && (positionals.length === 0 || values.source !== undefined))
    throw new InputProblem('programs for Windows are recorded from their start, by stubs', '--provider winsock', 'Write -- PROGRAM.exe ARGS...');
  const checked = checkedHazards(values.check);
  if (values.trace !== undefined) checkOutlet(values.trace, 'the trace');
  const { log, source, end } = logs.length > 0 ? await fromLogs(logs)
    : provider === 'winsock' ? await fromWindowsProgram(positionals)
    : pid === null ? await fromProgram(positionals, wanted) : await fromProcess(pid, wanted);
  if (values.trace !== undefined) await writeOut(values.trace, writeTrace(log), 'the recording is done, but the trace');
  printRecording(log, source.loss, { json: values.json ?? false, steps: values.steps ?? false, launched: end !== null });
  if (checked) return hazardsOf(log).some(({ hazard }) => checked.has(hazard.id)) ? 1 : 0;
  return end ?? 0;
}

/** The hazards of --check; null without it. @throws InputProblem for unknown ones. */
function checkedHazards(option: string | undefined): ReadonlySet<string> | null {
  if (option === undefined) return null;
  const known = DETECTORS.map(({ id }) => id);
  const wanted = option === 'all' ? known : option.split(',').map((id) => id.trim());
  const wrong = wanted.find((id) => !known.includes(id));
  if (wrong === undefined) return new Set(wanted);
  const hint = nearest(wrong, known);
  throw new InputProblem(`unknown hazard "${wrong}"`, '--check', hint ? `Did you mean ${hint}?` : `Known: all, ${known.join(', ')}.`);
}

interface Recorded { log: TraceLog; source: RecordingSource; end: number | null }

async function fromLogs(names: readonly string[]): Promise<Recorded> {
  const files: LogFile[] = [];
  const most = readableBytes();
  for (const name of names.flatMap(filesOf))
    files.push({ name, bytes: await readNamed(name, { most, advice: ADVICE, larger: aboutLarger(most) }) });
  const recording = new Recording(`Recording of ${basename(names[0]!)}`);
  const source = new StraceText(files, isFollowed, recording.tally);
  await record(recording, source);
  const log = recording.finish(source.id, source.loss);
  if (log.length === 0) {
    const { unread, examples } = source.loss;
    const why = unread > 0 ? `no line is a call that strace wrote; the first: ${examples[0]}`
      : 'no call in it concerns sockets or processes';
    throw new InputProblem(why, names[0]!, ADVICE);
  }
  return { log, source, end: null };
}

/** A file, or the files NAME.PID of strace -ff. */
function filesOf(name: string): string[] {
  if (existsSync(name)) return [name];
  const folder = dirname(name);
  const mine = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.startsWith(`${basename(name)}.`) && taskIn(file) !== null && file === `${basename(name)}.${taskIn(file)}`);
  return mine.length > 0 ? mine.map((file) => join(folder, file)) : [name];
}

const SOURCES = ['auto', 'ptrace', 'strace'] as const;
type Source = (typeof SOURCES)[number];

/** The source of --source. @throws InputProblem for another name. */
function sourceNamed(option = 'auto'): Source {
  const source = SOURCES.find((name) => name === option);
  if (source === undefined) throw new InputProblem(`unknown source "${option}"`, '--source', `Known: ${SOURCES.join(', ')}.`);
  return source;
}

/** ptrace where it works, else strace, with the reason. */
function sourceFor(command: readonly string[], wanted: Source, recording: Recording): PtraceRun | StraceRun {
  const problem = wanted === 'strace' ? 'chosen' : ptraceProblem(OUT_DIR);
  if (wanted === 'ptrace' || problem === null) {
    remark('handoff: recording with ptrace; every system call of the program is slower');
    return new PtraceRun(OUT_DIR, { command }, FOLLOWED_CALLS);
  }
  remark(`handoff: recording with strace${wanted === 'strace' ? '' : ` (${problem})`}; `
    + 'calls that are not of sockets or processes run at full speed');
  return new StraceRun(command, FOLLOWED_CALLS, isFollowed, recording.tally);
}

const titleOf = (command: readonly string[]): string => `Recording of ${command.map((word) => basename(word)).join(' ')}`;

async function fromProgram(command: readonly string[], wanted: Source): Promise<Recorded> {
  const recording = new Recording(titleOf(command));
  const source = sourceFor(command, wanted, recording);
  // Ctrl-C is for the program; the recording ends with it.
  const ignore = () => undefined;
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.on(signal, ignore);
  // The terminal sends those to the program too; these come to this process alone.
  const pass = (signal: NodeJS.Signals) => { if (source instanceof PtraceRun) source.signal(signal); };
  if (source instanceof PtraceRun) for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, pass);
  const recorded = record(recording, source);
  if (source instanceof PtraceRun) void source.programEnded.then(() => { sayAfter(recorded, command); });
  await recorded;
  const { code, signal } = await source.ended;
  for (const name of ['SIGINT', 'SIGQUIT'] as const) process.off(name, ignore);
  for (const name of ['SIGTERM', 'SIGHUP'] as const) process.off(name, pass);
  const end = code ?? SIGNALLED + (signal === null ? 0 : constants.signals[signal]);
  return { log: recording.finish(source.id, source.loss), source, end };
}

/** A program for Windows; on Linux under Wine. */
async function fromWindowsProgram(command: readonly string[]): Promise<Recorded> {
  const source = new WinsockRun(CACHE_DIR, OUT_DIR, command);
  const recording = new Recording(titleOf(command), () => undefined, source.system);
  source.count(recording.tally);
  remark(`handoff: recording on ${source.system.platform} with stubs`);
  const stop = () => { void source.stop(); };
  const ignore = () => undefined;
  process.on('SIGINT', ignore);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  await record(recording, source);
  const { code } = await source.ended;
  process.off('SIGINT', ignore);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.off(signal, stop);
  return { log: recording.finish(source.id, source.loss), source, end: code ?? 0 };
}

/** Says what the recording still waits for, if it does not end with the program. */
function sayAfter(recorded: Promise<void>, [program = '']: readonly string[]): void {
  const timer = setTimeout(() => {
    remark(`handoff: ${basename(program)} has ended, and its children still run: they are recorded until they end. `
      + 'SIGTERM ends the recording, and they go on.');
  }, SAY_AFTER_MS);
  const clear = () => { clearTimeout(timer); };
  recorded.then(clear, clear);
}

/** A process id. @throws InputProblem for other text. */
function processNamed(option: string): number {
  if (!/^[1-9]\d{0,9}$/.test(option)) throw new InputProblem(`"${option}" is not a process id`, '--pid', 'Write its number in decimal.');
  return Number(option);
}

/** Records a process that runs, until it ends or this command gets a signal. */
async function fromProcess(pid: number, wanted: Source): Promise<Recorded> {
  if (wanted === 'strace')
    throw new InputProblem('only ptrace attaches to a process', '--source', 'Write --source ptrace, or leave it out.');
  const recording = new Recording(`Recording of process ${pid}`);
  const source = new PtraceRun(OUT_DIR, { pid }, FOLLOWED_CALLS);
  const stop = () => { void source.stop(); };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  await record(recording, source, () => { remark('handoff: attached; Ctrl-C ends the recording, and the program goes on'); });
  for (const signal of signals) process.off(signal, stop);
  return { log: recording.finish(source.id, source.loss), source, end: null };
}

function record(recording: Recording, source: RecordingSource, started: () => void = () => undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    source.start({
      events: (batch) => { recording.events(batch); },
      ended: (problem) => { if (problem === null) resolve(); else reject(new InputProblem(problem, 'handoff record', '')); },
    }).then(started, reject);
  });
}
