/**
 * The append-only list of steps, and any world in it. What each entity was at each step is kept beside them, so a
 * jump costs nothing and a look-up of one entity is a search. Reading many entities starts at the keyframe before; entities keep
 * their identity from world to world.
 */
import type { StepNumber } from '../domain/ids.ts';
import { isPresent } from '../domain/kind-index.ts';
import { World } from '../domain/world.ts';
import type { Scenario } from '../scenario/format.ts';
import { Histories } from './histories.ts';
import { Keyframes } from './keyframes.ts';
import type { RecordingInfo, Step, TraceHeader } from './step.ts';

export class TraceLog {
  #header: TraceHeader;
  readonly #steps: Step[] = [];
  readonly #histories = new Histories();
  /** Everything in the worlds, and what is present in them. */
  readonly #all: Keyframes;
  readonly #present: Keyframes;

  constructor(header: TraceHeader) {
    this.#header = header;
    this.#histories.add(0, header.start);
    const diffOf = (n: StepNumber) => this.#steps[n - 1]!.diff;
    this.#all = new Keyframes(header.start, diffOf, () => true);
    this.#present = new Keyframes(header.start, diffOf, isPresent);
  }

  get header(): TraceHeader {
    return this.#header;
  }

  /** The scenario that the steps perform has changed after those that were performed; their places in it stay. */
  replan(scenario: Scenario): void {
    this.#header = { ...this.#header, scenario };
  }

  /** Replaces what the header says of a recording. */
  describe(recording: RecordingInfo): void {
    this.#header = { ...this.#header, recording };
  }

  get length(): number {
    return this.#steps.length;
  }

  /** Steps are numbered from 1; a gap means that something was lost on the way here. */
  append(step: Step): void {
    if (step.n !== this.#steps.length + 1) {
      throw new Error(`Step ${step.n} cannot follow step ${this.#steps.length}`);
    }
    this.#steps.push(step);
    this.#histories.add(step.n, step.diff);
  }

  step(n: StepNumber): Step | undefined {
    return this.#steps[n - 1];
  }

  steps(): readonly Step[] {
    return this.#steps;
  }

  /** The world after step `n`; 0 is the start. */
  worldAt(n: StepNumber): World {
    const clamped = Math.max(0, Math.min(n, this.#steps.length));
    return new World({ get: (id) => this.#histories.formAt(id, clamped), all: () => this.#all.at(clamped),
      present: () => this.#present.at(clamped) });
  }

  /** Steps up to `n` that made, changed or removed a thing, in order. */
  stepsOf(id: string, n: StepNumber): StepNumber[] {
    return this.#histories.stepsOf(id, n);
  }

  /** Whether a step from `from` to `to` made, changed or removed a thing. */
  isChangedIn(id: string, from: StepNumber, to: StepNumber): boolean {
    return this.#histories.isChangedIn(id, from, to);
  }
}
