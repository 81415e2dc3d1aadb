/** Keeps a session's world and trace: drafts changes here, compares each step with the system, and appends it. */
import type { Outcome } from '../../../shared/calls/types.ts';
import { EMPTY_DIFF, type WorldDiff, mergeDiffs } from '../../../shared/domain/diff.ts';
import type { Entity } from '../../../shared/domain/entities.ts';
import { Draft, type IdCounters } from '../../../shared/domain/draft.ts';
import { MutableWorld } from '../../../shared/domain/mutable-world.ts';
import { undoDiff } from '../../../shared/domain/undo-diff.ts';
import type { WorldView } from '../../../shared/domain/world.ts';
import { HazardWatch } from '../../../shared/hazards/index.ts';
import type { Provider } from '../../../shared/provider/provider.ts';
import { knownFactDifference } from '../../../shared/rules/match-difference.ts';
import type { Scenario } from '../../../shared/scenario/format.ts';
import type { FactMismatch } from '../../../shared/trace/compare.ts';
import { TraceLog } from '../../../shared/trace/log.ts';
import { type Action, type Divergence, type Fact, type Step, type TraceHeader, factDivergence } from '../../../shared/trace/step.ts';
import { correct } from './correct.ts';
import { Observer } from './observe.ts';

/** The step's place in the scenario (null: it was added by hand or happened by itself), and its note there. */
export interface StepPlace {
  plan: number | null;
  note: string | null;
}

/** The content of a step before it has a number. Absent fields: no prediction, no change, no verdict. */
export type Draftable = Partial<StepPlace & Pick<Step, 'predicted' | 'diff' | 'divergences' | 'verdict' | 'micros'>>
  & { action: Action; outcome: Outcome };

export class Recorder {
  readonly log: TraceLog;
  readonly #provider: Provider;
  readonly #clock: () => number;
  readonly #onStep: (step: Step) => void;
  readonly #started: number;
  readonly #counters: IdCounters = {};
  readonly #lastFacts = new Map<string, Fact>();
  readonly #observer: Observer;
  /** Changes of the world since the last probe, with the earlier and the present forms. */
  #changedForms = new Map<string, Entity[]>();
  readonly #hazards: HazardWatch;
  readonly #world = new MutableWorld();

  /** `clock`: milliseconds, monotonic. */
  constructor(header: TraceHeader, provider: Provider, clock: () => number, onStep: (step: Step) => void) {
    this.log = new TraceLog(header);
    this.#provider = provider;
    this.#observer = new Observer(provider);
    this.#clock = clock;
    this.#onStep = onStep;
    this.#hazards = new HazardWatch(header.rules, header.scenario.steps.length);
    this.#world.apply(header.start);
    this.#started = clock();
  }

  /** The scenario has changed after the performed steps. */
  replan(scenario: Scenario): void {
    this.log.replan(scenario);
    this.#hazards.replan(scenario.steps.length);
  }

  /** With the steps that were inserted since it began. */
  get scenario(): Scenario {
    return this.log.header.scenario;
  }

  /** The world after the last step, and before the next. */
  get world(): WorldView {
    return this.#world;
  }

  /** Number of the current step. */
  get next(): number {
    return this.log.length + 1;
  }

  /** The effect of `make` on the present world, as a diff; the world itself changes when the step is appended. */
  change(make: (draft: Draft) => void): WorldDiff {
    const draft = new Draft(this.#world, this.#counters);
    make(draft);
    return draft.diff();
  }

  /** Probes the system after the step, applies the facts, and appends the step to the trace. */
  async append(draftable: Draftable): Promise<Step> {
    const { action, outcome, predicted = null, divergences = [], note = null, plan = null, micros = null } = draftable;
    let { diff = EMPTY_DIFF } = draftable;
    this.#apply(diff);
    const changed = this.#changedForms;
    this.#changedForms = new Map();
    const { facts, mismatches } = await this.#observer.observe(this.#world, changed);
    const found = mismatches.map((mismatch) => this.#factDivergence(mismatch, predicted));
    if (mismatches.length > 0) {
      const correction = this.change((draft) => { correct(draft, mismatches); });
      this.#apply(correction);
      diff = mergeDiffs(diff, correction);
    }
    // A step that could not be performed is not as expected, with or without an expectation.
    const verdict = draftable.verdict ?? (outcome.kind === 'refused' ? { expected: { ok: true }, met: false, but: outcome.reason } : null);
    const bare = {
      predicted, diff, divergences: [...divergences, ...found], verdict, note, plan, micros, action, outcome,
      n: this.next, facts: this.#changed(facts), at: round(this.#clock() - this.#started),
    };
    const whole: Step = { ...bare, hazards: this.#hazards.see(bare, undoDiff(this.#world, diff), this.#world) };
    this.log.append(whole);
    this.#onStep(whole);
    return whole;
  }

  #apply(diff: WorldDiff): void {
    this.#world.apply(diff);
    const note = (id: string, ...forms: Entity[]): void => { this.#changedForms.set(id, [...this.#changedForms.get(id) ?? [], ...forms]); };
    for (const [id, form] of Object.entries({ ...diff.added, ...diff.removed })) note(id, form);
    for (const [id, forms] of Object.entries(diff.updated)) note(id, ...forms);
  }

  #factDivergence({ fact, predicted }: FactMismatch, prediction: Step['predicted']): Divergence {
    return factDivergence(fact, {
      predicted, observed: String(fact.value), rules: prediction?.rules ?? [],
      knownDifference: knownFactDifference(this.#provider.platform, this.#world, fact),
    });
  }

  /** A trace stores a fact when it is first read and when it changes; in between it is still valid. */
  #changed(facts: Step['facts']): Step['facts'] {
    const changed: Fact[] = [];
    for (const fact of facts) {
      const key = `${fact.subject} ${fact.what}`;
      const last = this.#lastFacts.get(key);
      if (last === fact) continue;
      if (last?.value !== fact.value) changed.push(fact);
      this.#lastFacts.set(key, fact);
    }
    return changed;
  }
}

const round = (ms: number): number => Math.round(ms * 1000) / 1000;
