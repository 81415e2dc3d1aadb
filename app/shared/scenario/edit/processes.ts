/** Processes of a scenario under edit: added, renamed together with the steps that refer to them, removed with their steps. */
import { InputProblem } from '../../base/input-problem.ts';
import { findCall } from '../../calls/catalogue.ts';
import { splitParticipant } from '../../domain/ids.ts';
import type { Scenario, ScenarioStep } from '../format.ts';
import { NAME, isAwait, isCall, isKill } from '../step-kinds.ts';

export type ScenarioProcess = Scenario['processes'][number];

/** @throws InputProblem as all changes of processes do, for a name that is invalid or taken. */
export function withProcess(scenario: Scenario, process: ScenarioProcess): Scenario {
  return { ...scenario, processes: [...scenario.processes, checked(scenario.processes, process)] };
}

export function withChangedProcess(scenario: Scenario, name: string, process: ScenarioProcess): Scenario {
  const at = scenario.processes.findIndex((p) => p.name === name);
  if (at < 0) throw new InputProblem(`no process is called "${name}"`, 'processes', 'Add it before.');
  if (name === 'main') throw new InputProblem('"main" is the inspector and keeps its name', 'processes', 'Add another process.');
  const changed = checked(scenario.processes.toSpliced(at, 1), process);
  return { ...scenario, processes: scenario.processes.with(at, changed),
    steps: name === changed.name ? scenario.steps : scenario.steps.map((step) => renamed(step, scenario, name, changed.name)) };
}

export function withoutProcess(scenario: Scenario, name: string): Scenario {
  const processes = scenario.processes.filter((p) => p.name !== name);
  if (processes.length === 0) throw new InputProblem('it is the only process', 'processes', 'Add another before.');
  return { ...scenario, processes, steps: scenario.steps.filter((step) => !concerns(step, name)) };
}

/** Whether the step goes when the process goes: it performs it, ends it, or sends a message from or to it. */
export function concerns(step: ScenarioStep, name: string): boolean {
  if (isCall(step)) return splitParticipant(step.process).process === name;
  if (isKill(step)) return step.kill === name;
  return !isAwait(step) && (step.from === name || step.to === name);
}

function checked(others: readonly ScenarioProcess[], process: ScenarioProcess): ScenarioProcess {
  if (![process.name, ...process.threads ?? []].every((name) => NAME.test(name))) {
    throw new InputProblem(`"${process.name}" cannot be the name of a process`, 'processes',
      'Begin with a letter and continue with letters, digits, _ or -; 32 characters at most.');
  }
  if (others.some((p) => p.name === process.name))
    throw new InputProblem(`another process is called "${process.name}"`, 'processes', 'Use a different name.');
  return process;
}

function renamed(step: ScenarioStep, { rules, processes }: Scenario, from: string, to: string): ScenarioStep {
  const name = (n: string) => (n === from ? to : n);
  const reference = <T>(value: T): T | string => (value === `$${from}` ? `$${to}` : value);
  if (isKill(step)) return { ...step, kill: name(step.kill) };
  if (isAwait(step)) return step;
  if (!isCall(step)) return { ...step, message: reference(step.message), from: name(step.from), to: name(step.to) };
  const { process, thread } = splitParticipant(step.process);
  const outside = processes.find((p) => p.name === process)?.role === 'outside';
  const call = findCall(outside ? 'outside' : rules, step.call);
  const isName = (arg: string) => call?.args.some((a) => a.name === arg && a.type.kind === 'process') ?? false;
  const args = step.args && Object.fromEntries(Object.entries(step.args)
    .map(([arg, value]) => [arg, isName(arg) && value === from ? to : reference(value)]));
  return { ...step, process: thread === null ? name(process) : `${name(process)}/${thread}`, ...(args ? { args } : {}) };
}
