/** Every version of each entity, so that a past world can be queried without building it. */
import { lastUpTo } from '../base/last-up-to.ts';
import type { WorldDiff } from '../domain/diff.ts';
import type { Entity } from '../domain/entities.ts';
import type { StepNumber } from '../domain/ids.ts';

/** Steps in rising order, and beside each the form from then on; null from a removal on. */
interface History {
  steps: StepNumber[];
  forms: (Entity | null)[];
}

export class Histories {
  readonly #histories = new Map<string, History>();

  /** Adds what step `n` changed; steps come in order, 0 first for the start. */
  add(n: StepNumber, diff: WorldDiff): void {
    for (const id in diff.removed) this.#put(id, n, null);
    for (const id in diff.added) this.#put(id, n, diff.added[id]!);
    for (const id in diff.updated) this.#put(id, n, diff.updated[id]![1]);
  }

  /** What the entity was after step `n`. */
  formAt(id: string, n: StepNumber): Entity | undefined {
    const history = this.#histories.get(id);
    return history && formAt(history, n);
  }

  /** Steps from 1 up to `n` that made, changed or removed the entity, in order, each once. */
  stepsOf(id: string, n: StepNumber): StepNumber[] {
    const steps = this.#histories.get(id)?.steps ?? [];
    return steps.filter((step, i) => step > 0 && step <= n && step !== steps[i - 1]);
  }

  /** Whether a step from `from` to `to` made, changed or removed the entity. */
  isChangedIn(id: string, from: StepNumber, to: StepNumber): boolean {
    const history = this.#histories.get(id);
    return history !== undefined && (history.steps[lastUpTo(history.steps, to)] ?? -1) >= from;
  }

  #put(id: string, n: StepNumber, form: Entity | null): void {
    const history = this.#histories.get(id);
    if (!history) {
      this.#histories.set(id, { steps: [n], forms: [form] });
      return;
    }
    history.steps.push(n);
    history.forms.push(form);
  }
}

/** The last form from a step up to `n`: most things change a few times, some with every step. */
const formAt = ({ steps, forms }: History, n: StepNumber): Entity | undefined => forms[lastUpTo(steps, n)] ?? undefined;
