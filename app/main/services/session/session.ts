/**
 * One session: a scenario, performed a step at a time by a provider, with the rules beside it. A step is:
 * resolve the names, guard, predict, perform, change the world by what happened, look, compare, append.
 */
import { findCall } from '../../../shared/calls/catalogue.ts';
import { CREATING_CALLS, ENDING_CALLS } from '../../../shared/calls/process-calls.ts';
import { type CallSpec, type Outcome, type ResolvedArgs, type Results, asCalled } from '../../../shared/calls/types.ts';
import { EMPTY_DIFF, type WorldDiff, applyDiff, mergeDiffs } from '../../../shared/domain/diff.ts';
import { Draft, type IdCounters } from '../../../shared/domain/draft.ts';
import type { ProcessEntity } from '../../../shared/domain/entities.ts';
import { processId, splitParticipant } from '../../../shared/domain/ids.ts';
import { World, allOf, processNamed } from '../../../shared/domain/world.ts';
import { HazardWatch } from '../../../shared/hazards/index.ts';
import type { ProcessPlan, Provider, ProviderEvents } from '../../../shared/provider.ts';
import { commit, dialectOf, endProcess, predict, released } from '../../../shared/rules/index.ts';
import { knownDifference, knownFactDifference } from '../../../shared/rules/known-differences.ts';
import { contextOfPending, dueCompletions } from '../../../shared/rules/settle.ts';
import type { Prediction, RuleContext } from '../../../shared/rules/types.ts';
import {
  type AwaitStep, type CallStep, type MessageStep, type Scenario, type ScenarioStep, isAwait, isCall, isMessage,
} from '../../../shared/scenario/format.ts';
import { judge } from '../../../shared/scenario/judge.ts';
import { outcomeDiffers } from '../../../shared/trace/compare.ts';
import { TraceLog } from '../../../shared/trace/log.ts';
import type { Action, Divergence, ProviderId, Step, Verdict } from '../../../shared/trace/step.ts';
import { Bindings, Unbound, boundValues } from './bindings.ts';
import { correct } from './correct.ts';
import { transferRefusal } from './guard.ts';
import { contentOf } from './message.ts';
import { observe } from './observe.ts';
import { type PendingCall, PendingCalls } from './pending.ts';

/** Milliseconds until a call that should block is called pending, and until one that should not is. */
const GRACE_PENDING = 150;
const GRACE_RETURN = 5000;
/** Milliseconds given to a pending call that the rules say may now return. */
const GRACE_SETTLE = 2000;

export interface SessionOptions {
  scenario: Scenario;
  providerId: ProviderId;
  makeProvider(events: ProviderEvents): Promise<Provider>;
  /** Milliseconds, monotonic. */
  clock(): number;
  onStep(step: Step): void;
}

/** What a step adds to the trace, before it has a number. */
type Draftable = Omit<Step, 'n' | 'at' | 'facts' | 'divergences' | 'hazards'> & { divergences?: readonly Divergence[] };

export class Session {
  readonly scenario: Scenario;
  log!: TraceLog;
  readonly #options: SessionOptions;
  readonly #bindings = new Bindings();
  readonly #pids = new Map<string, number>();
  readonly #counters: IdCounters = {};
  readonly #pending = new PendingCalls();
  readonly #lastFacts = new Map<string, unknown>();
  readonly #deaths: { process: string; how: string }[] = [];
  readonly #expectedDeaths = new Set<string>();
  readonly #hazards: HazardWatch;
  #provider!: Provider;
  #world = new World();
  #performed = 0;
  #started = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(options: SessionOptions) {
    this.#options = options;
    this.scenario = options.scenario;
    this.#hazards = new HazardWatch(options.scenario.rules, options.scenario.steps.length);
  }

  /** Starts every process of the scenario; nothing is performed yet. Throws when a process cannot be started. */
  static async open(options: SessionOptions): Promise<Session> {
    const session = new Session(options);
    session.#provider = await options.makeProvider({
      completed: (key, performed) => session.#pending.returned(key, performed),
      died: (process, how) => session.#died(process, how),
    });
    try {
      await session.#start();
    } catch (error) {
      await session.#provider.dispose();
      throw error;
    }
    return session;
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
      if (this.#closed || !planned) return;
      const plan = this.#performed;
      this.#performed += 1;
      await this.#performPlanned(planned, plan);
      await this.#settle();
      await this.#recordDeaths();
    });
  }

  /** Kills a process because the user asked for it; that, too, is a step. */
  kill(process: string): Promise<void> {
    return this.#serial(async () => {
      if (this.#closed || !exists(processNamed(this.#world, process))) return;
      await this.#kill(process, null, null);
      await this.#settle();
    });
  }

  /** Ends every process and closes every socket of the session. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#provider.dispose();
  }

  #serial(work: () => Promise<void>): Promise<void> {
    const next = this.#queue.then(work);
    this.#queue = next.catch(() => {});
    return next;
  }

  async #start(): Promise<void> {
    const { scenario } = this.#options;
    const added: Record<string, ProcessEntity> = {};
    for (const p of scenario.processes) {
      const plan = this.#planOf(p.name);
      const later = p.start === 'later';
      const pid = later ? null : await this.#provider.start(plan);
      if (pid !== null) this.#pids.set(p.name, pid);
      const id = processId(p.name);
      added[id] = { kind: 'process', id, name: p.name, role: plan.role, pid, state: later ? 'waiting' : 'running', threads: plan.threads, endedAt: null, received: [] };
    }
    this.log = new TraceLog({
      format: 'handoff-trace/1', scenario, provider: this.#options.providerId, platform: this.#provider.platform,
      rules: scenario.rules, start: { added, updated: {}, removed: {} },
    });
    this.#world = this.log.worldAt(0);
    this.#started = this.#options.clock();
  }

  #planOf(name: string): ProcessPlan {
    const described = this.scenario.processes.find((p) => p.name === name);
    return { name, role: described?.role ?? 'participant', threads: described?.threads ?? [] };
  }

  async #performPlanned(planned: ScenarioStep, plan: number): Promise<void> {
    const note = planned.note ?? null;
    if (isCall(planned)) await this.#performCall(planned, plan, note);
    else if (isMessage(planned)) await this.#performMessage(planned, plan, note);
    else if (isAwait(planned)) await this.#performAwait(planned, plan, note);
    else await this.#kill(planned.kill, plan, note);
  }

  async #performCall(planned: CallStep, plan: number, note: string | null): Promise<void> {
    const { process: name, thread } = splitParticipant(planned.process);
    const process = processNamed(this.#world, name)!;
    const call = asCalled(findCall(process.role === 'outside' ? 'outside' : this.scenario.rules, planned.call)!, planned.args ?? {});
    const as = planned.as === undefined ? [] : [planned.as].flat();
    const action = (resolved = {}): Action =>
      ({ kind: 'call', participant: planned.process, call: call.name, args: planned.args ?? {}, resolved, as, ...(planned.raw ? { raw: true } : {}) });
    const refuse = async (reason: string, resolved = {}) => {
      const outcome: Outcome = { kind: 'refused', reason };
      await this.#append({ action: action(resolved), outcome, predicted: null, diff: EMPTY_DIFF, verdict: verdictOf(planned, outcome, call), note, plan, micros: null });
    };

    if (process.state !== 'running') return refuse(notRunning(process));
    let resolved: ReturnType<Bindings['resolve']>;
    try {
      resolved = this.#bindings.resolve(call, planned.args ?? {}, this.#pids);
    } catch (error) {
      if (error instanceof Unbound) return refuse(error.message);
      throw error;
    }
    const refusal = planned.raw ? null : transferRefusal(this.#world, call, resolved, process.id);
    if (refusal) return refuse(refusal, resolved.args);

    const grace = graceOf(planned, resolved.args);
    const context: RuleContext = {
      rules: this.scenario.rules, process, thread, call, args: resolved.args, step: this.log.length + 1, transfer: resolved.transfer, as, grace,
    };
    const prediction = predict(this.#world, context);
    const { key, returned } = this.#pending.expect();
    const performed = await this.#provider.perform({
      participant: planned.process, call, args: resolved.args, as, key, predicted: prediction.outcome,
      grace: prediction.outcome.kind === 'pending' ? Math.min(grace, GRACE_PENDING) : grace,
      ...(CREATING_CALLS.has(call.name) ? { spawn: this.#planOf(String(resolved.args['process'])) } : {}),
    });
    if (performed.outcome.kind === 'ok') this.#lifeChanged(call, name, resolved.args, performed.outcome.results);
    const diff = this.#change((draft) => commit(draft, context, performed.outcome, performed.observed ?? {}));
    if (performed.outcome.kind === 'pending') {
      this.#pending.add({ key, participant: planned.process, call, as, step: context.step, returned });
      for (const bound of as) this.#bindings.set(bound, { kind: 'pending' });
    } else {
      this.#pending.drop(key);
      this.#bind(call, as, performed.outcome, diff);
    }
    await this.#append({
      action: action(resolved.args), outcome: performed.outcome, predicted: prediction, diff,
      divergences: this.#outcomeDivergences(call, prediction, performed.outcome),
      verdict: verdictOf(this.#expecting(planned), performed.outcome, call), note, plan, micros: performed.micros,
    });
  }

  /** A process was created, and has a pid from now on; or this one has ended, and its calls with it. */
  #lifeChanged(call: CallSpec, process: string, args: ResolvedArgs, { pid }: Results): void {
    if (CREATING_CALLS.has(call.name) && pid !== undefined) this.#pids.set(String(args['process']), pid);
    if (!ENDING_CALLS.has(call.name)) return;
    this.#expectedDeaths.add(process);
    this.#pending.forget(process);
  }

  /** An expected value that stands for one of this run is replaced by it. */
  #expecting(planned: CallStep): CallStep {
    const value = planned.expect?.value;
    if (!planned.expect || typeof value !== 'string' || !value.startsWith('$')) return planned;
    const bound = this.#pids.get(value.slice(1)) ?? this.#bindings.get(value.slice(1));
    const known = typeof bound === 'object' && bound.kind === 'value' ? bound.value : bound;
    return typeof known === 'string' || typeof known === 'number' ? { ...planned, expect: { ...planned.expect, value: known } } : planned;
  }

  #bind(call: CallSpec, as: readonly string[], outcome: Outcome, diff: WorldDiff): void {
    if (outcome.kind !== 'ok') return;
    const transfer = Object.values(diff.added).find((e) => e.kind === 'transfer')?.id;
    const values = boundValues(call, outcome.results, transfer ?? null);
    for (const [i, name] of as.entries()) {
      const value = values[i];
      if (value) this.#bindings.set(name, value);
    }
  }

  async #performMessage(planned: MessageStep, plan: number, note: string | null): Promise<void> {
    const { from, to, carrier } = planned;
    const name = planned.message.startsWith('$') ? planned.message.slice(1) : null;
    const content = contentOf(planned.message, this.#bindings, this.#pids);
    const action: Action = { kind: 'message', from, to, carrier, name, content: content.shown, as: planned.as ?? null };
    const refusal = [from, to].map((p) => processNamed(this.#world, p)!).find((p) => p.state !== 'running');
    if (refusal !== undefined || content.missing) {
      const reason = content.missing ?? notRunning(refusal!);
      await this.#append({ action, outcome: { kind: 'refused', reason }, predicted: null, diff: EMPTY_DIFF, verdict: null, note, plan, micros: null });
      return;
    }
    const as = planned.as ?? name;
    let outcome: Outcome = { kind: 'ok', results: {} };
    let micros: number | null = null;
    let diff = EMPTY_DIFF;
    try {
      const carried = await this.#provider.message({ from, to, carrier, content: content.sent, as: as ?? 'text' });
      micros = carried.micros;
      if (content.sent.kind === 'text' && carried.text !== content.sent.text) {
        throw new Error(`${to} received something else than ${from} sent`);
      }
      diff = this.#change((draft) => {
        const receiver = processNamed(draft, to)!;
        if (as !== null && !receiver.received.includes(as)) draft.change('process', receiver.id, { received: [...receiver.received, as] });
      });
      if (planned.as !== undefined) this.#bindings.set(planned.as, content.binding);
    } catch (error) {
      outcome = { kind: 'refused', reason: (error as Error).message };
    }
    await this.#append({ action, outcome, predicted: null, diff, verdict: null, note, plan, micros });
  }

  async #performAwait(planned: AwaitStep, plan: number, note: string | null): Promise<void> {
    const awaited = this.#pending.awaited(planned.await.slice(1));
    if (awaited && 'returned' in awaited) {
      await this.#complete(awaited, planned.within ?? GRACE_RETURN, { planned, plan, note });
      return;
    }
    if (!awaited || awaited.action.kind !== 'completion') {
      const outcome: Outcome = { kind: 'refused', reason: `${planned.await} did not become a pending call in this run` };
      const action: Action = { kind: 'completion', participant: '', call: planned.await, of: 0 };
      await this.#append({ action, outcome, predicted: null, diff: EMPTY_DIFF, verdict: planned.expect ? { expected: planned.expect, met: false, but: outcome.reason } : null, note, plan, micros: null });
      return;
    }
    // It returned by itself and has its own step; here that outcome is judged.
    const { action, outcome, predicted, micros } = awaited;
    const verdict = planned.expect ? judge(planned.expect, outcome, this.#callOf(awaited.action.participant, awaited.action.call)) : null;
    await this.#append({ action, outcome, predicted, diff: EMPTY_DIFF, verdict, note, plan, micros });
  }

  #callOf(participant: string, call: string): CallSpec {
    const process = processNamed(this.#world, splitParticipant(participant).process);
    return findCall(process?.role === 'outside' ? 'outside' : this.scenario.rules, call)!;
  }

  /** Waits for a pending call to return. When it does, its completion is a step; true then. */
  async #complete(pending: PendingCall, within: number, asked: { planned: AwaitStep; plan: number; note: string | null } | null): Promise<boolean> {
    const { call, participant, step: of } = pending;
    const waiting = allOf(this.#world, 'pending').find((e) => e.step === of);
    const context = waiting && contextOfPending(this.#world, this.scenario.rules, waiting, this.log.length + 1);
    if (!waiting || !context) return false;
    const prediction = predict(this.#world, context);
    if (prediction.outcome.kind !== 'pending') this.#provider.settle?.(pending.key, prediction.outcome);
    const performed = await withTimeout(pending.returned, within);
    if (!performed && !asked) return false;
    const outcome: Outcome = performed?.outcome ?? { kind: 'pending' };
    const diff = performed ? this.#change((draft) => {
      draft.remove(waiting.id);
      commit(draft, context, outcome, performed.observed ?? {});
      // P27: the call may have been the last that held it.
      if (waiting.object) released(draft, dialectOf(this.scenario.rules), waiting.object, context.step);
    }) : EMPTY_DIFF;
    if (performed) this.#bind(call, pending.as, outcome, diff);
    const step = await this.#append({
      action: { kind: 'completion', participant, call: call.name, of }, outcome, predicted: prediction, diff,
      note: asked?.note ?? null, plan: asked?.plan ?? null, micros: performed?.micros ?? null,
      divergences: this.#outcomeDivergences(call, prediction, outcome),
      verdict: asked ? verdictOf(asked.planned, outcome, call) : null,
    });
    if (performed) this.#pending.completed(pending, step);
    return performed !== null;
  }

  /** Lets pending calls return that can return now. One may release the next, so it goes on until none can. */
  async #settle(): Promise<void> {
    for (let round = 0; round < 64 && !this.#closed; round++) {
      const due = dueCompletions(this.#world, this.scenario.rules, this.log.length + 1);
      const next = due.map((d) => this.#pending.ofStep(d.pending.step)).find((p) => p !== undefined);
      if (!next || !(await this.#complete(next, GRACE_SETTLE, null))) return;
    }
  }

  async #kill(process: string, plan: number | null, note: string | null): Promise<void> {
    this.#expectedDeaths.add(process);
    await this.#provider.kill(process);
    this.#pending.forget(process);
    const diff = this.#change((draft) => endProcess(draft, this.scenario.rules, processId(process), 'killed', this.log.length + 1));
    await this.#append({ action: { kind: 'kill', process }, outcome: { kind: 'ok', results: {} }, predicted: null, diff, verdict: null, note, plan, micros: null });
  }

  #died(process: string, how: string): void {
    if (this.#closed || this.#expectedDeaths.has(process)) return;
    this.#deaths.push({ process, how });
    // Between steps nobody else would look.
    void this.#serial(() => this.#recordDeaths());
  }

  async #recordDeaths(): Promise<void> {
    for (let death = this.#deaths.shift(); death && !this.#closed; death = this.#deaths.shift()) {
      const { process, how } = death;
      if (!exists(processNamed(this.#world, process))) continue;
      this.#pending.forget(process);
      const diff = this.#change((draft) => endProcess(draft, this.scenario.rules, processId(process), 'crashed', this.log.length + 1));
      await this.#append({ action: { kind: 'death', process, how }, outcome: { kind: 'ok', results: {} }, predicted: null, diff, verdict: null, note: null, plan: null, micros: null });
      await this.#settle();
    }
  }

  #change(make: (draft: Draft) => void): WorldDiff {
    const draft = new Draft(this.#world, this.#counters);
    make(draft);
    return draft.diff();
  }

  #outcomeDivergences(call: CallSpec, prediction: Prediction, outcome: Outcome): Divergence[] {
    const differs = outcomeDiffers(prediction.outcome, outcome);
    if (!differs) return [];
    return [{
      what: `outcome of ${call.name}`, ...differs, rules: prediction.rules,
      knownDifference: knownDifference(this.#provider.platform, call.name, prediction, outcome),
    }];
  }

  /** Looks at the system in the world after the step, lets the facts win, and adds the step to the trace. */
  async #append(step: Draftable): Promise<Step> {
    const before = this.#world;
    const after = applied(before, step.diff);
    const { facts, mismatches } = await observe(this.#provider, after);
    let { diff } = step;
    if (mismatches.length > 0) {
      const correction = new Draft(after, this.#counters);
      correct(correction, mismatches);
      diff = mergeDiffs(diff, correction.diff());
    }
    const divergences = [
      ...(step.divergences ?? []),
      ...mismatches.map(({ fact, predicted }): Divergence => ({
        what: `${fact.what} of ${fact.subject}`, predicted, observed: String(fact.value), rules: step.predicted?.rules ?? [],
        knownDifference: knownFactDifference(this.#provider.platform, after, fact),
      })),
    ];
    const n = this.log.length + 1;
    // A step that could not be made is not as expected, whether or not it said what it expects.
    const verdict = step.verdict ?? (step.outcome.kind === 'refused' ? { expected: { ok: true }, met: false, but: step.outcome.reason } : null);
    const bare = {
      ...step, n, diff, verdict, facts: changedFacts(this.#lastFacts, facts), divergences, at: round(this.#options.clock() - this.#started),
    };
    this.#world = applied(before, diff);
    const whole: Step = { ...bare, hazards: this.#hazards.see(bare, before, this.#world) };
    for (const f of facts) this.#lastFacts.set(`${f.subject} ${f.what}`, f.value);
    this.log.append(whole);
    this.#options.onStep(whole);
    return whole;
  }
}

/** A trace keeps a fact when it is first read and when it changes; in between it still holds. */
function changedFacts(last: ReadonlyMap<string, unknown>, facts: Step['facts']): Step['facts'] {
  return facts.filter((f) => !last.has(`${f.subject} ${f.what}`) || last.get(`${f.subject} ${f.what}`) !== f.value);
}

function applied(world: World, diff: WorldDiff): World {
  const entities = new Map(world.entities);
  applyDiff(entities, diff);
  return new World(entities);
}

const exists = (process: ProcessEntity | undefined): boolean => process?.state === 'running' || process?.state === 'suspended';

function notRunning({ name, state }: ProcessEntity): string {
  if (state === 'waiting') return `${name} does not exist: the step that creates it did not succeed`;
  return state === 'suspended' ? `${name} is suspended and has not run yet` : `${name} is no longer running`;
}

/** How long the call may take: as long as it was told to wait and some more, or as the expectation says. */
function graceOf(planned: CallStep, args: ResolvedArgs): number {
  if (planned.expect?.pending) return GRACE_PENDING;
  const { timeout } = args;
  return typeof timeout === 'number' ? timeout + GRACE_RETURN : planned.expect?.notWithin ?? GRACE_RETURN;
}

function verdictOf(planned: CallStep | AwaitStep, outcome: Outcome, call: CallSpec): Verdict | null {
  return planned.expect ? judge(planned.expect, outcome, call) : null;
}

const round = (ms: number): number => Math.round(ms * 1000) / 1000;

function withTimeout<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), ms);
    promise.then((value) => { clearTimeout(timer); resolve(value); }, reject);
  });
}
