/** `handoff record`: a trace of what real programs do with their sockets. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { nearest } from '../../../shared/base/nearest.ts';
import { DETECTORS } from '../../../shared/hazards/index.ts';
import { Recording, isFollowed } from '../../../shared/recording/recording.ts';
import { hazardsOf } from '../../../shared/recording/summary.ts';
import type { TraceLog } from '../../../shared/trace/log.ts';
import { MOST_PAYLOAD } from '../../../shared/recording/ptrace/payload.ts';
import { writeTrace } from '../../../shared/trace/file.ts';
import { NotPermitted } from '../../services/errors/not-permitted.ts';
import { type LogFile, StraceText, taskIn } from '../../services/recording/strace-text.ts';
import { oneOf, parseCommandLine } from './args.ts';
import { aboutLarger, readNamed, readableBytes } from './files.ts';
import { checkOutlet, writeOut } from './outlet.ts';
import { printRecording } from './print-recording.ts';
import { portOf } from './record-bpf.ts';
import { fromWindows } from './record-windows.ts';
import { type HowToRecord, type Recorded, fromMachine, fromProcesses, fromProgram, record, sourceNamed } from './record-program.ts';

const ADVICE = 'Name a log written by strace -f -o FILE.';

export async function recordCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine('record', args, {
    'from-strace': { type: 'string', multiple: true }, trace: { type: 'string', short: 'o' }, json: { type: 'boolean' },
    steps: { type: 'boolean' }, check: { type: 'string' }, source: { type: 'string' },
    pid: { type: 'string' }, machine: { type: 'boolean' }, filter: { type: 'string' }, survive: { type: 'boolean' },
    for: { type: 'string' }, calls: { type: 'string' }, data: { type: 'string' }, provider: { type: 'string' },
  });
  const logs = values['from-strace'] ?? [];
  const pid = values.pid === undefined ? null : processNamed(values.pid);
  const machine = values.machine ?? false;
  const targets = [logs.length > 0, positionals.length > 0, pid !== null, machine].filter(Boolean).length;
  if (targets !== 1) {
    const both = pid === null && !machine ? 'both a log and a command are given' : 'a process and something else are given';
    throw new InputProblem(targets > 1 ? both : 'nothing to record', 'handoff record',
      'Write --from-strace FILE, --pid PID, --machine, or -- COMMAND.');
  }
  const how: HowToRecord = { source: sourceNamed(values.source), survive: values.survive ?? false, sharing: onlySharing(values.calls),
    most: howLong(values.for), data: bytesKept(values.data) };
  const port = portOf(values.filter);
  if (port !== null && !machine) throw new InputProblem('only a recording of the machine is filtered', '--filter', 'Add --machine.');
  if (how.data > 0 && (logs.length > 0 || how.source === 'strace'))
    throw new InputProblem('only ptrace and BPF keep bytes', '--data', 'Leave it out.');
  if (how.data > 0 && how.sharing) throw new InputProblem('calls that only move bytes are left out', '--data', 'Leave out --calls.');
  if (how.sharing && logs.length > 0) throw new InputProblem('a log has the calls that it has', '--calls', 'Leave it out.');
  if (how.survive && positionals.length === 0) throw new InputProblem('no command is given', '--survive', 'Write -- COMMAND.');
  if (how.most !== null && logs.length > 0) throw new InputProblem('a log has its own end', '--for', 'Leave it out.');
  const provider = oneOf('--provider', values.provider ?? 'linux', ['linux', 'winsock'], 'provider ');
  const others = ['source', 'survive', 'calls', 'data'] as const;
  if (provider === 'winsock' && ((positionals.length === 0 && pid === null) || others.some((name) => values[name] !== undefined)))
    throw new InputProblem('programs for Windows are recorded by stubs, without other options', '--provider winsock',
      'Write -- PROGRAM.exe ARGS..., or --pid PID.');
  const checked = checkedHazards(values.check);
  if (values.trace !== undefined) checkOutlet(values.trace, 'the trace');
  const recorded = logs.length > 0 ? await fromLogs(logs)
    : provider === 'winsock' ? await fromWindows(pid === null ? { command: positionals } : { pid }, how.most)
    : machine ? await fromMachine(port, how) : pid === null ? await fromProgram(positionals, how) : await fromProcesses([pid], how);
  return finishRecording(recorded, { trace: values.trace, json: values.json ?? false, steps: values.steps ?? false, checked });
}

interface Wanted {
  trace: string | undefined;
  json: boolean;
  steps: boolean;
  checked: ReadonlySet<string> | null;
}

/** Writes the trace and prints the recording. Returns the exit code. @throws NotPermitted if the trace cannot be written. */
export async function finishRecording({ log, source, end }: Recorded, { trace, json, steps, checked }: Wanted): Promise<number> {
  const unwritten = trace === undefined ? null : await unwrittenTrace(trace, log);
  printRecording(log, source.loss, { json, steps, launched: end !== null });
  if (unwritten) throw unwritten;
  if (checked) return hazardsOf(log).some(({ hazard }) => checked.has(hazard.id)) ? 1 : 0;
  return end ?? 0;
}

/** Why the trace could not be written; null if it was. What was recorded is printed all the same. */
async function unwrittenTrace(file: string, log: TraceLog): Promise<NotPermitted | null> {
  try {
    await writeOut(file, writeTrace(log), 'the recording is done, but the trace');
    return null;
  } catch (error) {
    return new NotPermitted((error as Error).message);
  }
}

/** @throws InputProblem for another word. */
function onlySharing(option = 'all'): boolean {
  if (option === 'all' || option === 'sharing') return option === 'sharing';
  throw new InputProblem(`"${option}" is not known`, '--calls', 'Known: all, sharing.');
}

/** Bytes of --data; 0 without it. @throws InputProblem for other numbers. */
function bytesKept(option: string | undefined): number {
  if (option === undefined) return 0;
  const bytes = /^\d{1,4}$/.test(option) ? Number(option) : 0;
  if (bytes >= 1 && bytes <= MOST_PAYLOAD) return bytes;
  throw new InputProblem(`"${option}" is not a number of bytes`, '--data', `Write a number from 1 to ${MOST_PAYLOAD}.`);
}

/** Milliseconds of --for; null without it. @throws InputProblem for what is no number of seconds. */
export function howLong(option: string | undefined): number | null {
  if (option === undefined) return null;
  const seconds = /^\d{1,6}(?:\.\d{1,3})?$/.test(option) ? Number(option) : 0;
  if (seconds > 0) return seconds * 1000;
  throw new InputProblem(`"${option}" is not a number of seconds`, '--for', 'Write a positive number, such as 30.');
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

/** A process id. @throws InputProblem for other text. */
export function processNamed(option: string): number {
  if (!/^[1-9]\d{0,9}$/.test(option)) throw new InputProblem(`"${option}" is not a process id`, '--pid', 'Write its number in decimal.');
  return Number(option);
}
