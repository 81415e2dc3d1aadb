/**
 * Space needed by the remaining steps, computed from the scenario alone. With it, a process is as tall
 * from the start as it will become, so that live steps do not push down nodes below it.
 */
import { findCall } from '../calls/catalogue.ts';
import { asCalled } from '../calls/types.ts';
import { splitParticipant } from '../domain/ids.ts';
import type { CallStep, Scenario } from '../scenario/format.ts';
import { Slots } from './slots.ts';

export interface PlanReserve {
  /** Largest number of rows by process name. */
  rows: ReadonlyMap<string, number>;
  /** Names (bound by `as`) of descriptors whose socket will get a registration. */
  registered: ReadonlySet<string>;
  /** Names of descriptors whose socket will be associated with a completion port. */
  ported: ReadonlySet<string>;
  /** Names of descriptors through whose socket SCM_RIGHTS messages will be received. */
  carriers: ReadonlySet<string>;
}

/** Follows the plan as if every call met its expectation. */
export function reserveForPlan(scenario: Scenario): PlanReserve {
  const walk = new Walk(scenario);
  for (const [i, step] of scenario.steps.entries()) {
    if ('message' in step && step.as !== undefined && step.message.startsWith('$')) {
      walk.alias.set(step.as, step.message.slice(1));
    }
    if ('call' in step && step.expect?.error === undefined && step.expect?.ok !== false) walk.call(step, i);
  }
  const bound = scenario.steps.flatMap((step) => ('as' in step && step.as !== undefined ? step.as : []));
  const sharing = (names: readonly string[]) => {
    const roots = new Set(names.map((name) => walk.socketOf(name)));
    return new Set(bound.filter((name) => roots.has(walk.socketOf(name))));
  };
  return {
    rows: new Map([...walk.rows].map(([process, slots]) => [process, slots.size])),
    registered: sharing(walk.registered),
    ported: sharing(walk.ported),
    carriers: sharing(walk.carriers),
  };
}

class Walk {
  readonly rows = new Map<string, Slots>();
  /** Received names, with the name that was sent. */
  readonly alias = new Map<string, string>();
  readonly registered: string[] = [];
  readonly ported: string[] = [];
  readonly carriers: string[] = [];
  /** A blob and its exported descriptor; an import and its blob; a dup and its source. */
  readonly #madeOf = new Map<string, string>();
  readonly #scenario: Scenario;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
  }

  /** The name of the first descriptor of the same socket. */
  socketOf(name: string): string {
    let at = name;
    for (let next = this.#before(at); next !== undefined; next = this.#before(at)) at = next;
    return at;
  }

  call(step: CallStep, index: number): void {
    const { process } = splitParticipant(step.process);
    if (this.#scenario.processes.find((p) => p.name === process)?.role === 'outside') return;
    const found = findCall(this.#scenario.rules, step.call);
    if (!found) return;
    const call = asCalled(found, step.args ?? {});
    const names = step.as === undefined ? [`step ${index}`] : [step.as].flat();
    const source = reference(step, 's') ?? reference(step, 'fd');
    const blob = reference(step, 'protocolInfo');
    const parent = blob ?? (call.copies ? source : undefined);
    if (parent !== undefined) for (const name of names) this.#madeOf.set(name, parent);
    if (blob !== undefined) this.#slots(process).free(`transfer ${this.#sent(blob)}`);
    if (call.result === 'descriptor' || call.result === 'descriptors' || call.result === 'event' || call.result === 'window'
      || (call.result === 'port' && source === undefined)) {
      for (const name of names) this.#slots(process).take(name);
    }
    const target = reference(step, 'processId');
    if (call.result === 'blob' && target !== undefined) {
      for (const name of names) this.#slots(this.#sent(target)).take(`transfer ${name}`);
    }
    const closed = call.closes ? source ?? reference(step, 'event') : undefined;
    if (closed !== undefined) this.#slots(process).free(closed);
    if (call.transfers === 'receives' && step.as !== undefined && source !== undefined) this.carriers.push(source);
    if (source === undefined || !call.registers || (call.registersBy ?? step.args?.['command']) !== step.args?.['command']) return;
    (call.registers === 'for life' ? this.ported : this.registered).push(source);
  }

  #before(name: string): string | undefined {
    const next = this.alias.get(name) ?? this.#madeOf.get(name);
    return next === name ? undefined : next;
  }

  #sent(name: string): string {
    let at = name;
    for (let next = this.alias.get(at); next !== undefined && next !== at; next = this.alias.get(at)) at = next;
    return at;
  }

  #slots(process: string): Slots {
    const slots = this.rows.get(process) ?? new Slots();
    this.rows.set(process, slots);
    return slots;
  }
}

function reference(step: CallStep, arg: string): string | undefined {
  const value = step.args?.[arg];
  return typeof value === 'string' && value.startsWith('$') ? value.slice(1) : undefined;
}
