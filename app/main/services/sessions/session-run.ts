/** A session as the window sees it: its state, its run to a breakpoint or the end, and its events. */
import type { HostEvent, ProviderInfo, SessionOpened, SessionState } from '../../../shared/contract/contract.ts';
import { freeName, scopeAt } from '../../../shared/console/scope.ts';
import type { WorldView } from '../../../shared/domain/world.ts';
import type { Provider, ProviderEvents } from '../../../shared/provider/provider.ts';
import type { Scenario, ScenarioStep } from '../../../shared/scenario/format.ts';
import type { Permit } from '../../../shared/reach/permit.ts';
import { type Breakpoint, metBy } from '../../../shared/trace/breakpoints.ts';
import type { TraceLog } from '../../../shared/trace/log.ts';
import type { Action, Step } from '../../../shared/trace/step.ts';
import { Replay, type ReplayOf } from './replay.ts';
import type { OpeningWatch } from './openings.ts';
import { Session } from '../session/session.ts';

export interface SessionRunOptions {
  name: string;
  scenario: Scenario;
  /** Id in the library, if the scenario comes from it. */
  library: string | null;
  provider: ProviderInfo;
  makeProvider(events: ProviderEvents): Promise<Provider>;
  emit(event: HostEvent): void;
  /** The record that the first steps repeat. */
  replay?: ReplayOf | undefined;
  watch?: OpeningWatch | undefined;
  /** Addresses of other programs that the user lets the session reach. */
  permits?: readonly Permit[] | undefined;
}

/** Default pause in milliseconds between steps of a run, so that each can be seen. */
const RUN_PACE = 450;

/** Settings of a run: milliseconds between its steps, and where it stops. Absent fields keep their values. */
export interface RunOrder {
  pace?: number | undefined;
  breakpoints?: readonly Breakpoint[] | undefined;
}

export class SessionRun {
  readonly #options: SessionRunOptions;
  readonly #replay: Replay | null;
  #session!: Session;
  #status: SessionState['status'] = 'ready';
  #problem: string | null = null;
  #stopped: SessionState['stopped'] = null;
  #pace = RUN_PACE;
  #breakpoints: readonly Breakpoint[] = [];
  /** Runs up to here without pauses. */
  #hurryTo = 0;
  #counts = { predicted: 0, divergences: 0, met: 0, unmet: 0 };
  #running: Promise<void> | null = null;
  #wake: () => void = () => {};

  private constructor(options: SessionRunOptions) {
    this.#options = options;
    this.#replay = options.replay ? new Replay(options.replay) : null;
  }

  static async open(options: SessionRunOptions): Promise<SessionRun> {
    const run = new SessionRun(options);
    run.#session = await Session.open({
      scenario: options.scenario, providerId: options.provider.id, makeProvider: options.makeProvider,
      clock: () => performance.now(), onStep: (step) => run.#stepped(step), watch: options.watch, permits: options.permits,
    });
    return run;
  }

  get scenario(): Scenario {
    return this.#session.scenario;
  }

  /** Addresses of other programs that the user lets it reach. */
  get permits(): readonly Permit[] {
    return this.#session.permits;
  }

  /** Addresses that a step would reach outside the session's own and the permitted ones. */
  reachOf(step: ScenarioStep): Promise<Permit[]> {
    return this.#session.reachOf(step);
  }

  permit(permits: readonly Permit[]): void {
    this.#session.permit(permits);
  }

  get provider(): ProviderInfo {
    return this.#options.provider;
  }

  get library(): string | null {
    return this.#options.library;
  }

  get log(): TraceLog {
    return this.#session.log;
  }

  state(): SessionState {
    return {
      session: this.#options.name, status: this.#status, performed: this.#session.performed, planned: this.scenario.steps.length,
      length: this.log.length, ...this.#counts, problem: this.#problem, stopped: this.#stopped, pace: this.#pace,
      taken: this.#session.taken, replay: this.#replay?.state() ?? null,
    };
  }

  get world(): WorldView {
    return this.#session.world;
  }

  /** Whether main is a process of this system that can receive sockets. */
  get canAdopt(): boolean {
    return this.#session.canAdopt;
  }

  adopt(numbers: readonly number[]): Promise<void> {
    return this.#session.adopt(numbers);
  }

  /** Adds a step for an action with a process outside of the session. */
  note(action: Action, change: Parameters<Session['note']>[1], bound: { name: string; value: number } | null = null): Promise<void> {
    return this.#session.note(action, change, bound);
  }

  /** A name that is unused in this session: "taken", "taken2". */
  freeName(preferred: string): string {
    return freeName(scopeAt(this.scenario, this.scenario.steps.length, this.#session.taken), preferred);
  }

  opened(): SessionOpened {
    return { state: this.state(), header: this.log.header, scenario: this.scenario, provider: this.provider, library: this.library };
  }

  async step(): Promise<SessionState> {
    if (this.#status === 'ready') await this.#alone(() => this.#session.step());
    return this.state();
  }

  /** Runs until the end, a problem, a breakpoint, or `pause`. */
  run(order: RunOrder = {}): SessionState {
    this.pace(order.pace);
    if (this.#status === 'ready' && !this.#session.finished) {
      this.#breakpoints = order.breakpoints ?? [];
      this.#start();
    }
    return this.state();
  }

  /** Performs the steps of the record again. */
  replay(): void {
    if (this.#replay?.justEnded(this.#session.performed)) this.#emitState();
    else if (this.#replay) this.hurryTo(this.#replay.steps);
  }

  /** Runs without pauses until that many steps of the scenario are performed. */
  hurryTo(performed: number): void {
    if (this.#status !== 'ready' || this.#session.performed >= performed) return;
    this.#breakpoints = [];
    this.#hurryTo = performed;
    this.#start();
  }

  /** Milliseconds between the steps of a run; a current run uses the new value too. */
  pace(pace: number | undefined): SessionState {
    if (pace !== undefined) this.#pace = pace;
    this.#wake();
    return this.state();
  }

  async pause(): Promise<SessionState> {
    if (this.#status === 'running') this.#set('ready');
    this.#wake();
    await this.#running;
    return this.state();
  }

  /** Performs a step typed by the user, which becomes part of the scenario. Throws InputProblem if it is invalid. */
  async perform(step: ScenarioStep): Promise<SessionState> {
    const before = this.#status;
    if (before === 'closed') return this.state();
    const inserted = async () => {
      // Inside the session's queue: the scenario grows before the step is performed.
      await this.#session.insert(step, () => {
        this.#options.emit({ event: 'session.scenario', scenario: this.scenario, state: this.state() });
      });
    };
    if (before === 'running' || before === 'stepping') await inserted();
    else await this.#alone(inserted);
    return this.state();
  }

  async kill(process: string): Promise<SessionState> {
    await this.#session.kill(process);
    return this.state();
  }

  async close(): Promise<void> {
    this.#status = 'closed';
    this.#wake();
    await this.#session.close();
    this.#emitState();
  }

  /** Runs one operation exclusively; problems with the user's input are reported to the user. */
  async #alone(work: () => Promise<void>): Promise<void> {
    this.#stopped = null;
    this.#set('stepping');
    try {
      await work();
    } catch (error) {
      this.#rest();
      throw error;
    }
    this.#rest();
  }

  #rest(): void {
    if ((this.#status as string) !== 'closed') this.#set(this.#session.finished ? 'finished' : 'ready');
  }

  #start(): void {
    this.#stopped = null;
    this.#set('running');
    this.#running = this.#runOn();
  }

  async #runOn(): Promise<void> {
    while (this.#status === 'running') {
      const before = this.log.length;
      try {
        await this.#session.step();
      } catch (error) {
        this.#problem = (error as Error).message;
        this.#set('ready');
        return;
      }
      const status = this.#status as SessionState['status'];
      const replayed = this.#replay?.justEnded(this.#session.performed) ?? false;
      if (this.#session.finished) {
        if (status === 'running') this.#set('finished');
        return;
      }
      if (status !== 'running') return;
      if (replayed || this.#session.performed === this.#hurryTo || this.#stopsAfter(before)) {
        this.#set('ready');
        return;
      }
      await this.#wait();
    }
  }

  /** True if one of the steps made since has met a breakpoint, which the state then names. */
  #stopsAfter(before: number): boolean {
    for (const step of this.log.steps().slice(before)) {
      const by = metBy(step, this.#breakpoints);
      if (!by) continue;
      this.#stopped = { step: step.n, by };
      return true;
    }
    return false;
  }

  /** Even without pauses between steps, other work (above all a request to pause) gets its turn. */
  #wait(): Promise<void> {
    const pace = this.#session.performed < this.#hurryTo ? 0 : this.#pace;
    return new Promise<void>((resolve) => {
      if (pace === 0) {
        setImmediate(resolve);
        return;
      }
      const timer = setTimeout(resolve, pace);
      this.#wake = () => { clearTimeout(timer); resolve(); };
    });
  }

  #stepped(step: Step): void {
    if (step.predicted && step.predicted.outcome.kind !== 'unknown') this.#counts.predicted += 1;
    this.#counts.divergences += step.divergences.filter((d) => d.knownDifference === null).length;
    if (step.verdict) this.#counts[step.verdict.met ? 'met' : 'unmet'] += 1;
    this.#replay?.see(step);
    if (this.#status === 'closed') return;
    this.#options.emit({ event: 'session.step', session: this.#options.name, step, state: this.state() });
  }

  #set(status: SessionState['status']): void {
    this.#status = status;
    this.#emitState();
  }

  #emitState(): void {
    this.#options.emit({ event: 'session.state', state: this.state() });
  }
}
