/**
 * One session: performs a scenario step by step, with the rules beside it, and reports every step and every change of its state
 * as an event. `states.ts` lists its states; `perform-step.ts` performs a step.
 */
import { SESSION } from '../../../shared/base/limits.ts';
import { freeName, scopeAt } from '../../../shared/console/scope.ts';
import type { SessionEvent, SessionState } from '../../../shared/contract/session.ts';
import type { Draft } from '../../../shared/domain/draft.ts';
import type { WorldView } from '../../../shared/domain/world.ts';
import type { Adoption } from '../../../shared/provider/provider.ts';
import type { Permit } from '../../../shared/reach/permit.ts';
import { type Scenario, type ScenarioStep, isCall } from '../../../shared/scenario/format.ts';
import { type Breakpoint, firstMet } from '../../../shared/trace/breakpoints.ts';
import type { TraceLog } from '../../../shared/trace/log.ts';
import type { Action as StepAction, Step } from '../../../shared/trace/step.ts';
import { NO_STEPS, withStep } from '../../../shared/trace/tally.ts';
import { Unavailable } from '../errors/unavailable.ts';
import { checkTyped } from './check-typed.ts';
import { killOnRequest, recordDeaths } from './endings.ts';
import { Pace } from './pace.ts';
import { performStep } from './perform-step.ts';
import { permitNeeded } from './reach/needed.ts';
import { Replay, type ReplayOf } from './replay.ts';
import { type StartOptions, startSession } from './start.ts';
import { type Action, type Status, after, allows } from './states.ts';
import type { StepContext } from './step-context.ts';

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

/** Settings of a run: milliseconds between its steps, and where it stops. */
export interface RunOrder {
  /** Keeps its value if absent. */
  pace?: number | undefined;
  breakpoints?: readonly Breakpoint[] | undefined;
}

export class SessionEngine {
  readonly #name: string;
  readonly #emit: (event: SessionEvent) => void;
  readonly #mostSteps: number;
  readonly #context: StepContext;
  readonly #replay: Replay | null;
  readonly #pace = new Pace();
  readonly #taken: string[] = [];
  #status: Status = 'ready';
  /** Operations that have begun and not ended; the last one that ends changes the status. */
  #underWay = 0;
  #performed = 0;
  #tally = NO_STEPS;
  #problem: string | null = null;
  #stopped: SessionState['stopped'] = null;
  #breakpoints: readonly Breakpoint[] = [];
  /** A run makes no pauses until that many steps are performed. */
  #hurryTo = 0;
  #running: Promise<void> | null = null;

  private constructor(options: EngineOptions, context: StepContext) {
    this.#name = options.name ?? 'session-0';
    this.#emit = options.onEvent ?? (() => {});
    this.#mostSteps = options.mostSteps ?? SESSION.steps;
    this.#replay = options.replay ? new Replay(options.replay) : null;
    this.#context = context;
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
      ...this.#tally, problem: this.#problem, stopped: this.#stopped, pace: this.#pace.ms, taken: [...this.#taken],
      replay: this.#replay?.state() ?? null,
    };
  }

  /** Sends the state as an event, to a page that may have missed some. */
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
      checkTyped(scenario, this.#performed, step, this.#taken);
      this.#context.recorder.replan({ ...scenario, steps: scenario.steps.toSpliced(this.#performed, 0, step) });
      this.#emit({ event: 'session.scenario', scenario: this.scenario, state: this.state() });
      return this.#next();
    });
  }

  /** Runs until the end, a problem, a breakpoint, or `pause`. A current run only takes the new pace. */
  run({ pace, breakpoints = [] }: RunOrder = {}): void {
    const changed = pace !== undefined && this.#pace.set(pace);
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
    if (this.#pace.set(ms)) this.#emitState();
  }

  /** Ends a run after its current step; resolves when it has ended. */
  async pause(): Promise<void> {
    if (allows(this.#status, 'pause')) this.#go('pause');
    this.#pace.wake();
    await this.#running;
  }

  /** Addresses of other programs that the user lets it reach. */
  get permits(): readonly Permit[] {
    return [...this.#context.permits];
  }

  /** Allows these addresses of other programs from now on: the user has agreed. */
  permit(permits: readonly Permit[]): void {
    for (const permit of permits) this.#context.permits.add(permit);
  }

  /** The permits that a step would need now; the step is not performed. */
  async reachOf(step: ScenarioStep): Promise<Permit[]> {
    const permit = isCall(step) ? await permitNeeded(this.#context, step) : null;
    return permit === null ? [] : [permit];
  }

  /** Whether descriptors can come into main from elsewhere: only if main is this process. */
  get canAdopt(): boolean {
    return this.#adoption !== null;
  }

  /** Descriptors of main that came from elsewhere belong to the session from now on. @throws Error if it cannot adopt any. */
  async adopt(numbers: readonly number[]): Promise<void> {
    const adoption = this.#adoption;
    if (!adoption) throw new Error('"main" is not a process of this system: it cannot take descriptors over');
    await adoption.adopt(numbers);
  }

  get #adoption(): Adoption | null {
    const { provider } = this.#context;
    return provider.kind === 'system' ? provider.adoption : null;
  }

  /** A name that is unused in this session: "taken", "taken2". */
  freeName(preferred: string): string {
    return freeName(scopeAt(this.scenario, this.scenario.steps.length, this.#taken), preferred);
  }

  /**
   * Records an action together with an external process: it has happened, and no rule predicted it.
   * @param bound the name in main for the received descriptor, and its number.
   */
  note(
    action: StepAction, change: (draft: Draft, step: number) => void, bound: { name: string; value: number } | null = null,
  ): Promise<void> {
    return this.#context.queue.add(async () => {
      const { recorder, bindings } = this.#context;
      if (bound) bindings.set(bound.name, { kind: 'value', value: bound.value });
      if (bound) this.#taken.push(bound.name);
      const diff = recorder.change((draft) => change(draft, recorder.next));
      await recorder.append({ action, outcome: { kind: 'ok', results: bound ? { descriptor: bound.value } : {} }, diff });
      if (bound) this.#emitState();
    });
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
    this.#pace.wake();
    await this.#context.provider.dispose();
  }

  /** Does the work after the current one; nothing if the state does not allow the action. */
  async #inTurn(action: 'step' | 'perform', work: () => Promise<void>): Promise<void> {
    if (allows(this.#status, action)) await this.#during(action, () => this.#context.queue.add(async () => work()));
  }

  async #during(action: 'step' | 'perform' | 'run', work: () => Promise<void>): Promise<void> {
    if (this.#underWay === 0) this.#stopped = null;
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
    this.#breakpoints = breakpoints;
    this.#hurryTo = hurryTo;
    this.#running = this.#during('run', () => this.#runOn());
  }

  async #runOn(): Promise<void> {
    while (this.#status === 'running') {
      const before = this.log.length;
      try {
        await this.#context.queue.add(() => this.#next());
      } catch (error) {
        this.#problem = (error as Error).message;
        return;
      }
      const replayed = this.#replay?.justEnded(this.#performed) ?? false;
      if (this.#status !== 'running' || this.finished || replayed || this.#performed === this.#hurryTo) return;
      this.#stopped = firstMet(this.log.steps().slice(before), this.#breakpoints);
      if (this.#stopped) return;
      await this.#pace.wait(this.#performed < this.#hurryTo);
    }
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
