/**
 * The append-only list of steps, and any world in it. What each entity was at each step is kept beside them, so a
 * jump costs nothing and a look-up of one entity is a search. Reading all entities starts at the previous keyframe (a map that
 * shares its entities) and applies the diffs since; entities keep their identity from world to world. Keyframes are made
 * only up to the step that is read, so loading a long trace builds none.
 */
import type { StepNumber } from '../domain/ids.ts';
import { applyDiff } from '../domain/diff.ts';
import type { Entity } from '../domain/entities.ts';
import { World } from '../domain/world.ts';
import type { Scenario } from '../scenario/format.ts';
import { Histories } from './histories.ts';
import type { RecordingInfo, Step, TraceHeader } from './step.ts';

/** Steps between keyframes, at least; a look at everything in a small world then takes some microseconds. */
const KEYFRAME_EVERY = 250;
/** And this part of the world's size: in a world that grows with every step keyframes must not cost its square. */
const KEYFRAME_SHARE = 1 / 2;

interface Keyframe {
  n: StepNumber;
  entities: ReadonlyMap<string, Entity>;
}

export class TraceLog {
  #header: TraceHeader;
  readonly #steps: Step[] = [];
  readonly #histories = new Histories();
  readonly #keyframes: Keyframe[] = [];
  /** The world as far as keyframes have been made, and the step that it is of. */
  readonly #head = new Map<string, Entity>();
  #headAt: StepNumber = 0;

  constructor(header: TraceHeader) {
    this.#header = header;
    this.#histories.add(0, header.start);
    applyDiff(this.#head, header.start);
    this.#keyframes.push({ n: 0, entities: new Map(this.#head) });
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
    return new World({ get: (id) => this.#histories.formAt(id, clamped), all: () => this.#allAt(clamped) });
  }

  /** Steps up to `n` that made, changed or removed a thing, in order. */
  stepsOf(id: string, n: StepNumber): StepNumber[] {
    return this.#histories.stepsOf(id, n);
  }

  /** Whether a step from `from` to `to` made, changed or removed a thing. */
  isChangedIn(id: string, from: StepNumber, to: StepNumber): boolean {
    return this.#histories.isChangedIn(id, from, to);
  }

  #allAt(n: StepNumber): ReadonlyMap<string, Entity> {
    this.#extendKeyframes(n);
    const frame = this.#keyframes.findLast((k) => k.n <= n)!;
    const entities = new Map(frame.entities);
    for (let i = frame.n; i < n; i++) applyDiff(entities, this.#steps[i]!.diff);
    return entities;
  }

  #extendKeyframes(n: StepNumber): void {
    while (this.#headAt < n) {
      this.#headAt += 1;
      applyDiff(this.#head, this.#steps[this.#headAt - 1]!.diff);
      const since = this.#headAt - this.#keyframes.at(-1)!.n;
      if (since >= Math.max(KEYFRAME_EVERY, this.#head.size * KEYFRAME_SHARE))
        this.#keyframes.push({ n: this.#headAt, entities: new Map(this.#head) });
    }
  }
}
