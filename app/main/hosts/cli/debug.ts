/** `handoff debug`: records a program, and holds it before the calls that the user chose. */
import { basename } from 'node:path';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { parseCondition } from '../../../shared/recording/holds/condition.ts';
import { FOLLOWED_CALLS, Recording } from '../../../shared/recording/recording.ts';
import { writeTrace } from '../../../shared/trace/file.ts';
import { holdersOfPort } from '../../services/recording/address-holders.ts';
import { Debugging } from '../../services/recording/debugging.ts';
import { PtraceRun } from '../../services/recording/ptrace-run.ts';
import { WinsockRun } from '../../services/recording/winsock-run.ts';
import { oneOf, parseCommandLine } from './args.ts';
import { DebugDesk } from './debug-desk.ts';
import { type DebugInput, fileInput, terminalInput } from './debug-input.ts';
import { checkOutlet, writeOut } from './outlet.ts';
import { remark, sayJson } from './output.ts';
import { CACHE_DIR, OUT_DIR } from './paths.ts';
import { heldJson, heldLines, releasedJson, releasedLine } from './print-held.ts';
import { printRecording } from './print-recording.ts';
import { processNamed } from './record.ts';
import { exitCodeOf, onSignals } from './record-program.ts';
import { type Piece, line } from './shown.ts';

/** Seconds. */
const [DEFAULT_LIMIT, LEAST_LIMIT, MOST_LIMIT] = [60, 0.1, 86_400];

export async function debugCommand(args: string[]): Promise<number> {
  const { values, positionals: command } = parseCommandLine('debug', args, {
    hold: { type: 'string', multiple: true }, limit: { type: 'string' }, trace: { type: 'string', short: 'o' }, json: { type: 'boolean' },
    commands: { type: 'string' }, pid: { type: 'string' }, provider: { type: 'string' },
  });
  const pid = values.pid === undefined ? null : processNamed(values.pid);
  if ((pid === null) === (command.length === 0)) {
    throw new InputProblem(pid === null ? 'nothing to debug' : 'a process and a command are given', 'handoff debug',
      'Write --pid PID, or -- COMMAND.');
  }
  const rules = oneOf('--provider', values.provider ?? 'linux', ['linux', 'winsock'], 'provider ');
  const conditions = (values.hold ?? ['shares']).map((text) => parseCondition(text, rules));
  const limit = limitOf(values.limit);
  if (values.trace !== undefined) checkOutlet(values.trace, 'the trace');
  const input = values.commands === undefined ? terminalInput() : await fileInput(values.commands);
  const target = pid === null ? { command } : { pid };
  const windows = rules === 'winsock' ? new WinsockRun(CACHE_DIR, OUT_DIR, target) : null;
  const recording = new Recording(pid === null ? `Recording of ${command.map((word) => basename(word)).join(' ')}`
    : `Recording of process ${pid}`, undefined, true, windows?.system, windows ? undefined : holdersOfPort);
  windows?.count(recording.tally);
  const json = values.json ?? false;
  const show = input?.show ?? remark;
  const debugging = new Debugging(recording, conditions, limit * 1000, {
    held: (held) => {
      if (json) sayJson(heldJson(held, debugging.factsOf(held)));
      else show(...heldLines(held));
      // The answer comes after the event that it answers.
      setImmediate(() => { desk.work(); });
    },
    released: (held, by, how) => {
      if (json) sayJson(releasedJson(held, by, how));
      else show(releasedLine(held, by, how));
    },
    note: (text) => { show(line`handoff: ${text}`); },
  });
  const source = windows
    ?? new PtraceRun(OUT_DIR, pid === null ? { command } : { pids: [pid] }, FOLLOWED_CALLS, 'inherit', debugging.filters);
  windows?.holds.holdBefore(debugging.filters);
  const detach = () => {
    debugging.detach();
    void source.stop();
  };
  const desk = new DebugDesk({ debugging, rules, show, detach, waits: values.commands !== undefined });
  const problem = await watch(source, debugging, { input, desk, detach, show, launched: pid === null });
  input?.close();
  const end = exitCodeOf(await source.ended);
  const log = recording.finish(source.id, source.loss);
  if (values.trace !== undefined) await writeOut(values.trace, writeTrace(log), 'the recording is done, but the trace');
  printRecording(log, source.loss, { json, steps: false, launched: pid === null });
  if (problem !== null) throw new InputProblem(problem, 'handoff debug', '');
  return pid === null ? end : 0;
}

interface Watch { input: DebugInput | null; desk: DebugDesk; detach(): void; show(...lines: readonly Piece[]): void; launched: boolean }

/** Until the recording ends. Returns why it ended early. */
async function watch(source: PtraceRun | WinsockRun, debugging: Debugging, how: Watch): Promise<string | null> {
  const { input, desk, detach, show, launched } = how;
  const ended = new Promise<string | null>((resolve) => { debugging.onEnd = resolve; });
  // Ctrl-C is for a launched program, and ends the recording of another one.
  const offs = launched
    ? [onSignals(['SIGINT', 'SIGQUIT'], () => undefined), onSignals(['SIGTERM', 'SIGHUP'], (signal) => {
      if (source instanceof WinsockRun) detach();
      else source.signal(signal);
    })]
    : [onSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], detach)];
  debugging.begin(source.holds);
  try {
    await source.start(debugging.sink);
    for (const { text } of debugging.conditions) show(`handoff: holds before ${text}; ${input
      ? '"help" lists the commands' : 'there is no terminal and no --commands, so each call continues when its limit has passed'}`);
    input?.onLine((text) => { desk.line(text); });
    return await ended;
  } catch (error) {
    input?.close();
    throw error;
  } finally {
    for (const off of offs) off();
  }
}

function limitOf(option: string | undefined): number {
  const seconds = Number(option ?? DEFAULT_LIMIT);
  if (seconds >= LEAST_LIMIT && seconds <= MOST_LIMIT) return seconds;
  throw new InputProblem(`"${option}" is not a limit`, '--limit', `Write seconds, from ${LEAST_LIMIT} to ${MOST_LIMIT}.`);
}
