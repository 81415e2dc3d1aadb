/** A session as the window sees it: its state, running on by itself, and its events. */
import type { HostEvent, ProviderInfo, SessionState } from '../../shared/contract.ts';
import type { Provider, ProviderEvents } from '../../shared/provider.ts';
import type { Scenario } from '../../shared/scenario/format.ts';
import type { TraceLog } from '../../shared/trace/log.ts';
import type { Step } from '../../shared/trace/step.ts';
import { Session } from './session/session.ts';

export interface SessionRunOptions {
  name: string;
  scenario: Scenario;
  provider: ProviderInfo;
  makeProvider(events: ProviderEvents): Promise<Provider>;
  emit(event: HostEvent): void;
}

/** Milliseconds between steps of a run, so that each can be seen. */
const RUN_PACE = 450;

export class SessionRun {
  readonly #options: SessionRunOptions;
  #session!: Session;
  #status: SessionState['status'] = 'ready';
  #problem: string | null = null;
  #counts = { predicted: 0, divergences: 0, met: 0, unmet: 0 };
  #running: Promise<void> | null = null;
  #wake: () => void = () => {};

  private constructor(options: SessionRunOptions) {
    this.#options = options;
  }

  static async open(options: SessionRunOptions): Promise<SessionRun> {
    const run = new SessionRun(options);
    run.#session = await Session.open({
      scenario: options.scenario, providerId: options.provider.id, makeProvider: options.makeProvider,
      clock: () => performance.now(), onStep: (step) => run.#stepped(step),
    });
    return run;
  }

  get scenario(): Scenario {
    return this.#options.scenario;
  }

  get provider(): ProviderInfo {
    return this.#options.provider;
  }

  get log(): TraceLog {
    return this.#session.log;
  }

  state(): SessionState {
    return {
      session: this.#options.name, status: this.#status, performed: this.#session.performed, planned: this.scenario.steps.length,
      length: this.log.length, ...this.#counts, problem: this.#problem,
    };
  }

  async step(): Promise<SessionState> {
    if (this.#status === 'ready') await this.#oneStep();
    return this.state();
  }

  /** Goes on by itself until the end, a problem, or `pause`. */
  run(): SessionState {
    if (this.#status === 'ready' && !this.#session.finished) {
      this.#set('running');
      this.#running = this.#runOn();
    }
    return this.state();
  }

  async pause(): Promise<SessionState> {
    if (this.#status === 'running') this.#set('ready');
    this.#wake();
    await this.#running;
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

  async #oneStep(): Promise<void> {
    this.#set('stepping');
    try {
      await this.#session.step();
    } catch (error) {
      this.#problem = (error as Error).message;
    }
    if ((this.#status as string) !== 'closed') this.#set(this.#session.finished ? 'finished' : 'ready');
  }

  async #runOn(): Promise<void> {
    while (this.#status === 'running') {
      try {
        await this.#session.step();
      } catch (error) {
        this.#problem = (error as Error).message;
        this.#set('ready');
        return;
      }
      if (this.#session.finished) {
        if (this.#status === 'running') this.#set('finished');
        return;
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, RUN_PACE);
        this.#wake = () => { clearTimeout(timer); resolve(); };
      });
    }
  }

  #stepped(step: Step): void {
    if (step.predicted && step.predicted.outcome.kind !== 'unknown') this.#counts.predicted += 1;
    this.#counts.divergences += step.divergences.filter((d) => d.knownDifference === null).length;
    if (step.verdict) this.#counts[step.verdict.met ? 'met' : 'unmet'] += 1;
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
