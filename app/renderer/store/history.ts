/**
 * The session's trace and the data derived from it per step. It is kept outside of zustand, which holds only a
 * position in it; everything here is append-only.
 */
import { Axis } from '../../shared/axis/axis.ts';
import type { StepNumber } from '../../shared/domain/ids.ts';
import { IncrementalLayout } from '../../shared/graph-layout/drawing.ts';
import { LayoutMemory } from '../../shared/graph-layout/places.ts';
import { Sequence } from '../../shared/sequence/sequence.ts';
import { StepIndex } from '../../shared/search/step-index.ts';
import { Episodes } from '../../shared/story/episodes.ts';
import type { Scenario } from '../../shared/scenario/format.ts';
import { TraceLog } from '../../shared/trace/log.ts';
import type { Hazard } from '../../shared/trace/hazard.ts';
import type { Fact, Step, TraceHeader } from '../../shared/trace/step.ts';
import { NO_STEPS, withStep } from '../../shared/trace/tally.ts';
import { plannedWords } from '../../shared/format/action.ts';

export type FactAt = Fact & { step: StepNumber };

/** A hazard from the step that caused it to the one that ended it. */
interface HazardSpan {
  hazard: Hazard;
  until: StepNumber | null;
}

export class History {
  readonly log: TraceLog;
  readonly places: LayoutMemory;
  readonly drawing: IncrementalLayout;
  readonly #sequence: Sequence;
  /** The input of filters. */
  readonly index: StepIndex;
  /** Its lanes, sockets, transfers and marks, for any zoom of the timeline. */
  readonly axis: Axis;
  /** The acting process of each step of the plan. */
  planned: readonly string[];
  readonly #facts = new Map<string, FactAt[]>();
  readonly #hazards: HazardSpan[] = [];
  /** Of a recording; a session has none. */
  readonly episodes: Episodes;
  /** Whether the user composed steps of it: neither a file nor the library has them. */
  ownWork = false;
  /** The unsaved work that it was restored from; null for any other. */
  restored: string | null = null;
  /** What its steps come to. */
  tally = NO_STEPS;

  constructor(header: TraceHeader) {
    this.log = new TraceLog(header);
    this.index = new StepIndex(this.log);
    this.places = new LayoutMemory(header);
    this.drawing = new IncrementalLayout(this.log, this.places);
    this.#sequence = new Sequence(header);
    this.axis = new Axis(header);
    this.episodes = new Episodes(header);
    this.planned = plannedBy(header);
  }

  /** The trace as a sequence diagram, computed up to the present point on first use. */
  get sequence(): Sequence {
    for (let n = this.#sequence.length + 1; n <= this.log.length; n++) this.#sequence.extend(this.log.step(n)!);
    return this.#sequence;
  }

  /** The scenario got another step after those performed. */
  replan(scenario: Scenario): void {
    this.ownWork = true;
    this.log.replan(scenario);
    this.planned = plannedBy(this.log.header);
  }

  append(step: Step): void {
    this.log.append(step);
    this.tally = withStep(this.tally, step);
    this.places.extend(step);
    if (this.log.header.recording) this.episodes.extend(step);
    this.axis.extend(step);
    this.index.extend();
    for (const fact of step.facts) {
      const list = this.#facts.get(fact.subject) ?? [];
      this.#facts.set(fact.subject, list);
      list.push({ ...fact, step: step.n });
    }
    for (const hazard of step.hazards) this.#note(hazard, step.n);
  }

  /** The latest facts about a thing up to a step, one for each `what`. */
  factsOf(subject: string, upTo: StepNumber): FactAt[] {
    const latest = new Map<string, FactAt>();
    for (const fact of this.#facts.get(subject) ?? []) {
      if (fact.step > upTo) break;
      latest.set(fact.what, fact);
    }
    return [...latest.values()];
  }

  /** Hazards present after a step, the newest first. */
  hazardsAt(n: StepNumber): Hazard[] {
    return this.#hazards.filter(({ hazard, until }) => hazard.since <= n && (until === null || until > n)).map(({ hazard }) => hazard)
      .toReversed();
  }

  /** The step of the first hazard, or the last step without one: where a recording opens. */
  get opensAt(): StepNumber {
    return this.#hazards[0]?.hazard.since ?? this.log.length;
  }

  #note(hazard: Hazard, n: StepNumber): void {
    if (hazard.state === 'found') {
      this.#hazards.push({ hazard, until: null });
      return;
    }
    const subjects = hazard.subjects.join();
    const open = this.#hazards.findLast((span) => span.until === null && span.hazard.id === hazard.id
      && span.hazard.subjects.join() === subjects);
    if (open) open.until = n;
  }
}

const plannedBy = ({ scenario, rules }: TraceHeader): string[] => scenario.steps.map((step) => plannedWords(step, rules).process);
