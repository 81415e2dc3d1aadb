/** One recording of a program for a page: it runs, holds calls if it debugs, and tells all of it as events. */
import { RECORDING } from '../../../shared/base/limits.ts';
import { joinCommand } from '../../../shared/base/command-line.ts';
import type { RecordingEvent, RecordingState } from '../../../shared/contract/recording.ts';
import { recordingAfter } from '../../../shared/contract/recording-state.ts';
import { Recording } from '../../../shared/recording/recording.ts';
import type { RecordingSink, Release } from '../../../shared/recording/source.ts';
import type { TraceLog } from '../../../shared/trace/log.ts';
import type { TraceHeader } from '../../../shared/trace/step.ts';
import { startOf } from '../../../../native-bridge/linux/live/ask.ts';
import { Refused } from '../errors/refused.ts';
import { holdersOfPort } from '../recording/address-holders.ts';
import type { BpfRun } from '../recording/bpf-run.ts';
import { Debugging, type Held } from '../recording/debugging.ts';
import { ProgramOutput } from '../recording/program-output.ts';
import { PtraceRun } from '../recording/ptrace-run.ts';
import { WinsockRun } from '../recording/winsock-run.ts';
import type { Condition } from '../../../shared/recording/holds/condition.ts';
import { heldView } from './held-view.ts';
import type { Plan } from './questions.ts';
import { endProgram, sourceOf, windowsSource } from './source.ts';
import { StepFeed } from './step-feed.ts';
import { endOf, titleOf } from './titles.ts';

/** Milliseconds without an event until those whose order is known are handled; and between two states. */
const [QUIET_MS, STATE_MS] = [100, 250];

export class ProgramRecording {
  readonly #plan: Plan;
  readonly #source: PtraceRun | BpfRun | WinsockRun;
  readonly #recording: Recording;
  readonly #debugging: Debugging | null;
  readonly #feed: StepFeed;
  /** Of a launched program. */
  readonly #output: ProgramOutput | null;
  readonly #emit: (event: RecordingEvent) => void;
  /** Stores the trace of a recording that has ended. */
  readonly #keep: (log: TraceLog) => Promise<void>;
  #state: RecordingState;
  #quiet: NodeJS.Timeout | null = null;
  #stating: NodeJS.Timeout | null = null;
  #full = false;
  #ended: () => void = () => undefined;
  /** Nothing more comes. */
  readonly over = new Promise<void>((resolve) => { this.#ended = resolve; });

  constructor(id: string, plan: Plan, { outDir, cacheDir, keep }:
    { outDir: string; cacheDir: string; keep: (log: TraceLog) => Promise<void> }, emit: (event: RecordingEvent) => void) {
    this.#keep = keep;
    const { mode, limit, conditions } = plan;
    const title = titleOf(plan);
    this.#plan = plan;
    this.#emit = emit;
    const windows = windowsSource(plan, cacheDir, outDir);
    this.#recording = new Recording(`Recording of ${title}`, () => { this.#grew(); }, undefined, windows?.system,
      // BPF shows a call when the recording has ended: others can hold the address by then.
      plan.source === 'ptrace' ? holdersOfPort : undefined);
    windows?.count(this.#recording.tally);
    this.#feed = new StepFeed(this.#recording.log, (from, steps, length) => {
      this.#tell({ event: 'recording.steps', recording: id, from, steps, length });
    });
    this.#debugging = limit === null ? null : new Debugging(this.#recording, conditions, limit * 1000, {
      held: (held) => { this.#held(held); },
      released: ({ id: held }, by) => {
        this.#feed.flush();
        this.#tell({ event: 'recording.released', recording: id, held, by });
      },
      note: (text) => { this.#note(text); },
    });
    const launched = 'command' in plan.target && !windows;
    this.#output = launched ? new ProgramOutput(() => { this.#tellState(); }) : null;
    this.#source = windows ?? sourceOf(plan, outDir, this.#output?.fd ?? 'ignore', this.#debugging?.filters ?? null);
    this.#state = { recording: id, mode, source: plan.source, status: 'running', launched, title, length: 0,
      about: this.#recording.about(this.#source.id, this.#source.loss), conditions: conditions.map(({ text }) => text), held: [], notes: [],
      problem: null, end: null, failed: false, output: '' };
  }

  get state(): RecordingState {
    return this.#state;
  }

  get log(): TraceLog {
    return this.#recording.log;
  }

  /** What the audit log says of it. */
  get program(): string {
    const { target } = this.#plan;
    return 'command' in target ? joinCommand(target.command) : this.#state.title;
  }

  get pid(): number | null {
    const { target } = this.#plan;
    return 'pid' in target ? target.pid : null;
  }

  /** Whether the process of its recorder runs: it can stay with programs after the recording. */
  get hasRecorder(): boolean {
    return this.#source.hasRecorder;
  }

  /** @throws what the source throws, or Refused for a process that ended meanwhile. */
  async start(): Promise<void> {
    if (this.#source instanceof PtraceRun) this.#debugging?.begin(this.#source.holds);
    try {
      await this.#source.start(this.#sink);
      this.#output?.started();
    } catch (error) {
      void this.#output?.end();
      throw error;
    }
    const { target } = this.#plan;
    if (!('pid' in target) || startOf(target.pid) === target.startedAt) return;
    await this.#source.stop();
    throw new Refused(`${this.#state.title} has ended`);
  }

  hold(conditions: readonly Condition[]): void {
    if (!this.#debugging) throw new Refused('This recording holds no call: start the program with Debug');
    this.#debugging.setConditions(conditions);
    this.#set({ conditions: conditions.map(({ text }) => text) });
  }

  /** @throws Refused if it is not held. */
  release(id: number, how: Release, next: 'thread' | 'process' | null): { call: string; process: string; pid: number } {
    const held = this.#debugging?.held.find((one) => one.id === id);
    if (!this.#debugging || !held) throw new Refused(`Call #${id} is not held any more`);
    const { call, participant, pid } = held.call;
    if (how.kind === 'cut' && call !== 'recvmsg') throw new Refused('Only recvmsg has a control buffer to shorten');
    this.#debugging.release(id, how, next);
    return { call, process: participant, pid };
  }

  /** Ends the recording; the programs continue. */
  async detach(): Promise<void> {
    if (this.#state.status === 'ended') return;
    this.#debugging?.detach();
    await this.#source.stop();
    await this.over;
  }

  /** Ends a launched program with those of its children that are still recorded, first by SIGTERM, and the recording. */
  async stop(): Promise<void> {
    if (this.#state.status === 'ended') return;
    if (this.#state.launched && !(this.#source instanceof WinsockRun))
      await endProgram(this.#source, () => { this.#debugging?.detach(); });
    await this.detach();
  }

  get #sink(): RecordingSink {
    const debugging = this.#debugging?.sink;
    if (this.#debugging) this.#debugging.onEnd = (problem) => { void this.#end(problem); };
    return {
      ...debugging,
      enough: () => this.#full,
      events: (batch) => {
        if (this.#full) return;
        if (debugging) debugging.events(batch);
        else this.#recording.events(batch);
        this.#quiet ??= setTimeout(() => {
          this.#quiet = null;
          this.#settle();
          this.#tellState();
        }, QUIET_MS);
      },
      note: (text) => { this.#note(text); },
      ended: debugging?.ended ?? ((problem) => { void this.#end(problem); }),
    };
  }

  /** Handles the events whose order is known. What cannot be handled ends the recording, not the host. */
  #settle(): void {
    try {
      this.#recording.settle();
    } catch (error) {
      this.#full = true;
      this.#note(`An event could not be recorded, and the recording ends here: ${(error as Error).message}.`);
      void this.detach();
    }
  }

  #grew(): void {
    this.#feed.grew();
    if (this.#full || this.#recording.log.length < RECORDING.steps) return;
    this.#full = true;
    this.#note(`The recording has ${RECORDING.steps} steps, the most that a window takes: it ends here, and the programs continue. `
      + '"handoff record" has no such limit.');
    void this.detach();
  }

  #held(held: Held): void {
    this.#feed.flush();
    this.#tell({ event: 'recording.held', recording: this.#state.recording, held: heldView(held, this.#debugging!.factsOf(held)),
      now: Date.now() });
  }

  #note(text: string): void {
    this.#set({ notes: [...this.#state.notes, text].slice(-RECORDING.notes) });
  }

  #set(change: Partial<RecordingState>): void {
    this.#tell({ event: 'recording.state', state: { ...this.#state, ...change } });
  }

  /** What it has lost, from time to time. */
  #tellState(): void {
    this.#stating ??= setTimeout(() => {
      this.#stating = null;
      if (this.#state.status !== 'running') return;
      this.#set({ about: this.#recording.about(this.#source.id, this.#source.loss), output: this.#output?.text ?? '' });
    }, STATE_MS);
  }

  #tell(event: RecordingEvent): void {
    this.#state = recordingAfter(this.#state, event);
    this.#emit(event);
  }

  async #end(problem: string | null): Promise<void> {
    for (const timer of [this.#quiet, this.#stating]) if (timer) clearTimeout(timer);
    const how = await this.#source.ended;
    await this.#output?.end();
    const { header, problem: late } = this.#finished();
    this.#feed.flush();
    // Before its end is reported: a page that then lists recent files finds it.
    await this.#keep(this.#recording.log).catch((error: unknown) => {
      this.#note(`The recording could not be stored: ${(error as Error).message}. Save it.`);
    });
    const state = { ...this.#state, status: 'ended' as const, held: [], about: header.recording!, problem: problem ?? late,
      output: this.#output?.text ?? '', ...endOf(how) };
    this.#tell({ event: 'recording.ended', state, header });
    this.#ended();
  }

  /** The header with all processes, or of what there is and why not of all. */
  #finished(): { header: TraceHeader; problem: string | null } {
    const { id, loss } = this.#source;
    try {
      return { header: this.#recording.finish(id, loss).header, problem: null };
    } catch (error) {
      const header = { ...this.#recording.log.header, recording: this.#recording.about(id, loss) };
      return { header, problem: `the last events could not be recorded: ${(error as Error).message}` };
    }
  }
}
