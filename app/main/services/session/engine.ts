/**
 * One session: performs a scenario step by step, with the rules beside it, and reports every step and every change of its state
 * as an event. `states.ts` lists its states; `perform-step.ts` performs a step.
 */
import { SESSION } from '../../../shared/base/limits.ts';
import type { SessionEvent, SessionState } from '../../../shared/contract/session.ts';
import type { WorldView } from '../../../shared/domain/world.ts';
import type { Scenario, ScenarioStep } from '../../../shared/scenario/format.ts';
import type { Breakpoint } from '../../../shared/trace/breakpoints.ts';
import type { TraceLog } from '../../../shared/trace/log.ts';
import type { Step } from '../../../shared/trace/step.ts';
import { NO_STEPS, withStep } from '../../../shared/trace/tally.ts';
import { Unavailable } from '../errors/unavailable.ts';
import { checkTyped } from './check-typed.ts';
import { killOnRequest, recordDeaths } from './endings.ts';
import { performStep } from './perform-step.ts';
import { Replay, type ReplayOf } from './replay.ts';
import { RunLoop, type RunOrder } from './run-loop.ts';
import { type StartOptions, startSession } from './start.ts';
import { type Action, type Status, after, allows } from './states.ts';
import type { StepContext } from './step-context.ts';
import { Surroundings } from './surroundings.ts';

export interface EngineOptions extends StartOptions {
  /** The session's id in its states and events; "session-0" if absent. */
  name?: string;
  /** Called with every step and every change of the state, in their order; a step comes before the states that follow from it. */
  onEvent?(event: SessionEvent): void;
  /** The record that the first steps repeat. */
  replay?: ReplayOf | undefined;
  /** Maximum number of steps in the trace; SESSION.steps if absent. */
  mostSteps?: number;
}

export class SessionEngine {
  readonly #name: string;
  readonly #emit: (event: SessionEvent) => void;
  readonly #mostSteps: number;
  readonly #context: StepContext;
  readonly #replay: Replay | null;
  readonly #loop: RunLoop;
  readonly surroundings: Surroundings;
  #status: Status = 'ready';
  /** Operations that have begun and not ended; the last one that ends changes the status. */
  #underWay = 0;
  #performed = 0;
  #tally = NO_STEPS;
  #running: Promise<void> | null = null;

  private constructor(options: EngineOptions, context: StepContext) {
    this.#name = options.name ?? 'session-0';
    this.#emit = options.onEvent ?? (() => {});
    this.#mostSteps = options.mostSteps ?? SESSION.steps;
    this.#replay = options.replay ? new Replay(options.replay) : null;
    this.#context = context;
    this.surroundings = new Surroundings(context, () => { this.#emitState(); });
    this.#loop = new RunLoop({
      log: context.recorder.log,
      performed: () => this.#performed,
      finished: () => this.finished,
      isRunning: () => this.#status === 'running',
      next: () => context.queue.add(() => this.#next()),
      replayEnded: () => this.#replay?.justEnded(this.#performed) ?? false,
    });
    // Between steps, no other code reads the result.
    context.deaths.listen(() => void context.queue.add(() => recordDeaths(context)));
  }

  /**
   * Starts every process of the scenario; performs no step. Throws if a process cannot be started, or the signal's
   * reason; no process is left then.
   */
  static async open(options: EngineOptions): Promise<SessionEngine> {
    let engine: SessionEngine | undefined;
    const context = await startSession(options, (step) => { engine!.#stepped(step); });
    engine = new SessionEngine(options, context);
    return engine;
  }

  get scenario(): Scenario {
    return this.log.header.scenario;
  }

  get log(): TraceLog {
    return this.#context.recorder.log;
  }

  /** The world after the last step. */
  get world(): WorldView {
    return this.#context.recorder.world;
  }

  /** Number of performed steps of the scenario. */
  get performed(): number {
    return this.#performed;
  }

  /** Whether every step of the scenario is performed. */
  get finished(): boolean {
    return this.#performed >= this.scenario.steps.length;
  }

  state(): SessionState {
    return {
      session: this.#name, status: this.#status, performed: this.#performed, planned: this.scenario.steps.length, length: this.log.length,
      ...this.#tally, problem: this.#loop.problem, stopped: this.#loop.stopped, pace: this.#loop.pace.ms,
      taken: [...this.surroundings.taken],
      replay: this.#replay?.state() ?? null,
    };
  }

  /** Sends the state as an event, to a page that might have missed some. */
  report(): void {
    this.#emitState();
  }

  /** Performs the next step of the scenario, and the completions that follow from it. Nothing while it runs, or when it is over. */
  step(): Promise<void> {
    return this.#inTurn('step', () => this.#next());
  }

  /** Performs a step that is not part of the plan, and its completions. It must be valid for the session's processes. */
  perform(step: ScenarioStep): Promise<void> {
    return this.#inTurn('perform', () => {
      this.#mindLength();
      return performStep(this.#context, step, null);
    });
  }

  /**
   * Inserts a step into the scenario after the performed steps, and performs it: from then on it is a regular step. An event
   * with the new scenario comes first.
   * @throws InputProblem if the step is not valid at this place; nothing has changed then.
   */
  insert(step: ScenarioStep): Promise<void> {
    return this.#inTurn('perform', () => {
      const { scenario } = this;
      this.#mindLength();
      checkTyped(scenario, this.#performed, step, this.surroundings.taken);
      this.#context.recorder.replan({ ...scenario, steps: scenario.steps.toSpliced(this.#performed, 0, step) });
      this.#emit({ event: 'session.scenario', scenario: this.scenario, state: this.state() });
      return this.#next();
    });
  }

  /** Runs until the end, a problem, a breakpoint, or `pause`. A current run only takes the new pace. */
  run({ pace, breakpoints = [] }: RunOrder = {}): void {
    const changed = pace !== undefined && this.#loop.pace.set(pace);
    if (this.#canRun()) this.#start(breakpoints, 0);
    else if (changed) this.#emitState();
  }

  /** Runs without pauses until that many steps of the scenario are performed. */
  hurryTo(performed: number): void {
    if (this.#canRun() && this.#performed < performed) this.#start([], performed);
  }

  /** Performs the steps of the record again. */
  replay(): void {
    if (this.#replay?.justEnded(this.#performed)) this.#emitState();
    else if (this.#replay) this.hurryTo(this.#replay.steps);
  }

  /** Milliseconds between the steps of a run; a current run uses the new value too. */
  pace(ms: number): void {
    if (this.#loop.pace.set(ms)) this.#emitState();
  }

  /** Ends a run after its current step; resolves when it has ended. */
  async pause(): Promise<void> {
    if (allows(this.#status, 'pause')) this.#go('pause');
    this.#loop.pace.wake();
    await this.#running;
  }

  /** Kills a process at the user's request, as a step of the trace: right after a running step, or sooner if that takes long. */
  kill(process: string): Promise<void> {
    return killOnRequest(this.#context, process);
  }

  /** Ends every process and closes every socket of the session; resolves when they are gone. The state "closed" is its last event. */
  async close(): Promise<void> {
    if (!allows(this.#status, 'close')) return;
    this.#context.queue.end();
    this.#go('close');
    this.#loop.pace.wake();
    await this.#context.provider.dispose();
  }

  /** Does the work after the current one; nothing if the state does not allow the action. */
  async #inTurn(action: 'step' | 'perform', work: () => Promise<void>): Promise<void> {
    if (allows(this.#status, action)) await this.#during(action, () => this.#context.queue.add(async () => work()));
  }

  async #during(action: 'step' | 'perform' | 'run', work: () => Promise<void>): Promise<void> {
    if (this.#underWay === 0) this.#loop.stopped = null;
    this.#underWay += 1;
    this.#go(action);
    try {
      await work();
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0 && this.#status !== 'closed') this.#go(this.finished ? 'finish' : 'rest');
    }
  }

  #go(action: Action): void {
    const status = after(this.#status, action);
    if (status === this.#status) return;
    this.#status = status;
    this.#emitState();
  }

  #canRun(): boolean {
    return allows(this.#status, 'run') && !this.finished;
  }

  #start(breakpoints: readonly Breakpoint[], hurryTo: number): void {
    this.#running = this.#during('run', () => this.#loop.run(breakpoints, hurryTo));
  }

  async #next(): Promise<void> {
    const planned = this.scenario.steps[this.#performed];
    if (!planned) return;
    this.#mindLength();
    const plan = this.#performed;
    this.#performed += 1;
    await performStep(this.#context, planned, plan);
  }

  /** @throws Unavailable if the trace has reached its limit. Completions and kills are recorded all the same. */
  #mindLength(): void {
    const { log, scenario: { title } } = this;
    if (log.length < this.#mostSteps) return;
    throw new Unavailable(`“${title}” has ${log.length} steps, and a session keeps at most ${this.#mostSteps}. `
      + 'Save its trace, and open a new session.');
  }

  #stepped(step: Step): void {
    this.#tally = withStep(this.#tally, step);
    const differs = this.#replay?.see(step) ?? false;
    if (this.#context.queue.ended) return;
    this.#emit({ event: 'session.step', session: this.#name, step });
    if (differs) this.#emitState();
  }

  #emitState(): void {
    this.#emit({ event: 'session.state', state: this.state() });
  }
}
