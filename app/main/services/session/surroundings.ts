/** What a session shares with other programs: addresses it can reach, descriptors from elsewhere, and steps about them. */
import { freeName, scopeAt } from '../../../shared/console/scope.ts';
import type { Draft } from '../../../shared/domain/draft.ts';
import type { Adoption } from '../../../shared/provider/provider.ts';
import type { Permit } from '../../../shared/reach/permit.ts';
import type { ScenarioStep } from '../../../shared/scenario/format.ts';
import { isCall } from '../../../shared/scenario/step-kinds.ts';
import type { Action as StepAction } from '../../../shared/trace/step.ts';
import { permitNeeded } from './reach/needed.ts';
import type { StepContext } from './step-context.ts';

export class Surroundings {
  readonly #context: StepContext;
  readonly #onTaken: () => void;
  readonly #taken: string[] = [];

  /** @param onTaken called when a name is bound to a descriptor from elsewhere. */
  constructor(context: StepContext, onTaken: () => void) {
    this.#context = context;
    this.#onTaken = onTaken;
  }

  /** Names of descriptors that came from elsewhere. */
  get taken(): readonly string[] {
    return this.#taken;
  }

  /** Addresses of other programs that the user lets it reach. */
  get permits(): readonly Permit[] {
    return [...this.#context.permits];
  }

  /** Allows these addresses of other programs from now on: the user has agreed. */
  permit(permits: readonly Permit[]): void {
    for (const permit of permits) this.#context.permits.add(permit);
  }

  /** The permits that a step would need now; the step is not performed. */
  async reachOf(step: ScenarioStep): Promise<Permit[]> {
    const permit = isCall(step) ? await permitNeeded(this.#context, step) : null;
    return permit === null ? [] : [permit];
  }

  /** Whether descriptors can come into main from elsewhere: only if main is this process. */
  get canAdopt(): boolean {
    return this.#adoption !== null;
  }

  /** Descriptors of main that came from elsewhere belong to the session from now on. @throws Error if it cannot adopt any. */
  async adopt(numbers: readonly number[]): Promise<void> {
    const adoption = this.#adoption;
    if (!adoption) throw new Error('"main" is not a process of this system: it cannot take descriptors over');
    await adoption.adopt(numbers);
  }

  get #adoption(): Adoption | null {
    const { provider } = this.#context;
    return provider.kind === 'system' ? provider.adoption : null;
  }

  /** A name that is unused in this session: "taken", "taken2". */
  freeName(preferred: string): string {
    const { scenario } = this.#context.recorder;
    return freeName(scopeAt(scenario, scenario.steps.length, this.#taken), preferred);
  }

  /**
   * Records an action together with an external process: it has happened, and no rule predicted it.
   * @param bound the name in main for the received descriptor, and its number.
   */
  note(
    action: StepAction, change: (draft: Draft, step: number) => void, bound: { name: string; value: number } | null = null,
  ): Promise<void> {
    return this.#context.queue.add(async () => {
      const { recorder, bindings } = this.#context;
      if (bound) bindings.set(bound.name, { kind: 'value', value: bound.value });
      if (bound) this.#taken.push(bound.name);
      const diff = recorder.change((draft) => change(draft, recorder.next));
      await recorder.append({ action, outcome: { kind: 'ok', results: bound ? { descriptor: bound.value } : {} }, diff });
      if (bound) this.#onTaken();
    });
  }
}
