/** Answers the recording requests of the contract. */
import { RECORDING } from '../../../shared/base/limits.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { errorNumber } from '../../../shared/calls/errors.ts';
import type { HostEvent, Input } from '../../../shared/contract/contract.ts';
import type { RecordingOffer, RecordingOpened, RecordingOutputs } from '../../../shared/contract/recording.ts';
import { parseCondition } from '../../../shared/recording/holds/condition.ts';
import type { Release } from '../../../shared/recording/source.ts';
import type { TraceLog } from '../../../shared/trace/log.ts';
import type { AuditEntry } from '../audit/entries.ts';
import { Refused } from '../errors/refused.ts';
import { Unavailable } from '../errors/unavailable.ts';
import type { Captures } from '../live/captures.ts';
import { wineAvailability } from '../../../../native-bridge/host/wine.ts';
import { bpfProblem } from '../recording/bpf-run.ts';
import { ptraceProblem } from '../recording/ptrace-run.ts';
import type { Handlers } from '../requests/handlers.ts';
import { ProgramRecording } from './program-recording.ts';
import { type Plan, Questions } from './questions.ts';
import { RecentPrograms } from './recent-programs.ts';
import { homeHere, userHere } from './user.ts';

export interface RecordingOptions {
  outDir: string;
  /** Has the set-up of Wine. */
  cacheDir: string;
  /** Where the latest commands are kept; null to keep none. */
  dataDir: string | null;
  /** Why pages of this host record nothing; null if they can. */
  refused: string | null;
  /** Writes a line of the audit log. */
  note: (entry: AuditEntry) => void;
  /** Keeps a recording that has ended among the recent files. */
  keep: (log: TraceLog) => Promise<void>;
}

export class RecordingService {
  readonly #options: RecordingOptions;
  readonly #emit: (event: HostEvent) => void;
  readonly #questions: Questions;
  readonly #recent: RecentPrograms;
  readonly #recordings = new Map<string, ProgramRecording>();
  /** Those that were closed, and whose recorder can still be with their programs. */
  #left: ProgramRecording[] = [];
  #next = 1;

  constructor(options: RecordingOptions, captures: Captures, emit: (event: HostEvent) => void) {
    this.#options = options;
    this.#emit = emit;
    this.#questions = new Questions(captures);
    this.#recent = new RecentPrograms(options.dataDir);
  }

  readonly handlers: Handlers<keyof RecordingOutputs> = {
    'recording.offer': () => this.#offer(),
    'recording.forget': () => this.#recent.forget(),
    'recording.prepare': (input) => {
      const source = input.source === 'auto' ? 'ptrace' : input.source;
      this.#mayRecord(source);
      return this.#questions.ask(input, source);
    },
    'recording.start': async ({ question }) =>
      this.#start(this.#questions.confirm(question, ({ source }) => { this.#mayRecord(source); })),
    'recording.attach': ({ recording }) => openedOf(this.#find(recording)),
    'recording.list': () => [...this.#recordings.values()].map(({ state }) => state),
    'recording.steps': ({ recording, from, count }) => this.#find(recording).log.steps().slice(from, from + count),
    'recording.detach': ({ recording }) => this.#find(recording).detach(),
    'recording.stop': ({ recording }) => this.#find(recording).stop(),
    'recording.close': async ({ recording }) => {
      const found = this.#find(recording);
      this.#forget(recording);
      await found.detach();
    },
    'recording.hold': ({ recording, hold }) => this.#find(recording).hold(hold.map((text) => parseCondition(text))),
    'recording.release': ({ recording, held, how, next }) => this.#find(recording).release(held, releaseOf(how), next),
  };

  /** Memory is nearly used up: recordings end, and forget what pages have read of those that ended before; the programs continue. */
  relieve(): void {
    for (const [id, recording] of this.#recordings) {
      if (recording.state.status === 'ended') this.#forget(id);
      else void recording.detach();
    }
  }

  /** Ends all recordings; the programs continue. */
  async dispose(): Promise<void> {
    await Promise.allSettled([...this.#recordings.values()].map((recording) => recording.detach()));
  }

  async #offer(): Promise<RecordingOffer> {
    const [noPtrace, noBpf, noWinsock] = [this.#whyNot('ptrace'), this.#whyNot('bpf'), this.#whyNot('winsock')];
    const reason = noBpf === null || noWinsock === null ? null : noPtrace;
    // Nothing about this user for pages that record nothing.
    if (reason !== null) return { reason, noPtrace, noBpf, noWinsock, folder: '', user: '', recent: [] };
    return { reason, noPtrace, noBpf, noWinsock, folder: homeHere(), user: userHere(),
      recent: await this.#recent.list() };
  }

  /** Why a source cannot record for pages of this host; null if it can. */
  #whyNot(source: Plan['source']): string | null {
    const { refused, outDir, cacheDir } = this.#options;
    if (refused !== null) return refused;
    if (source === 'winsock') return process.platform === 'win32' ? null : problemText(wineAvailability(cacheDir).reason);
    return problemText(source === 'bpf' ? bpfProblem(outDir) : ptraceProblem(outDir));
  }

  /** @throws Unavailable */
  #mayRecord(source: Plan['source']): void {
    const reason = this.#whyNot(source);
    if (reason !== null) throw new Unavailable(source === 'bpf' ? `${reason} Choose ptrace.` : reason);
    const running = [...this.#recordings.values()].filter(({ state }) => state.status === 'running').length;
    if (running >= RECORDING.running)
      throw new Unavailable(`${running} recordings run, and ${RECORDING.running} are the most. Stop one first.`);
    const recorders = [...this.#recordings.values(), ...this.#left].filter((recording) => recording.hasRecorder).length;
    if (recorders >= RECORDING.recorders) {
      throw new Unavailable(`${recorders} recorders run, and ${RECORDING.recorders} are the most: a recorder stays with a program that `
        + 'was left until it ends. End one of these programs first.');
    }
  }

  #forget(id: string): void {
    const recording = this.#recordings.get(id);
    this.#recordings.delete(id);
    this.#left = [...this.#left, ...recording ? [recording] : []].filter(({ hasRecorder }) => hasRecorder);
  }

  async #start(plan: Plan) {
    const id = `recording-${this.#next++}`;
    const recording = new ProgramRecording(id, plan, this.#options, this.#emit);
    this.#recordings.set(id, recording);
    try {
      await recording.start();
    } catch (error) {
      this.#forget(id);
      const { mode, source } = plan;
      const { program, pid } = recording;
      this.#options.note({ kind: 'foreign', call: 'recording.failed', args: { mode, source, program, pid },
        outcome: (error as Error).message });
      throw error;
    }
    if (plan.recent) void this.#recent.add(plan.recent);
    const { mode, source } = plan;
    return { ...openedOf(recording), recording: id, mode, source, program: recording.program, pid: recording.pid };
  }

  /** @throws Refused for an id that was never issued, or whose recording was closed. */
  #find(id: string): ProgramRecording {
    const recording = this.#recordings.get(id);
    if (!recording) throw new Refused(`There is no ${id}`);
    return recording;
  }
}

const openedOf = ({ state, log }: ProgramRecording): RecordingOpened =>
  ({ state, header: log.header, now: Date.now() });

const problemText = (problem: string | null): string | null => (problem === null ? null : `${problem}.`);

function releaseOf(how: Input<'recording.release'>['how']): Release {
  if (how.kind !== 'refuse') return how;
  const errno = errorNumber('linux', how.error);
  if (errno === undefined) throw new InputProblem(`"${how.error}" is not an error of Linux`, 'error', 'Write EMFILE, for example.');
  return { kind: 'refuse', errno };
}
