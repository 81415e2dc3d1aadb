/**
 * Which process makes which step, and which values it must send to others: names are global in a scenario, while each
 * program has only the values that it created or received.
 */
import { findCall } from '../calls/catalogue.ts';
import { type CallSpec, asCalled, startsOperation } from '../calls/types.ts';
import { splitParticipant } from '../domain/ids.ts';
import type { CallStep, Scenario, ScenarioStep } from '../scenario/format.ts';
import { isAwait, isCall, isKill, isMessage } from '../scenario/step-kinds.ts';
import { InputProblem } from '../base/input-problem.ts';

/** The content of a program's variable. */
export type VariableKind = 'socket' | 'event' | 'info' | 'infoA' | 'address' | 'pid' | 'number' | 'window' | 'port' | 'operation';

export interface Variable {
  name: string;
  kind: VariableKind;
}

/** A value sent between programs although no step of the scenario sends it. */
export interface Passed extends Variable {
  from: string;
  to: string;
}

export interface PlannedStep {
  /** From 1. */
  n: number;
  step: ScenarioStep;
  /** The process whose program performs it. */
  process: string;
  thread: string | null;
  /** For calls, and for the call that an await waits for. */
  call: CallSpec | null;
  /** For messages: the value that is sent and kept; null for plain text. */
  carries: { sent: Variable; kept: Variable } | null;
  /** For calls expected to block: the name by which they are awaited, or a generated name. */
  pending: string | null;
  /** Values sent right after the step. */
  passes: Passed[];
}

export interface Plan {
  scenario: Scenario;
  /** The process that starts the others, and kills. */
  director: string;
  steps: PlannedStep[];
  /** Values sent before the first step. */
  passes: Passed[];
  /** Processes created by a call of another process, and the step from which each can receive values. */
  later: ReadonlyMap<string, number>;
  /** Variables of each program, in order of first use. */
  variables: ReadonlyMap<string, Variable[]>;
}

export function planOf(scenario: Scenario): Plan {
  return new Planning(scenario).plan();
}

const KINDS: Readonly<Partial<Record<CallSpec['result'], VariableKind>>> = {
  descriptor: 'socket', descriptors: 'socket', event: 'event', blob: 'info', address: 'address', number: 'number', pid: 'pid',
  window: 'window', port: 'port', operation: 'operation',
};

class Planning {
  readonly #scenario: Scenario;
  readonly #director: string;
  readonly #steps: PlannedStep[] = [];
  readonly #passes: Passed[] = [];
  readonly #variables = new Map<string, Variable[]>();
  /** Where each name was last bound, by which step (0: before the first), and which processes know it. */
  readonly #bound = new Map<string, Variable & { from: string; at: number; known: Set<string> }>();
  readonly #pending = new Map<string, PlannedStep>();
  readonly #later = new Map<string, number>();

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    const main = scenario.processes.find((p) => p.name === 'main') ?? scenario.processes.find((p) => p.role !== 'outside');
    this.#director = (main ?? scenario.processes[0]!).name;
    for (const { name } of scenario.processes) this.#variables.set(name, []);
  }

  plan(): Plan {
    for (const [i, step] of this.#scenario.steps.entries()) this.#steps.push(this.#planned(step, i));
    return { scenario: this.#scenario, director: this.#director, steps: this.#steps, passes: this.#passes, later: this.#later,
      variables: this.#variables };
  }

  #planned(step: ScenarioStep, i: number): PlannedStep {
    const blank = { n: i + 1, step, thread: null, call: null, carries: null, pending: null, passes: [] };
    if (isCall(step)) return this.#call(step, i);
    if (isMessage(step)) {
      const planned: PlannedStep = { ...blank, process: step.from };
      if (!step.message.startsWith('$')) return planned;
      const sent = this.#known(step.message.slice(1), step.from, i);
      const kept: Variable = { name: step.as ?? sent.name, kind: sent.kind };
      this.#bind(kept, step.to, i + 1, step.as === undefined ? this.#bound.get(sent.name)?.known : undefined);
      return { ...planned, carries: { sent, kept } };
    }
    if (isAwait(step)) {
      const of = this.#pending.get(step.await.slice(1));
      if (!of)
        throw new InputProblem(`${step.await} is not a pending call`, `steps[${i}].await`, 'Await one that expects {"pending": true}.');
      return { ...blank, process: of.process, call: of.call, pending: of.pending };
    }
    if (isKill(step)) {
      if (step.kill === this.#director)
        throw new InputProblem(`"${step.kill}" starts the others and cannot be killed`, `steps[${i}].kill`, 'Kill another process.');
      // The director knows a process created by another one from the values it receives.
      if (this.#later.has(step.kill)) this.#known(step.kill, this.#director, i);
      return { ...blank, process: this.#director };
    }
    throw new InputProblem('a step of an unknown kind', `steps[${i}]`, 'Leave it out.');
  }

  #call(step: CallStep, i: number): PlannedStep {
    const { process, thread } = splitParticipant(step.process);
    const outside = this.#scenario.processes.find((p) => p.name === process)?.role === 'outside';
    const args = step.args ?? {};
    const found = findCall(outside ? 'outside' : this.#scenario.rules, step.call);
    if (!found)
      throw new InputProblem(`${step.call} has no C form here yet`, `steps[${i}].call`, 'Leave the step out to export the others as C.');
    const call = asCalled(found, args);
    for (const spec of call.args) {
      const given = args[spec.name];
      // Wrong lengths, NULL pointers and chosen fields are for experiments; C is written for the usual call.
      const isChosen = ['blob', 'data'].includes(spec.type.kind) && typeof given === 'object' && given !== null;
      if (given !== undefined && (spec.unmodelled || isChosen))
        throw new InputProblem(`${step.call} with this "${spec.name}" has no C form here`,
          `steps[${i}].args.${spec.name}`, 'Leave it out.');
      for (const value of [args[spec.name]].flat())
        if (typeof value === 'string' && value.startsWith('$') && spec.type.kind !== 'data') this.#known(value.slice(1), process, i);
    }
    const [as, ...more] = step.as === undefined ? [] : [step.as].flat();
    const pending = step.expect?.pending === true && !startsOperation(call, args) ? as ?? `step${i + 1}` : null;
    const planned: PlannedStep = { n: i + 1, step, process, thread, call, carries: null, pending, passes: [] };
    if (pending !== null) this.#pending.set(pending, planned);
    this.#lives(call, args, process, i);
    // A name bound by `carries` refers to the transfer, which has no value. Using a name that has no C value is refused.
    const kind = call.transfers === 'carries' ? undefined : args['name'] === 'SO_PROTOCOL_INFOW' ? 'info'
      : call.ansi && call.result === 'blob' ? 'infoA' : KINDS[call.result];
    if (kind) for (const name of as === undefined ? [] : [as, ...more]) this.#bind({ name, kind }, process, i + 1);
    return planned;
  }

  /** The effect of the call on other programs: one starts, becomes reachable, or ends. */
  #lives(call: CallSpec, args: Readonly<Record<string, unknown>>, process: string, i: number): void {
    const born = typeof args['process'] === 'string' ? args['process'] : null;
    if (call.process === 'creates' && born !== null) {
      this.#bind({ name: born, kind: 'pid' }, process, i + 1);
      this.#bound.get(born)!.known.add(born);
      this.#later.set(born, i + 1);
    } else if (call.process === 'resumes' && born !== null) this.#later.set(born, i + 1);
    else if (call.process === 'ends' && this.#later.has(process)) this.#known(process, this.#director, i);
  }

  #bind(variable: Variable, process: string, at: number, known?: Set<string>): void {
    this.#declare(process, variable);
    if (known) known.add(process);
    else this.#bound.set(variable.name, { ...variable, from: process, at, known: new Set([process]) });
  }

  #declare(process: string, variable: Variable): void {
    const list = this.#variables.get(process)!;
    const former = list.find((v) => v.name === variable.name);
    if (!former) list.push(variable);
    else if (former.kind !== variable.kind) {
      throw new InputProblem(`the name "${variable.name}" stands for two kinds of things, which a C variable cannot`, 'steps',
        'Bind another name.');
    }
  }

  /** Returns the variable of a name in a process. If it is unknown there, the owner sends the value as soon as it has it. */
  #known(name: string, process: string, i: number): Variable {
    const pid = this.#scenario.processes.some((p) => p.name === name);
    if (pid && !this.#bound.has(name)) {
      this.#bound.set(name, { name, kind: 'pid', from: this.#director, at: 0, known: new Set([this.#director, name]) });
      // A program has a variable for every process but itself.
      if (name === this.#director) this.#declare(name, { name, kind: 'pid' });
    }
    const bound = this.#bound.get(name);
    if (!bound) {
      throw new InputProblem(`$${name} has no value that C can hold here`, `steps[${i}]`, 'Use a name that a call or a message has bound.');
    }
    const variable: Variable = { name, kind: bound.kind };
    if (!bound.known.has(process)) {
      // A process that is created later receives it from the process that created or resumed it.
      const since = this.#later.get(process) ?? 0;
      const at = Math.max(bound.at, since);
      const from = since > bound.at ? this.#steps[since - 1]!.process : bound.from;
      if (!bound.known.has(from)) this.#known(name, from, i);
      bound.known.add(process);
      (at === 0 ? this.#passes : this.#steps[at - 1]!.passes).push({ ...variable, from, to: process });
    }
    this.#declare(process, variable);
    return variable;
  }
}
