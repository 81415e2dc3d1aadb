/**
 * Follows a scenario step by step: bound names with their kinds, processes that received blobs, and processes that
 * run. It is used to check a file, to check a typed step and to complete one.
 */
import { findCall, performableCalls } from '../calls/catalogue.ts';
import { type CallSpec, type Platform, type ResultKind, asCalled, startsOperation } from '../calls/types.ts';
import { splitParticipant } from '../domain/ids.ts';
import { type BoundKind, checkArgs } from './check-args.ts';
import { checkError } from './check-error.ts';
import { checkExpected } from './check-expected.ts';
import { ProcessLifetimes } from './process-lifetimes.ts';
import type { AwaitStep, CallStep, Expectation, MessageStep, Scenario, ScenarioStep } from './format.ts';
import { isAwait, isCall, isKill, isMessage } from './step-kinds.ts';
import { nearest } from '../base/nearest.ts';
import { InputProblem } from '../base/input-problem.ts';

/** A name that an earlier step has bound. */
export interface BoundName {
  name: string;
  kind: BoundKind;
  /** Process that made it, for blobs: where it is before any message. */
  maker: string;
  /** Processes in which a blob has arrived by message. */
  arrived: readonly string[];
  /** A descriptor of a unix socket, as far as the steps tell: its addresses are names. */
  unix: boolean;
}

type Cast = Pick<Scenario, 'rules' | 'processes'>;

export class StepChecks {
  readonly #rules: Scenario['rules'];
  readonly #processes: ReadonlyMap<string, Scenario['processes'][number]>;
  readonly #bound = new Map<string, Omit<BoundName, 'arrived'> & { arrived: Set<string> }>();
  readonly #lives: ProcessLifetimes;
  /** What awaiting a pending call gives, by the name of the call; null if it has no result to bind. */
  readonly #awaited = new Map<string, Pick<BoundName, 'maker' | 'unix'> & { kind: BoundKind | null }>();

  /** @throws InputProblem when the processes contradict each other. */
  constructor(scenario: Cast) {
    this.#rules = scenario.rules;
    this.#processes = new Map(scenario.processes.map((p) => [p.name, p]));
    if (this.#processes.size < scenario.processes.length) {
      throw new InputProblem('two processes have the same name', 'processes', 'Use a different name for each.');
    }
    if (this.#processes.get('main')?.role === 'outside') {
      throw new InputProblem('"main" is the inspector itself and cannot be outside', 'processes',
        'Use another name for the outside process.');
    }
    this.#lives = new ProcessLifetimes(scenario);
  }

  /** Checks the next step and follows it. @throws InputProblem with the path of the offending value, below `where`. */
  check(step: ScenarioStep, where: string): void {
    if (isCall(step)) this.#call(step, where);
    else if (isMessage(step)) this.#message(step, where);
    else if (isAwait(step)) this.#await(step, where);
    else if (isKill(step)) {
      this.#lives.exists(step.kill, `${where}.kill`);
      if (step.kill === 'main')
        throw new InputProblem('"main" cannot be killed: it is the inspector', `${where}.kill`, 'Kill another process.');
      this.#lives.killed(step.kill);
    }
  }

  /** The name stands for something that no step of the scenario has bound. */
  assume(name: string, kind: BoundKind, maker: string): void {
    this.#bind({ name, kind, maker, unix: false }, name);
  }

  /** What is bound after the steps that were followed, in the order of binding. */
  names(): BoundName[] {
    return [...this.#bound.values()].map((b) => ({ ...b, arrived: [...b.arrived] }));
  }

  /** Names of the processes that can make calls now. */
  running(): string[] {
    return [...this.#processes.keys()].filter((name) => this.#lives.isRunning(name));
  }

  /** Which catalogue a process takes its calls from. */
  platformOf(process: string): Platform {
    return this.#processes.get(process)?.role === 'outside' ? 'outside' : this.#rules;
  }

  readonly #scope = (name: string, where: string): BoundKind => {
    if (this.#processes.has(name)) {
      if (this.#lives.waits(name)) this.#lives.exists(name, where);
      return 'pid';
    }
    const binding = this.#bound.get(name);
    if (binding) return binding.kind;
    const hint = nearest(name, [...this.#bound.keys(), ...this.#processes.keys()]);
    throw new InputProblem(`$${name} has no value yet`, where,
      hint ? `Did you mean $${hint}?` : 'An earlier step must bind it with "as".');
  };

  #bind(bound: Omit<BoundName, 'arrived'>, where: string, arrived: readonly string[] = []): void {
    const { name } = bound;
    if (this.#processes.has(name)) {
      throw new InputProblem(`"${name}" is the name of a process`, where, 'Bind another name.');
    }
    // After another binding the name refers to a value that was not sent anywhere yet.
    this.#bound.set(name, { ...bound, arrived: new Set(arrived) });
  }

  /** Made with AF_UNIX, or from a descriptor that was: accepted, duplicated. */
  #isUnix(args: Readonly<Record<string, unknown>>): boolean {
    return Object.values(args).some((value) =>
      value === 'AF_UNIX' || (typeof value === 'string' && this.#bound.get(value.slice(1))?.unix === true));
  }

  #call(step: CallStep, where: string): void {
    const { process, thread } = splitParticipant(step.process);
    this.#lives.runs(process, `${where}.process`);
    const described = this.#processes.get(process)!;
    if (thread !== null && !described.threads?.includes(thread)) {
      throw new InputProblem(`process "${process}" has no thread "${thread}"`, `${where}.process`,
        'List it under "threads" of the process.');
    }
    const call = knownCall(this.platformOf(process), step.call, `${where}.call`);
    if (step.raw) checkRaw(process, described.role, where);
    const args = step.args ?? {};
    if (args['infoBytes'] !== undefined && !step.raw)
      throw new InputProblem('only raw steps pass a part of a WSAPROTOCOL_INFOW', `${where}.args.infoBytes`, 'Add "raw": true.');
    if (process === 'main') checkUsual(call, args, `${where}.args`);
    checkArgs(call, args, `${where}.args`, this.#scope);
    if (this.#rules === 'winsock') checkUnixNames(call, args, `${where}.args`);
    this.#lives.follow(step, process, where);
    this.#blobIsHere(args['protocolInfo'], process, `${where}.args.protocolInfo`);
    this.#expected(step.expect, `${where}.expect`);
    const names = step.as === undefined ? [] : [step.as].flat();
    const kind = boundKind(call, step);
    if (names.length > 0 && kind === null) {
      throw new InputProblem(`${call.name} has no result to bind`, `${where}.as`, 'Omit "as".');
    }
    const unix = this.#isUnix(args);
    for (const name of names) {
      this.#bind({ name, kind: kind!, maker: process, unix }, `${where}.as`);
      if (kind === 'pending') this.#awaited.set(name, { kind: BOUND[asCalled(call, args).result], maker: process, unix });
    }
  }

  #blobIsHere(blob: unknown, process: string, where: string): void {
    const binding = typeof blob === 'string' ? this.#bound.get(blob.slice(1)) : undefined;
    if (binding?.kind !== 'blob' || binding.maker === process || binding.arrived.has(process)) return;
    throw new InputProblem(`$${binding.name} has not arrived in "${process}"`, where,
      `A message of an earlier step must bring it from ${binding.maker} (in a file: { "message": "$${binding.name}", "from": "${
        binding.maker}", "to": "${process}", "carrier": "ipc" }).`);
  }

  /** An expected value can be one that an earlier step has bound. */
  #expected(expected: Expectation | undefined, where: string): void {
    checkError(this.#rules, expected?.error, `${where}.error`);
    const value = expected?.value;
    if (typeof value === 'string' && value.startsWith('$')) this.#scope(value.slice(1), `${where}.value`);
    checkExpected(this.#rules, expected, where);
    if (expected?.opaque !== undefined) {
      const kind = this.#scope(expected.opaque.of.slice(1), `${where}.opaque.of`);
      if (kind !== 'blob' && kind !== 'value')
        throw new InputProblem(`${expected.opaque.of} is not a WSAPROTOCOL_INFOW`, `${where}.opaque.of`, 'Name an export.');
    }
  }

  #message(step: MessageStep, where: string): void {
    this.#lives.runs(step.from, `${where}.from`);
    this.#lives.runs(step.to, `${where}.to`);
    if (step.from === step.to) throw new InputProblem('a message goes to another process', `${where}.to`, 'Name the receiver.');
    let kind: BoundKind = 'text';
    let maker = step.from;
    if (step.message.startsWith('$')) {
      const name = step.message.slice(1);
      kind = this.#scope(name, `${where}.message`);
      const binding = this.#bound.get(name);
      if (binding && kind === 'blob') {
        ({ maker } = binding);
        if (maker !== step.from && !binding.arrived.has(step.from)) {
          throw new InputProblem(`"${step.from}" does not have ${step.message}`, `${where}.from`,
            `"${maker}" made it; send it from there.`);
        }
        binding.arrived.add(step.to);
      }
    }
    if (step.as !== undefined) this.#bind({ name: step.as, kind, maker, unix: false }, `${where}.as`, kind === 'blob' ? [step.to] : []);
  }

  #await(step: AwaitStep, where: string): void {
    this.#expected(step.expect, `${where}.expect`);
    if (this.#scope(step.await.slice(1), `${where}.await`) !== 'pending') {
      throw new InputProblem(`${step.await} is not a pending call`, `${where}.await`, 'Bind a call that expects {"pending": true}.');
    }
    this.#expected(step.expect, `${where}.expect`);
    const result = this.#awaited.get(step.await.slice(1));
    for (const name of step.as === undefined ? [] : [step.as].flat()) {
      if (!result?.kind) throw new InputProblem(`${step.await} has no result to bind`, `${where}.as`, 'Omit "as".');
      this.#bind({ ...result, name, kind: result.kind }, `${where}.as`);
    }
  }
}

function knownCall(platform: Platform, name: string, where: string): CallSpec {
  const call = findCall(platform, name);
  if (call?.notPerformed !== undefined)
    throw new InputProblem(`${name} cannot be performed by a scenario: ${call.notPerformed}`, where, 'Omit the step.');
  if (call) return call;
  const hint = nearest(name, performableCalls(platform));
  throw new InputProblem(`unknown call "${name}"`, where,
    hint ? `Did you mean "${hint}"?`
      : `${platform === 'outside' ? 'Outside processes know' : 'Known'}: ${performableCalls(platform).join(', ')}.`);
}

/** Windows' runtime, which outside processes use, takes a path for a named pipe of any program. */
function checkUnixNames(call: CallSpec, args: Readonly<Record<string, unknown>>, where: string): void {
  for (const { name, type } of call.args) {
    const value = args[name];
    if (type.kind !== 'address' || typeof value !== 'string') continue;
    if (value.startsWith('@'))
      throw new InputProblem(`"${value}" is an abstract name, which Windows does not connect to`, `${where}.${name}`, 'Write a path.');
    if (value.startsWith('/') && call.platform === 'outside') {
      throw new InputProblem(`"${value}" is the path of a unix socket, and outside processes on Windows use IP addresses alone`,
        `${where}.${name}`, 'Write 127.0.0.1:0 or [::1]:0.');
    }
  }
}

/** A wrong length or a NULL pointer can end the process that passes it. */
function checkUsual(call: CallSpec, args: Readonly<Record<string, unknown>>, where: string): void {
  if (call.ofItsProcess)
    throw new InputProblem(`"main" cannot call ${call.name}: it is the inspector, which the call would change`, where,
      'Name another process.');
  const unusual = call.args.find((spec) => spec.unmodelled && args[spec.name] !== undefined);
  if (unusual)
    throw new InputProblem(`"main" cannot pass "${unusual.name}": it is the inspector`,
      `${where}.${unusual.name}`, 'Name another process.');
}

/** A raw step can hit what is not ours (W1, W2), so it needs a process that can be thrown away. */
function checkRaw(process: string, role: string | undefined, where: string): void {
  if (process === 'main') {
    throw new InputProblem('"main" cannot make a raw step: it is the inspector', `${where}.raw`, 'Name another process.');
  }
  if (role === 'outside')
    throw new InputProblem('an outside process shares nothing, so its calls have no guard to skip', `${where}.raw`, 'Omit "raw".');
}

/** What kind of thing `as` of this step binds; null when there is nothing to bind. */
export function boundKind(call: CallSpec, step: CallStep): BoundKind | null {
  const args = step.args ?? {};
  // An overlapped operation is pending too, but has its own name.
  return step.expect?.pending && !startsOperation(call, args) ? 'pending' : BOUND[asCalled(call, args).result];
}

const BOUND: Readonly<Record<ResultKind, BoundKind | null>> = {
  descriptor: 'descriptor', descriptors: 'descriptor', blob: 'blob', event: 'event', address: 'address', data: 'text',
  number: 'number', window: 'window', operation: 'operation', port: 'port', events: null, flags: null, pid: 'pid', value: 'value',
  none: null,
};
