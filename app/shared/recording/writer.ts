/** Appends steps to the trace of a recording: number, time, hazards. */
import type { Outcome } from '../calls/types.ts';
import { EMPTY_DIFF, type WorldDiff, isEmptyDiff, mergeDiffs } from '../domain/diff.ts';
import { processId, splitParticipant } from '../domain/ids.ts';
import { type WorldView, entity } from '../domain/world.ts';
import { undoDiff } from '../domain/undo-diff.ts';
import { HazardWatch } from '../hazards/index.ts';
import type { Hazard } from '../trace/hazard.ts';
import { TraceLog } from '../trace/log.ts';
import type { Action, Divergence, Fact, Step, TraceHeader } from '../trace/step.ts';
import type { State } from './state.ts';

export interface NewStep {
  action: Action;
  outcome: Outcome;
  predicted?: Step['predicted'];
  diff: WorldDiff;
  divergences?: readonly Divergence[];
  facts?: readonly Fact[];
  note?: string | null;
  /** Microseconds since the recording started: of its end, and how long it took; null without a clock. */
  at: number | null;
  micros?: number | null;
  bytes?: string | undefined;
}

export class StepWriter {
  readonly log: TraceLog;
  readonly #state: State;
  readonly #hazards: HazardWatch;
  readonly #onStep: (step: Step) => void;
  /** Changes of the world that no call made, such as a process that was found: they belong to the next step. */
  #ahead: WorldDiff = EMPTY_DIFF;
  #time = 0;

  constructor(header: TraceHeader, state: State, onStep: (step: Step) => void) {
    this.log = new TraceLog(header);
    this.#state = state;
    this.#hazards = new HazardWatch(state.rules, 0, true);
    this.#onStep = onStep;
  }

  /** Number of the next step. */
  get next(): number {
    return this.log.length + 1;
  }

  /** Changes the world before the next step, as part of it. */
  ahead(diff: WorldDiff): void {
    this.#state.world.apply(diff);
    this.#ahead = mergeDiffs(this.#ahead, diff);
  }

  /** Hazards that a step would cause. `after`: the world after it. */
  foresee({ action, outcome, diff, at }: Pick<NewStep, 'action' | 'outcome' | 'diff' | 'at'>, after: WorldView): Hazard[] {
    const bare = { n: this.next, action, outcome, predicted: null, diff, facts: [], divergences: [], verdict: null, note: null,
      plan: null, at: (at ?? 0) / 1000, micros: null };
    return this.#hazards.foresee(bare, this.#state.world, after);
  }

  write({ action, outcome, predicted = null, diff, divergences = [], facts = [], note = null, at, micros = null, bytes }: NewStep): Step {
    const { world } = this.#state;
    const named = nameIn(world, action);
    world.apply(diff);
    const whole = isEmptyDiff(this.#ahead) ? diff : mergeDiffs(this.#ahead, diff);
    this.#ahead = EMPTY_DIFF;
    // Without a clock all steps have the time of the last one that has one.
    this.#time = Math.max(this.#time, (at ?? 0) / 1000);
    const bare = { n: this.next, action: named, outcome, predicted, diff: whole, facts, divergences, verdict: null, note, plan: null,
      at: this.#time, micros, ...(bytes === undefined ? {} : { bytes }) };
    const step: Step = { ...bare, hazards: this.#hazards.see(bare, undoDiff(world, whole), world) };
    this.log.append(step);
    this.#onStep(step);
    return step;
  }
}

/** With the name that its process has by then, if that is another one. */
function nameIn(world: WorldView, action: Action): Action {
  if (action.kind === 'message' || action.kind === 'kill') return action;
  const process = action.kind === 'death' ? action.process : splitParticipant(action.participant).process;
  const shown = entity(world, 'process', processId(process))?.name ?? process;
  return shown === process ? action : { ...action, shown };
}
