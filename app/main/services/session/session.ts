/**
 * One session: a scenario, performed a step at a time by a provider, with the rules beside it. A step is:
 * resolve the names, guard, predict, perform, change the world by what happened, look, compare, append.
 */
import type { ProcessEntity } from '../../../shared/domain/entities.ts';
import { processId } from '../../../shared/domain/ids.ts';
import type { Draft } from '../../../shared/domain/draft.ts';
import { type WorldView, processNamed } from '../../../shared/domain/world.ts';
import type { Provider, ProviderEvents } from '../../../shared/provider/provider.ts';
import type { Permit } from '../../../shared/reach/permit.ts';
import { type Scenario, type ScenarioStep, isAwait, isCall, isMessage } from '../../../shared/scenario/format.ts';
import { SESSION } from '../../../shared/base/limits.ts';
import type { TraceLog } from '../../../shared/trace/log.ts';
import type { Action, ProviderId, Step } from '../../../shared/trace/step.ts';
import { orAborted } from '../../../../native-bridge/host/aborted.ts';
import { Unavailable } from '../errors/unavailable.ts';
import { Bindings } from './bindings.ts';
import { checkTyped } from './check-typed.ts';
import { performAwait, settle } from './completions.ts';
import { performKill, recordDeath } from './endings.ts';
import { PendingCalls } from './pending.ts';
import { performCall } from './perform-call.ts';
import { performMessage } from './perform-message.ts';
import { permitNeeded } from './reach/needed.ts';
import { type StepPlace, Recorder } from './recorder.ts';
import { type Running, exists, planOf } from './running.ts';
import { Turns } from './turns.ts';

/** Milliseconds that a step under way is given when the user kills a process. */
const KILL_PATIENCE_MS = 500;

export interface SessionOptions {
  scenario: Scenario;
  providerId: ProviderId;
  makeProvider(events: ProviderEvents): Promise<Provider>;
  /** Milliseconds, monotonic. */
  clock(): number;
  onStep(step: Step): void;
  /** Milliseconds until a call that should block is called pending; 150 if absent. */
  pendingGrace?: number;
  /** Steps that the trace may have; SESSION.steps if absent. */
  mostSteps?: number;
  /** Addresses of other programs that the user lets it reach; none if absent. */
  permits?: readonly Permit[] | undefined;
  /** Told of each process that is started; its signal ends the opening. */
  watch?: { signal: AbortSignal; started(started: number, of: number): void } | undefined;
}

export class Session {
  /** The parts read the scenario anew for each step. */
  readonly #run: Omit<Running, 'scenario' | 'permits'> & { scenario: Scenario; permits: Set<Permit> };
  readonly #deaths: { process: string; how: string }[] = [];
  readonly #taken: string[] = [];
  readonly #mostSteps: number;
  #performed = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #closed = false;
  readonly #turns = new Turns();

  private constructor(run: Omit<Running, 'closed' | 'permits'> & { permits: Set<Permit> }, mostSteps: number) {
    this.#mostSteps = mostSteps;
    this.#run = { ...run, closed: () => this.#closed };
  }

  /** Starts every process of the scenario; nothing is performed yet. Throws when a process cannot be started, or the signal's reason; no process is left then. */
  static async open(options: SessionOptions): Promise<Session> {
    const { scenario, pendingGrace } = options;
    const pending = new PendingCalls();
    let session: Session | undefined;
    // A process can die while the others are being started.
    const early: [string, string][] = [];
    const provider = await options.makeProvider({
      completed: (key, performed) => pending.returned(key, performed),
      died: (...death) => { if (session) session.#died(...death); else early.push(death); },
    });
    try {
      const pids = new Map<string, number>();
      const recorder = await begin(options, provider, pids);
      const expectedDeaths = new Set<string>();
      const permits = new Set(options.permits);
      const run = { scenario, provider, recorder, bindings: new Bindings(), pids, pending, permits, expectedDeaths, pendingGrace };
      session = new Session(run, options.mostSteps ?? SESSION.steps);
    } catch (error) {
      await provider.dispose();
      throw error;
    }
    for (const death of early) session.#died(...death);
    return session;
  }

  get scenario(): Scenario {
    return this.#run.scenario;
  }

  get log(): TraceLog {
    return this.#run.recorder.log;
  }

  /** Steps of the scenario that were performed. */
  get performed(): number {
    return this.#performed;
  }

  get finished(): boolean {
    return this.#performed >= this.scenario.steps.length;
  }

  /** Performs the next step of the scenario, and whatever follows from it by itself. */
  step(): Promise<void> {
    return this.#serial(async () => {
      const planned = this.scenario.steps[this.#performed];
      if (!planned) return;
      this.#mindLength();
      const plan = this.#performed;
      this.#performed += 1;
      await this.#whole(planned, plan);
    });
  }

  /** Performs a step that is not part of the plan, and whatever follows from it. It must be a valid step for the session's processes. */
  perform(step: ScenarioStep): Promise<void> {
    return this.#serial(async () => {
      this.#mindLength();
      await this.#whole(step, null);
    });
  }

  /**
   * Puts a step into the scenario, after what was performed, and performs it: from then on it is a step like any other.
   * @param onInserted called when the scenario has the step and it is about to be performed.
   * @throws InputProblem when it is no valid step at this place; nothing has changed then.
   */
  insert(step: ScenarioStep, onInserted: () => void = () => {}): Promise<void> {
    return this.#serial(async () => {
      const plan = this.#performed;
      const { scenario } = this;
      this.#mindLength();
      checkTyped(scenario, plan, step, this.#taken);
      this.#run.scenario = { ...scenario, steps: scenario.steps.toSpliced(plan, 0, step) };
      this.#run.recorder.replan(this.scenario);
      onInserted();
      this.#performed += 1;
      await this.#whole(step, plan);
    });
  }

  /** The world after the last step. */
  get world(): WorldView {
    return this.#run.recorder.world;
  }

  get permits(): readonly Permit[] {
    return [...this.#run.permits];
  }

  /** From now on the session reaches these addresses of other programs, too: the user has said so. */
  permit(permits: readonly Permit[]): void {
    for (const permit of permits) this.#run.permits.add(permit);
  }

  /** The permits that a step would need now; it is not performed. */
  async reachOf(step: ScenarioStep): Promise<Permit[]> {
    const permit = isCall(step) ? await permitNeeded(this.#run, step) : null;
    return permit === null ? [] : [permit];
  }

  /** Names that stand for descriptors which came from outside of the session, in main. */
  get taken(): readonly string[] {
    return this.#taken;
  }

  /** Whether descriptors can come into main from elsewhere: only where main is this process. */
  get canAdopt(): boolean {
    return this.#run.provider.adopt !== undefined;
  }

  async adopt(numbers: readonly number[]): Promise<void> {
    await this.#run.provider.adopt?.(numbers);
  }

  /**
   * Records what was done together with a process that is not of the session: it has happened, and no rule foretold it.
   * @param bound a name that main has for what came, and its number.
   */
  note(action: Action, change: (draft: Draft, step: number) => void, bound: { name: string; value: number } | null): Promise<void> {
    return this.#serial(async () => {
      const { recorder, bindings } = this.#run;
      if (bound) {
        bindings.set(bound.name, { kind: 'value', value: bound.value });
        this.#taken.push(bound.name);
      }
      const diff = recorder.change((draft) => change(draft, recorder.next));
      await recorder.append({ action, outcome: { kind: 'ok', results: bound ? { descriptor: bound.value } : {} }, diff });
    });
  }

  /**
   * Kills a process because the user asked for it; that, too, is a step. A step under way has a moment to end: it may wait
   * for this very process, which is then ended at once.
   */
  async kill(process: string): Promise<void> {
    let end: Promise<void> | null = null;
    const late = setTimeout(() => {
      if (this.#closed || !this.#isThere(process)) return;
      this.#run.expectedDeaths.add(process);
      end = this.#run.provider.kill(process);
      end.catch(() => {});
    }, KILL_PATIENCE_MS);
    try {
      await this.#serial(async () => {
        clearTimeout(late);
        if (!this.#isThere(process)) return;
        await performKill(this.#run, process, { plan: null, note: null }, end);
        await settle(this.#run);
        await this.#recordDeaths();
      });
    } finally {
      clearTimeout(late);
    }
  }

  #isThere(process: string): boolean {
    return exists(processNamed(this.#run.recorder.world, process));
  }

  /** Ends every process and closes every socket of the session. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#run.provider.dispose();
  }

  /** @throws Unavailable when the trace is as long as it may be. What has happened by itself, and a kill, is written all the same. */
  #mindLength(): void {
    const { log, scenario: { title } } = this;
    if (log.length < this.#mostSteps) return;
    throw new Unavailable(`“${title}” has ${log.length} steps, and a session keeps at most ${this.#mostSteps}. `
      + 'Save its trace, and open a new session.');
  }

  /** One after the other, and none once the session is closed. */
  #serial(work: () => Promise<void>): Promise<void> {
    const next = this.#queue.then(async () => {
      await this.#turns.next();
      if (!this.#closed) await work();
    });
    this.#queue = next.catch(() => {});
    return next;
  }

  async #whole(step: ScenarioStep, plan: number | null): Promise<void> {
    const place: StepPlace = { plan, note: step.note ?? null };
    if (isCall(step)) await performCall(this.#run, step, place);
    else if (isMessage(step)) await performMessage(this.#run, step, place);
    else if (isAwait(step)) await performAwait(this.#run, step, place);
    else await performKill(this.#run, step.kill, place);
    await settle(this.#run);
    await this.#recordDeaths();
  }

  #died(process: string, how: string): void {
    if (this.#closed || this.#run.expectedDeaths.has(process)) return;
    this.#deaths.push({ process, how });
    // Between steps nobody else would look.
    void this.#serial(() => this.#recordDeaths());
  }

  async #recordDeaths(): Promise<void> {
    for (let death = this.#deaths.shift(); death && !this.#closed; death = this.#deaths.shift()) {
      if (await recordDeath(this.#run, death)) await settle(this.#run);
    }
  }
}

/** Starts the processes and the trace; their pids by name go to `pids`. */
async function begin({ scenario, providerId, clock, onStep, watch }: SessionOptions, provider: Provider, pids: Map<string, number>): Promise<Recorder> {
  const added: Record<string, ProcessEntity> = {};
  const all = scenario.processes.length;
  for (const [i, { name, start }] of scenario.processes.entries()) {
    watch?.signal.throwIfAborted();
    watch?.started(i, all);
    const plan = planOf(scenario, name);
    const later = start === 'later';
    const starting = later ? Promise.resolve(null) : provider.start(plan);
    // A start that is given up fails as its process is ended; nobody waits for it then.
    starting.catch(() => {});
    const pid = await orAborted(watch?.signal, starting);
    if (pid !== null) pids.set(name, pid);
    const id = processId(name);
    added[id] = { kind: 'process', id, name, role: plan.role, pid, state: later ? 'waiting' : 'running', threads: plan.threads, endedAt: null, received: [] };
  }
  watch?.signal.throwIfAborted();
  watch?.started(all, all);
  return new Recorder({
    format: 'handoff-trace/1', scenario, provider: providerId, platform: provider.platform, rules: scenario.rules,
    start: { added, updated: {}, removed: {} },
  }, provider, clock, onStep);
}
