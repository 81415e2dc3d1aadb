/**
 * One session: a provider performs a scenario one step at a time, with the rules beside it. A step:
 * resolve names, guard, predict, perform, update the world, probe, compare, append.
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

/** Milliseconds that a running step is given when the user kills a process. */
const KILL_PATIENCE_MS = 500;

export interface SessionOptions {
  scenario: Scenario;
  providerId: ProviderId;
  makeProvider(events: ProviderEvents): Promise<Provider>;
  /** Milliseconds, monotonic. */
  clock(): number;
  onStep(step: Step): void;
  /** Milliseconds after which a call that should block counts as pending; 150 if absent. */
  pendingGrace?: number;
  /** Maximum number of steps in the trace; SESSION.steps if absent. */
  mostSteps?: number;
  /** Addresses of other programs that the user lets it reach; none if absent. */
  permits?: readonly Permit[] | undefined;
  /** Notified of each started process; its signal cancels the opening. */
  watch?: { signal: AbortSignal; started(started: number, of: number): void } | undefined;
}

export class Session {
  /** The scenario can be edited: the parts read it for each step. */
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

  /**
   * Starts every process of the scenario; performs no step. Throws if a process cannot be started, or the signal's
   * reason; no process is left then.
   */
  static async open(options: SessionOptions): Promise<Session> {
    const { scenario, pendingGrace } = options;
    const pending = new PendingCalls();
    let session: Session | undefined;
    // A process can die while the others are starting.
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

  /** Number of performed steps of the scenario. */
  get performed(): number {
    return this.#performed;
  }

  get finished(): boolean {
    return this.#performed >= this.scenario.steps.length;
  }

  /** Performs the next step of the scenario, and the completions that follow from it. */
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

  /** Performs a step that is not part of the plan, and its completions. It must be valid for the session's processes. */
  perform(step: ScenarioStep): Promise<void> {
    return this.#serial(async () => {
      this.#mindLength();
      await this.#whole(step, null);
    });
  }

  /**
   * Inserts a step into the scenario after the performed steps, and performs it: from then on it is a regular step.
   * @param onInserted called when the scenario has the step and it is about to be performed.
   * @throws InputProblem if the step is not valid at this place; nothing has changed then.
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

  /** Allows these addresses of other programs from now on: the user has agreed. */
  permit(permits: readonly Permit[]): void {
    for (const permit of permits) this.#run.permits.add(permit);
  }

  /** The permits that a step would need now; the step is not performed. */
  async reachOf(step: ScenarioStep): Promise<Permit[]> {
    const permit = isCall(step) ? await permitNeeded(this.#run, step) : null;
    return permit === null ? [] : [permit];
  }

  /** Names of descriptors in main that came from outside of the session. */
  get taken(): readonly string[] {
    return this.#taken;
  }

  /** Whether descriptors can come into main from elsewhere: only if main is this process. */
  get canAdopt(): boolean {
    return this.#run.provider.adopt !== undefined;
  }

  async adopt(numbers: readonly number[]): Promise<void> {
    await this.#run.provider.adopt?.(numbers);
  }

  /**
   * Records an action together with an external process: it has happened, and no rule predicted it.
   * @param bound the name in main for the received descriptor, and its number.
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
   * Kills a process at the user's request, as a step of the trace. A running step gets some time to end: it may wait
   * for this very process, which is then killed immediately.
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

  /** @throws Unavailable if the trace has reached its limit. Completions and kills are recorded all the same. */
  #mindLength(): void {
    const { log, scenario: { title } } = this;
    if (log.length < this.#mostSteps) return;
    throw new Unavailable(`“${title}” has ${log.length} steps, and a session keeps at most ${this.#mostSteps}. `
      + 'Save its trace, and open a new session.');
  }

  /** Serializes the work; nothing runs after the session is closed. */
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
    // Between steps, no other code reads the result.
    void this.#serial(() => this.#recordDeaths());
  }

  async #recordDeaths(): Promise<void> {
    for (let death = this.#deaths.shift(); death && !this.#closed; death = this.#deaths.shift()) {
      if (await recordDeath(this.#run, death)) await settle(this.#run);
    }
  }
}

/** Starts the processes and the trace; `pids` receives their pids by name. */
async function begin(
  { scenario, providerId, clock, onStep, watch }: SessionOptions, provider: Provider, pids: Map<string, number>,
): Promise<Recorder> {
  const added: Record<string, ProcessEntity> = {};
  const all = scenario.processes.length;
  for (const [i, { name, start }] of scenario.processes.entries()) {
    watch?.signal.throwIfAborted();
    watch?.started(i, all);
    const plan = planOf(scenario, name);
    const later = start === 'later';
    const starting = later ? Promise.resolve(null) : provider.start(plan);
    // A cancelled start fails when its process is ended; no caller waits for it then.
    starting.catch(() => {});
    const pid = await orAborted(watch?.signal, starting);
    if (pid !== null) pids.set(name, pid);
    const id = processId(name);
    added[id] = { kind: 'process', id, name, role: plan.role, pid, state: later ? 'waiting' : 'running', threads: plan.threads,
      endedAt: null, received: [] };
  }
  watch?.signal.throwIfAborted();
  watch?.started(all, all);
  return new Recorder({
    format: 'handoff-trace/1', scenario, provider: providerId, platform: provider.platform, rules: scenario.rules,
    start: { added, updated: {}, removed: {} },
  }, provider, clock, onStep);
}
