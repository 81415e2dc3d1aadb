/**
 * Compares a replay with its record. Numbers that the system chooses in each run (descriptors, process
 * ids, ports, memory addresses) can differ; outcomes, data, events and changes of the world must not.
 */
import type { Outcome, Results } from '../calls/types.ts';
import type { StepNumber } from '../domain/ids.ts';
import { outcomeText } from './compare.ts';
import type { Action, Step } from './step.ts';

export interface ReplayDifference {
  step: StepNumber;
  /** "outcome of recv", "what happened", "what changed" */
  what: string;
  recorded: string;
  replayed: string;
}

/** The first difference between a recorded step and the one that stands in its place in a replay, or null. */
export function replayDifference(recorded: Step, replayed: Step): ReplayDifference | null {
  const differs = (what: string, was: string, is: string): ReplayDifference => ({ step: recorded.n, what, recorded: was, replayed: is });
  const [was, is] = [deed(recorded.action), deed(replayed.action)];
  if (was !== is) return differs('what happened', was, is);
  if (outcomeMark(recorded.outcome) !== outcomeMark(replayed.outcome)) {
    return differs(`outcome of ${was}`, outcomeText(recorded.outcome), outcomeText(replayed.outcome));
  }
  const [before, after] = [changes(recorded), changes(replayed)];
  return before === after ? null : differs('what changed', before, after);
}

function deed(action: Action): string {
  switch (action.kind) {
    case 'call': return `${action.call} in ${action.participant}`;
    case 'completion': return `return of ${action.call} in ${action.participant}`;
    case 'message': return `message from ${action.from} to ${action.to}`;
    case 'kill': return `kill of ${action.process}`;
    case 'death': return `end of ${action.process}`;
  }
}

/** Results that a second run must repeat. */
const REPEATED: readonly (keyof Results)[] = ['data', 'ended', 'events', 'errors', 'flags', 'started'];

function outcomeMark(outcome: Outcome): string {
  if (outcome.kind === 'error') return outcome.name;
  if (outcome.kind !== 'ok') return outcome.kind;
  const { results } = outcome;
  // The systems report sets in any order; text can be an identity that differs between runs.
  const kept = REPEATED.map((key) => results[key] ?? null).map((value) => (Array.isArray(value) ? (value as string[]).toSorted() : value));
  return JSON.stringify([...kept, results.descriptors?.length ?? 0, typeof results.value === 'string' ? null : results.value ?? null]);
}

/** Ids are given in order of appearance, so equal stories name things equally. */
function changes({ diff }: Step): string {
  const part = (sign: string, ids: string[]) => ids.sort().map((id) => `${sign}${id}`);
  return [...part('+', Object.keys(diff.added)), ...part('~', Object.keys(diff.updated)),
    ...part('-', Object.keys(diff.removed))].join(' ') || 'nothing';
}

/** Compares a replay with its record while it is made. Steps that happened by themselves can come at another moment. */
export class ReplayCheck {
  readonly #planned: ReadonlyMap<number, Step>;
  readonly #byThemselves: Step[];
  readonly #differences: ReplayDifference[] = [];

  /** @param planned the recorded steps by their place in the scenario that is replayed. @param record all of them, in order. */
  constructor(planned: ReadonlyMap<number, Step>, record: readonly Step[]) {
    this.#planned = planned;
    const made = new Set(planned.values());
    this.#byThemselves = record.filter((step) => !made.has(step));
  }

  get differences(): readonly ReplayDifference[] {
    return this.#differences;
  }

  see(step: Step): void {
    const recorded = step.plan === null ? this.#match(step) : this.#planned.get(step.plan);
    if (!recorded) {
      if (step.plan === null)
        this.#differences.push({ step: step.n, what: 'what happened', recorded: 'nothing', replayed: deed(step.action) });
      return;
    }
    // A process that had died is killed in the replay: of that only the effect can be the same.
    const difference = replayDifference(recorded.action.kind === 'death' ? { ...recorded, action: step.action } : recorded, step);
    if (difference) this.#differences.push(difference);
  }

  /** The replay is over: what the record has and the replay has not, differs too. */
  end(): void {
    for (const step of this.#byThemselves.splice(0)) {
      this.#differences.push({ step: step.n, what: 'what happened', recorded: deed(step.action), replayed: 'nothing' });
    }
  }

  #match(step: Step): Step | undefined {
    const at = this.#byThemselves.findIndex((recorded) => deed(recorded.action) === deed(step.action));
    return at < 0 ? undefined : this.#byThemselves.splice(at, 1)[0];
  }
}
