/**
 * The append-only list of steps, and any world in it. A seek starts at the nearest keyframe (a map that
 * shares its entities) and applies the recorded diffs; entities keep their identity from world to world.
 */
import { applyDiff } from '../domain/diff.ts';
import type { Entity } from '../domain/entities.ts';
import type { StepNumber } from '../domain/ids.ts';
import { World } from '../domain/world.ts';
import type { Step, TraceHeader } from './step.ts';

/** Steps between keyframes: seeks stay far under 0.2 ms and 100,000 steps cost 400 maps. */
const KEYFRAME_EVERY = 250;

export class TraceLog {
  readonly header: TraceHeader;
  readonly #steps: Step[] = [];
  readonly #keyframes: ReadonlyMap<string, Entity>[] = [];
  readonly #head = new Map<string, Entity>();

  constructor(header: TraceHeader) {
    this.header = header;
    applyDiff(this.#head, header.start);
    this.#keyframes.push(new Map(this.#head));
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
    applyDiff(this.#head, step.diff);
    if (step.n % KEYFRAME_EVERY === 0) this.#keyframes.push(new Map(this.#head));
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
    const frame = Math.floor(clamped / KEYFRAME_EVERY);
    const entities = new Map(this.#keyframes[frame]);
    for (let i = frame * KEYFRAME_EVERY; i < clamped; i++) applyDiff(entities, this.#steps[i]!.diff);
    return new World(entities);
  }
}
