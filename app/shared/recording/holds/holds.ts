/** Which calls a program is held before: the conditions of the user, and single steps. */
import type { HoldFilter } from '../source.ts';
import { type Condition, callsNamed, named } from './condition.ts';
import type { HeldCall } from './held-call.ts';
import { SHARING } from './shares.ts';

/** The next call of a thread, or of a process. */
export type HoldStep = { task: number } | { process: number };

type HoldTerm = Condition['terms'][number];

export class Holds {
  #conditions: { condition: Condition; filter: HoldFilter; met: number }[] = [];
  #step: HoldStep | null = null;

  constructor(conditions: readonly Condition[]) {
    this.set(conditions);
  }

  get conditions(): readonly Condition[] {
    return this.#conditions.map(({ condition }) => condition);
  }

  /** Conditions that stay keep their counts. */
  set(conditions: readonly Condition[]): void {
    this.#conditions = conditions.map((condition) =>
      this.#conditions.find((before) => before.condition.text === condition.text) ?? { condition, filter: filterOf(condition), met: 0 });
  }

  /** Holds the next call of a thread or process, once. */
  step(step: HoldStep): void {
    this.#step = step;
  }

  /** Whether a step has not been met. */
  get stepping(): boolean {
    return this.#step !== null;
  }

  /** What a source can decide: a call that meets none of these meets no condition. */
  get filters(): HoldFilter[] {
    return [...this.#conditions.map(({ filter }) => filter), ...this.#step ? [{ ...ANY, ...this.#step }] : []];
  }

  /** Why the call is held; null if it is not. Counts it. `free`: as of `HeldCall.foresee`. */
  meets(call: HeldCall, free: () => number): string | null {
    if (!call.isShown) return null;
    let why = this.#step && stepMet(this.#step, call);
    if (why !== null) this.#step = null;
    for (const held of this.#conditions) {
      if (!held.condition.terms.every((term) => holds(term, call, free) !== term.not)) continue;
      held.met += 1;
      if (held.condition.nth === null || held.condition.nth === held.met) why ??= held.condition.text;
    }
    return why;
  }
}

const ANY: HoldFilter = { calls: null, task: null, process: null };

function stepMet(step: HoldStep, { raw, pid }: HeldCall): string | null {
  if ('task' in step) return step.task === raw.task ? 'step of the thread' : null;
  return step.process === pid ? 'step of the process' : null;
}

function filterOf({ terms, rules }: Condition): HoldFilter {
  const wanted = terms.filter((term) => !term.not);
  const number = (key: string): number | null => Number(wanted.find((term) => term.key === key)?.value ?? NaN) || null;
  const calls = wanted.flatMap(({ key, value }) => (key === 'call' ? [callsNamed(value, rules)] : key === null ? [SHARING[rules]] : []));
  return {
    calls: calls.length === 0 ? null : calls.reduce((all, more) => all.filter((name) => more.includes(name))),
    task: number('thread'), process: number('pid'),
  };
}

function holds({ key, value }: HoldTerm, call: HeldCall, free: () => number): boolean {
  const [process = '', thread = null] = call.participant.split('/');
  switch (key) {
    case null: return call.shares;
    case 'call': return named(call.call, value) || named(call.raw.name, value);
    case 'process': return named(process, value);
    case 'pid': return call.pid === Number(value);
    case 'thread': return String(call.raw.task) === value || named(call.participant, value) || (thread !== null && named(thread, value));
    case 'fd': return call.descriptors.includes(Number(value));
    case 'socket': return call.objects.some((id) => id === `socket:${value}`);
    case 'port': return call.ports.includes(Number(value));
    case 'hazard': return call.foresee(free).hazards.some((hazard) => hazard.state === 'found' && named(hazard.id, value));
  }
}
