/** Calls that are predicted, answered by the model and folded into a world, without a session around them. */
import { findCall } from '../../app/shared/calls/catalogue.ts';
import { type Outcome, type ResolvedArgs, type Results, asCalled } from '../../app/shared/calls/types.ts';
import type { WorldDiff } from '../../app/shared/domain/diff.ts';
import { Draft, type IdCounters } from '../../app/shared/domain/draft.ts';
import type { ProcessEntity, Rules } from '../../app/shared/domain/entities.ts';
import { processId, type TransferId } from '../../app/shared/domain/ids.ts';
import { MutableWorld } from '../../app/shared/domain/mutable-world.ts';
import { ModelProvider } from '../../app/shared/model/provider.ts';
import { commit, predict, semanticsOf } from '../../app/shared/rules/index.ts';
import type { Prediction } from '../../app/shared/rules/types.ts';

/** What a call came to, for whoever records a trace. */
export interface Folded {
  n: number;
  process: string;
  call: string;
  args: ResolvedArgs;
  outcome: Outcome;
  predicted: Prediction;
  diff: WorldDiff;
}

const SILENT = { completed: () => {}, died: () => {} };

export class Fold {
  readonly rules: Rules;
  readonly #world = new MutableWorld();
  readonly #model: ModelProvider;
  readonly #counters: IdCounters;
  readonly #folded: ((folded: Folded) => void) | null;
  #n: number;

  /** `from`: the step before its first one; `counters` go on from an earlier fold, so that no id is used twice. */
  constructor(rules: Rules, from = 0, counters: IdCounters = {}, folded: ((folded: Folded) => void) | null = null) {
    this.rules = rules;
    this.#model = new ModelProvider(rules, SILENT);
    this.#n = from;
    this.#counters = counters;
    this.#folded = folded;
  }

  /** The step that was folded last. */
  get n(): number {
    return this.#n;
  }

  async start(processes: readonly ProcessEntity[]): Promise<void> {
    for (const process of processes) await this.#model.start(process);
    this.#world.apply({ added: Object.fromEntries(processes.map((p) => [p.id, p])), updated: {}, removed: {} });
  }

  /** @throws Error when the rules say anything else than success: a story that fails measures something else. */
  async call(
    process: string, name: string, given: ResolvedArgs = {}, transfer: TransferId | null = null,
  ): Promise<Results & { transfer?: TransferId }> {
    const of = this.#world.get(processId(process)) as ProcessEntity;
    const call = asCalled(findCall(of.role === 'outside' ? 'outside' : this.rules, name)!, given);
    this.#n += 1;
    const semantics = semanticsOf(this.rules);
    const context = { semantics, process: of, thread: null, call, args: given, step: this.#n, transfer, as: [], grace: 0 };
    const predicted = predict(this.#world, context);
    const { outcome, observed } = await this.#model.answer(
      { participant: process, call, args: given, as: [], grace: 0, key: this.#n }, predicted.outcome);
    const draft = new Draft(this.#world, this.#counters);
    commit(draft, context, outcome, observed ?? {});
    const diff = draft.diff();
    this.#world.apply(diff);
    if (outcome.kind !== 'ok') throw new Error(`${process} ${name}: ${JSON.stringify(outcome)}`);
    this.#folded?.({ n: this.#n, process, call: name, args: given, outcome, predicted, diff });
    const made = Object.values(diff.added).find((e) => e.kind === 'transfer');
    return made ? { ...outcome.results, transfer: made.id } : outcome.results;
  }
}

/** Processes of a story with made-up pids, 1 and up. */
export function cast(...names: readonly string[]): ProcessEntity[] {
  return names.map((name, i) => ({
    kind: 'process', id: processId(name), name, role: name === 'client' ? 'outside' : 'participant', pid: i + 1, state: 'running',
    threads: [], endedAt: null, received: [],
  }));
}
