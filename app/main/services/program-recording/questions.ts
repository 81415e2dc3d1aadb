/** Questions before a program is recorded: the host describes what it would do, and does it only for the id of the question. */
import { randomBytes } from 'node:crypto';
import { accessSync, constants, statSync } from 'node:fs';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { splitCommand } from '../../../shared/base/command-line.ts';
import { USER } from '../../../shared/base/limits.ts';
import type { Input } from '../../../shared/contract/contract.ts';
import type { ProgramCommand, RecordingQuestion } from '../../../shared/contract/recording.ts';
import { holderRow } from '../../../shared/live/rows.ts';
import { type Condition, parseCondition } from '../../../shared/recording/holds/condition.ts';
import { commandLine, startOf } from '../../../../native-bridge/linux/live/ask.ts';
import { ownerOf } from '../../../../native-bridge/linux/live/owner.ts';
import { ancestorsOf } from '../../../../native-bridge/linux/ptrace/recorded.ts';
import { programProblem } from '../../../../native-bridge/linux/ptrace/find-program.ts';
import { Refused } from '../errors/refused.ts';
import { Unavailable } from '../errors/unavailable.ts';
import { type Captures, holderIn } from '../live/captures.ts';
import { sentencesOf } from './sentences.ts';
import { homeHere, userHere } from './user.ts';

const GOOD_FOR_MS = 120_000;

/** What a confirmed question starts. */
export interface Plan {
  mode: 'record' | 'debug';
  source: 'ptrace' | 'bpf' | 'winsock';
  target: { command: readonly string[]; folder: string; environment: Readonly<Record<string, string>> }
    | { pid: number; startedAt: number; name: string };
  conditions: readonly Condition[];
  /** Seconds; null to hold nothing. */
  limit: number | null;
  /** As the page had it, for the recent ones. */
  recent: ProgramCommand | null;
}

export class Questions {
  readonly #captures: Captures;
  readonly #open = new Map<string, { plan: Plan; until: number }>();

  constructor(captures: Captures) {
    this.#captures = captures;
  }

  /** Performs nothing. @throws InputProblem, Refused or Unavailable if it cannot be started. */
  ask({ target, debug }: Input<'recording.prepare'>, source: Plan['source']): RecordingQuestion {
    if (source === 'winsock') checkWindows(target, debug !== null);
    if (debug && source === 'bpf') throw new InputProblem('BPF sees calls only after they were made', 'source', 'Choose ptrace to debug.');
    const conditions = (debug?.hold ?? []).map((text) => parseCondition(text));
    const limit = debug?.limit ?? null;
    const mode = debug ? 'debug' : 'record';
    const found = 'command' in target ? launchOf(target, source) : this.#attachOf(target);
    const question = `question-${randomBytes(16).toString('hex')}`;
    const until = Date.now() + GOOD_FOR_MS;
    this.#open.set(question, { plan: { mode, source, target: found.target, conditions, limit, recent: found.recent }, until });
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= USER.questions) break;
      this.#open.delete(oldest);
    }
    return { question, mode, program: found.program, owner: found.owner, source, until,
      sentences: sentencesOf({ launch: 'command' in target, source, limit }) };
  }

  /**
   * The plan of a question, once. `check` throws if it cannot start now; the question then stays open.
   * @throws Refused if it was answered, never asked, or has expired, or its process has ended.
   */
  confirm(question: string, check: (plan: Plan) => void): Plan {
    const open = this.#open.get(question);
    if (!open) throw new Refused('This question does not exist or is already answered. Ask again');
    if (Date.now() <= open.until) check(open.plan);
    this.#open.delete(question);
    if (Date.now() > open.until) throw new Refused('This question has expired. Ask again');
    const { target } = open.plan;
    if ('pid' in target && startOf(target.pid) !== target.startedAt) throw new Refused(`${target.name} (${target.pid}) has ended`);
    return open.plan;
  }

  #attachOf({ capture, holder }: { capture: string; holder: number }) {
    const stored = this.#captures.find(capture);
    const { process: { pid, name, startedAt } } = holderRow(stored.capture, holderIn(stored, holder));
    if (stored.summary.source.kind === 'file')
      throw new Unavailable('This capture comes from a file: its processes can be on another machine.');
    if (ancestorsOf(process.pid).includes(pid))
      throw new Unavailable(pid === process.pid ? 'This is the inspector itself.' : 'The inspector is a child of this process.');
    if (startOf(pid) !== startedAt) throw new Refused(`${name} (${pid}) has ended since the capture`);
    const program: RecordingQuestion['program'] = { kind: 'attach', pid, name, startedAt, command: commandLine(pid, startedAt) };
    return { target: { pid, startedAt, name }, program, owner: ownerOf(pid) ?? 'an unknown user', recent: null };
  }
}

/** @throws InputProblem for what only the command line does, or nothing. */
function checkWindows(target: Input<'recording.prepare'>['target'], debug: boolean): void {
  if (!('command' in target)) throw new InputProblem('programs for Windows are recorded from their start', 'source', 'Choose ptrace.');
  if (debug) {
    throw new InputProblem('the window records programs for Windows, and does not hold them', 'source',
      'Run handoff debug --provider winsock -- PROGRAM.exe.');
  }
}

function launchOf(asked: ProgramCommand, source: Plan['source']) {
  const words = splitCommand(asked.command);
  const folder = asked.folder ?? homeHere();
  const environment = Object.fromEntries(asked.environment.map(({ name, value }) => [name, value]));
  enter(folder);
  // Windows finds programs by its own rules.
  const path = environment['PATH'] ?? process.env['PATH'] ?? '/usr/bin:/bin';
  const problem = source === 'winsock' ? null : programProblem(words[0]!, path, folder);
  if (problem !== null) throw new InputProblem(problem, 'the command', 'Write the path of a program, or a name that PATH finds.');
  const program: RecordingQuestion['program'] = { kind: 'launch', words, folder, environment: Object.keys(environment) };
  const { command, folder: written, environment: added } = asked;
  return { target: { command: words, folder, environment }, program, owner: userHere(),
    recent: { command, folder: written, environment: added } };
}

/** @throws InputProblem for a folder in which no program can be started. */
function enter(folder: string): void {
  try {
    if (!statSync(folder).isDirectory()) throw new Error('it is not a folder');
    accessSync(folder, constants.X_OK);
  } catch (error) {
    throw new InputProblem(`the folder cannot be entered: ${(error as Error).message}`, folder, 'Choose another folder.');
  }
}
