/**
 * The session's trace and the data derived from it per step. It is kept outside of zustand, which holds only a
 * position in it; everything here is append-only.
 */
import type { TransferEntity } from '../../shared/domain/entities.ts';
import { type StepNumber, splitParticipant } from '../../shared/domain/ids.ts';
import { IncrementalLayout } from '../../shared/graph-layout/drawing.ts';
import { LayoutMemory } from '../../shared/graph-layout/places.ts';
import { Sequence } from '../../shared/sequence/sequence.ts';
import { StepIndex } from '../../shared/search/step-index.ts';
import { Episodes } from '../../shared/story/episodes.ts';
import type { Scenario } from '../../shared/scenario/format.ts';
import { TraceLog } from '../../shared/trace/log.ts';
import type { Hazard } from '../../shared/trace/hazard.ts';
import type { Action, Fact, Step, TraceHeader } from '../../shared/trace/step.ts';
import { NO_STEPS, withStep } from '../../shared/trace/tally.ts';
import { plannedWords } from '../../shared/format/action.ts';

export type FactAt = Fact & { step: StepNumber };

/** A transfer from the step that exported it to the one that ended it. */
export interface TransferSpan {
  transfer: TransferEntity;
  end: TransferEntity | null;
}

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
  /** The input of filters, computed per step on first use. */
  readonly index: StepIndex;
  readonly #transfers = new Map<string, TransferSpan>();
  /** The same, in the order of their exports. */
  readonly #exports: TransferSpan[] = [];
  /** The steps of each process, by its name. */
  readonly acts = new Map<string, number[]>();
  /** The acting process of each step of the plan. */
  planned: readonly string[];
  readonly #facts = new Map<string, FactAt[]>();
  readonly #hazards: HazardSpan[] = [];
  /** Of a recording; a session has none. */
  readonly episodes: Episodes;
  /** Whether the user composed steps of it: neither a file nor the library has them. */
  ownWork = false;
  /** What its steps come to. */
  tally = NO_STEPS;

  constructor(header: TraceHeader) {
    this.log = new TraceLog(header);
    this.index = new StepIndex(this.log);
    this.places = new LayoutMemory(header);
    this.drawing = new IncrementalLayout(this.log, this.places);
    this.#sequence = new Sequence(header);
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
    const process = actorOf(step.action);
    const acts = this.acts.get(process) ?? [];
    this.acts.set(process, acts);
    acts.push(step.n);
    for (const fact of step.facts) {
      const list = this.#facts.get(fact.subject) ?? [];
      this.#facts.set(fact.subject, list);
      list.push({ ...fact, step: step.n });
    }
    for (const hazard of step.hazards) this.#note(hazard, step.n);
    for (const e of Object.values(step.diff.added)) {
      if (e.kind !== 'transfer') continue;
      const span = { transfer: e, end: null };
      this.#transfers.set(e.id, span);
      this.#exports.push(span);
    }
    for (const [, after] of Object.values(step.diff.updated)) {
      const span = after.kind === 'transfer' && after.state !== 'in-flight' ? this.#transfers.get(after.id) : undefined;
      if (span && after.kind === 'transfer') span.end = after;
    }
  }

  /** The last transfers exported up to a step, at most that many, in order. */
  transfersUpTo(n: StepNumber, most: number): readonly TransferSpan[] {
    let [low, high] = [0, this.#exports.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#exports[middle]!.transfer.step <= n) low = middle + 1;
      else high = middle;
    }
    return this.#exports.slice(Math.max(0, low - most), low);
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

/** Name of the acting process; for a message, the sender. */
function actorOf(action: Action): string {
  if (action.kind === 'message') return action.from;
  return 'participant' in action ? splitParticipant(action.participant).process : action.process;
}
