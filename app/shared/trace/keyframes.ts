/**
 * Worlds on the way through a trace, so that all entities of any step are near: a map per some hundred steps, and the changes since.
 * They are made only up to the step that is read, so loading a long trace builds none.
 */
import { lastUpTo } from '../base/last-up-to.ts';
import { applyDiff, type WorldDiff } from '../domain/diff.ts';
import type { Entity } from '../domain/entities.ts';
import type { StepNumber } from '../domain/ids.ts';

/** Steps between keyframes, at least; a look at everything in a small world then takes some microseconds. */
const KEYFRAME_EVERY = 250;
/** And this part of the world's size: in a world that grows with every step keyframes must not cost its square. */
const KEYFRAME_SHARE = 1 / 2;

export class Keyframes {
  readonly #diffOf: (n: StepNumber) => WorldDiff;
  readonly #keep: (e: Entity) => boolean;
  /** The steps of the keyframes, in order, and their entities. */
  readonly #steps: StepNumber[] = [0];
  readonly #frames: ReadonlyMap<string, Entity>[] = [];
  /** The world as far as keyframes have been made, and the step that it is of. */
  readonly #head = new Map<string, Entity>();
  #headAt: StepNumber = 0;

  /** @param diffOf the change of a step. @param keep whether an entity belongs to these worlds. */
  constructor(start: WorldDiff, diffOf: (n: StepNumber) => WorldDiff, keep: (e: Entity) => boolean) {
    this.#diffOf = diffOf;
    this.#keep = keep;
    applyDiff(this.#head, start, keep);
    this.#frames.push(new Map(this.#head));
  }

  /** The entities after step `n`, which exists. */
  at(n: StepNumber): ReadonlyMap<string, Entity> {
    this.extend(n);
    const frame = lastUpTo(this.#steps, n);
    const entities = new Map(this.#frames[frame]);
    for (let i = this.#steps[frame]! + 1; i <= n; i++) applyDiff(entities, this.#diffOf(i), this.#keep);
    return entities;
  }

  /** Makes the keyframes up to step `n`, which a later look would make. */
  extend(n: StepNumber): void {
    while (this.#headAt < n) {
      this.#headAt += 1;
      applyDiff(this.#head, this.#diffOf(this.#headAt), this.#keep);
      if (this.#headAt - this.#steps.at(-1)! < Math.max(KEYFRAME_EVERY, this.#head.size * KEYFRAME_SHARE)) continue;
      this.#steps.push(this.#headAt);
      this.#frames.push(new Map(this.#head));
    }
  }
}
