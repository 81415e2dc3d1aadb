/**
 * Reads a scenario: shape first, then meaning (calls, processes, names, arrival of blobs). The first fault
 * ends it with one message that carries the path of the offending value; nothing has been performed by then.
 */
import { callNames, findCall } from '../calls/catalogue.ts';
import { type Platform, type ResultKind, asCalled } from '../calls/types.ts';
import { splitParticipant } from '../domain/ids.ts';
import { type BoundKind, checkArgs } from './check-args.ts';
import {
  type AwaitStep, type CallStep, type Expectation, type MessageStep, type Scenario, type ScenarioStep,
  isAwait, isCall, isKill, isMessage, scenarioSchema,
} from './format.ts';
import { Lives } from './check-lives.ts';
import { nearest } from './nearest.ts';
import { InputProblem, pathText } from './problem.ts';

/** Text of a file to a checked scenario. `file` names it in messages. */
export function parseScenario(text: string, file: string): Scenario {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new InputProblem(`not JSON (${(error as Error).message})`, file, 'Save it as JSON in UTF-8.');
  }
  return checkScenario(json);
}

export function checkScenario(json: unknown): Scenario {
  checkStepShapes(json);
  const parsed = scenarioSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new InputProblem(issue.message, pathText(issue.path), 'The format is described in assets/schema/handoff-scenario-1.json.');
  }
  checkMeaning(parsed.data);
  return parsed.data;
}

/** A union's error names no branch; say plainly what a step can be before the schema sees it. */
function checkStepShapes(json: unknown): void {
  const steps = (json as { steps?: unknown } | null)?.steps;
  if (!Array.isArray(steps)) return;
  for (const [i, step] of steps.entries()) {
    const keys = typeof step === 'object' && step !== null ? Object.keys(step) : [];
    const kinds = ['call', 'message', 'await', 'kill'].filter((k) => keys.includes(k));
    if (kinds.length !== 1) {
      throw new InputProblem(kinds.length === 0 ? 'this step says nothing to do' : `this step is both ${kinds.join(' and ')}`,
        `steps[${i}]`, 'A step has exactly one of "call", "message", "await", "kill".');
    }
  }
}

/** A raw step may hit what is not ours (W1, W2), so it needs a process that can be thrown away. */
function checkRaw(process: string, role: string | undefined, where: string): void {
  if (process === 'main') {
    throw new InputProblem('"main" makes no raw step: it is the inspector, and would be hit itself', `${where}.raw`, 'Name another process.');
  }
  if (role === 'outside') throw new InputProblem('an outside process shares nothing, so nothing is guarded there', `${where}.raw`, 'Leave "raw" out.');
}

interface Binding {
  kind: BoundKind;
  /** Process that made it, for blobs: where it is before any message. */
  maker: string;
}

function checkMeaning(scenario: Scenario): void {
  const processes = new Map(scenario.processes.map((p) => [p.name, p]));
  if (processes.size < scenario.processes.length) {
    throw new InputProblem('two processes have the same name', 'processes', 'Give each its own.');
  }
  if (processes.get('main')?.role === 'outside') {
    throw new InputProblem('"main" is the inspector itself and cannot be outside', 'processes', 'Name the outside process otherwise.');
  }
  const bound = new Map<string, Binding>();
  const arrived = new Map<string, Set<string>>();
  const lives = new Lives(scenario);

  const scope = (name: string, where: string): BoundKind => {
    if (processes.has(name)) {
      if (lives.waits(name)) lives.exists(name, where);
      return 'pid';
    }
    const binding = bound.get(name);
    if (binding) return binding.kind;
    const hint = nearest(name, [...bound.keys(), ...processes.keys()]);
    throw new InputProblem(`$${name} is not bound yet`, where,
      hint ? `Did you mean $${hint}?` : 'An earlier step must bind it with "as".');
  };

  const bind = (name: string, kind: BoundKind, maker: string, where: string) => {
    if (processes.has(name)) {
      throw new InputProblem(`"${name}" is the name of a process`, where, 'Bind another name.');
    }
    bound.set(name, { kind, maker });
  };

  const checkCall = (step: CallStep, where: string) => {
    const { process, thread } = splitParticipant(step.process);
    lives.runs(process, `${where}.process`);
    const described = processes.get(process)!;
    if (thread !== null && !described.threads?.includes(thread)) {
      throw new InputProblem(`process "${process}" has no thread "${thread}"`, `${where}.process`, 'List it under "threads" of the process.');
    }
    const platform: Platform = described.role === 'outside' ? 'outside' : scenario.rules;
    const call = findCall(platform, step.call);
    if (!call) {
      const hint = nearest(step.call, callNames(platform));
      throw new InputProblem(`unknown call "${step.call}"`, `${where}.call`,
        hint ? `Did you mean "${hint}"?` : `${platform === 'outside' ? 'Outside processes know' : 'Known'}: ${callNames(platform).join(', ')}.`);
    }
    if (step.raw) checkRaw(process, described.role, where);
    const args = step.args ?? {};
    checkArgs(call, args, `${where}.args`, scope);
    lives.follow(step, process, where);
    const blob = args['protocolInfo'];
    if (typeof blob === 'string') {
      const name = blob.slice(1);
      const binding = bound.get(name)!;
      if (binding.kind === 'blob' && binding.maker !== process && !arrived.get(name)?.has(process)) {
        throw new InputProblem(`${blob} has not arrived in "${process}"`, `${where}.args.protocolInfo`,
          `Add a step { "message": "${blob}", "from": "${binding.maker}", "to": "${process}", "carrier": "ipc" } before it.`);
      }
    }
    checkExpected(step.expect, `${where}.expect`);
    const names = step.as === undefined ? [] : Array.isArray(step.as) ? step.as : [step.as];
    // An overlapped operation is under way too, and yet has a name of its own.
    const startsOperation = call.result === 'operation' && (call.name === 'AcceptEx' || args['overlapped'] === true);
    const kind = step.expect?.pending && !startsOperation ? 'pending' : BOUND[asCalled(call, args).result];
    if (names.length > 0 && kind === null) {
      throw new InputProblem(`${call.name} gives nothing to bind`, `${where}.as`, 'Leave "as" out.');
    }
    for (const name of names) bind(name, kind!, process, `${where}.as`);
  };

  /** An expected value may be one that an earlier step has bound. */
  const checkExpected = (expected: Expectation | undefined, where: string) => {
    const value = expected?.value;
    if (typeof value === 'string' && value.startsWith('$')) scope(value.slice(1), `${where}.value`);
  };

  const checkMessage = (step: MessageStep, where: string) => {
    lives.runs(step.from, `${where}.from`);
    lives.runs(step.to, `${where}.to`);
    if (step.from === step.to) throw new InputProblem('a message goes to another process', `${where}.to`, 'Name the receiver.');
    let kind: BoundKind = 'text';
    let maker = step.from;
    if (step.message.startsWith('$')) {
      const name = step.message.slice(1);
      kind = scope(name, `${where}.message`);
      const binding = bound.get(name);
      if (kind === 'blob') {
        maker = binding!.maker;
        if (maker !== step.from && !arrived.get(name)?.has(step.from)) {
          throw new InputProblem(`"${step.from}" does not have ${step.message}`, `${where}.from`, `"${maker}" made it; send it from there.`);
        }
        const places = arrived.get(name) ?? new Set();
        arrived.set(name, places.add(step.to));
      }
    }
    if (step.as !== undefined) {
      bind(step.as, kind, maker, `${where}.as`);
      if (kind === 'blob') arrived.set(step.as, new Set([step.to]));
    }
  };

  const checkAwait = (step: AwaitStep, where: string) => {
    const kind = scope(step.await.slice(1), `${where}.await`);
    if (kind !== 'pending') {
      throw new InputProblem(`${step.await} is not a pending call`, `${where}.await`, 'Bind a call that expects {"pending": true}.');
    }
  };

  for (const [i, step] of scenario.steps.entries()) {
    const where = `steps[${i}]`;
    if (isCall(step)) checkCall(step, where);
    else if (isMessage(step)) checkMessage(step, where);
    else if (isAwait(step)) checkAwait(step, where);
    else if (isKill(step)) {
      lives.exists(step.kill, `${where}.kill`);
      if (step.kill === 'main') throw new InputProblem('"main" cannot be killed: it is the inspector', `${where}.kill`, 'Kill another process.');
      lives.killed(step.kill);
    }
  }
}

const BOUND: Readonly<Record<ResultKind, BoundKind | null>> = {
  descriptor: 'descriptor', descriptors: 'descriptor', blob: 'blob', event: 'event', address: 'address', data: 'text',
  number: 'number', window: 'window', operation: 'operation', port: 'port', events: null, flags: null, pid: 'pid', value: 'value', none: null,
};

export type { ScenarioStep };
