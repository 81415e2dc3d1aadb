/** The state of each process at each step of a scenario: not yet created, suspended, running, killed or exited. */
import { callsWith } from '../calls/catalogue.ts';
import { CREATING_CALLS, ENDING_CALLS, RESUMING_CALLS } from '../calls/process-calls.ts';
import type { CallStep, Scenario } from './format.ts';
import { nearest } from '../base/nearest.ts';
import { InputProblem } from '../base/input-problem.ts';

type Life = 'running' | 'waiting' | 'suspended' | 'killed' | 'exited';

export class ProcessLifetimes {
  readonly #lives = new Map<string, Life>();
  readonly #create: string;

  constructor(scenario: Pick<Scenario, 'rules' | 'processes'>) {
    this.#create = callsWith(scenario.rules, 'process', 'creates')[0]!;
    for (const [i, p] of scenario.processes.entries()) {
      if (p.start === 'later' && p.name === 'main')
        throw new InputProblem('"main" is the inspector itself and runs from the start', `processes[${i}].start`, 'Omit "start".');
      if (p.start === 'later' && p.role === 'outside') {
        throw new InputProblem('a scenario cannot create an outside process', `processes[${i}].start`,
          'Omit "start", or make it a participant.');
      }
      this.#lives.set(p.name, p.start === 'later' ? 'waiting' : 'running');
    }
  }

  /** It can be killed, or named by its pid: it exists, though it might not have run yet. */
  exists(name: string, where: string): void {
    const life = this.#lives.get(name);
    if (life === undefined) {
      const known = [...this.#lives.keys()];
      const hint = nearest(name, known);
      throw new InputProblem(`no process is called "${name}"`, where,
        hint ? `Did you mean "${hint}"?` : `The scenario has ${known.join(', ')}.`);
    }
    if (life === 'waiting') {
      throw new InputProblem(`"${name}" does not exist yet`, where,
        `An earlier step must create it by ${this.#create} (in a file: { "call": "${this.#create}", "args": { "process": "${name}" } }).`);
    }
    if (life === 'killed') throw new InputProblem(`"${name}" was killed in an earlier step`, where, 'Choose a running process.');
    if (life === 'exited') throw new InputProblem(`"${name}" exited in an earlier step`, where, 'Choose a running process.');
  }

  /** It can make calls and take part in messages. */
  runs(name: string, where: string): void {
    this.exists(name, where);
    if (this.#lives.get(name) === 'suspended') {
      throw new InputProblem(`"${name}" is suspended and has not run yet`, where,
        `An earlier step must resume it by ResumeThread (in a file: { "call": "ResumeThread", "args": { "process": "${name}" } }).`);
    }
  }

  waits(name: string): boolean {
    return this.#lives.get(name) === 'waiting';
  }

  isRunning(name: string): boolean {
    return this.#lives.get(name) === 'running';
  }

  killed(name: string): void {
    this.#lives.set(name, 'killed');
  }

  /** Applies one call. @throws InputProblem if the process is not in a valid state for it. */
  follow(step: CallStep, process: string, where: string): void {
    const name = String(step.args?.['process'] ?? '');
    const at = `${where}.args.process`;
    if (CREATING_CALLS.has(step.call)) {
      if (this.#lives.get(name) !== 'waiting') {
        if (!this.#lives.has(name)) this.exists(name, at);
        throw new InputProblem(`"${name}" already exists`, at,
          'Choose a process that is started by a call (in a file: "start": "later"), and create it once.');
      }
      this.#lives.set(name, step.args?.['suspended'] === true ? 'suspended' : 'running');
    } else if (RESUMING_CALLS.has(step.call)) {
      this.exists(name, at);
      if (this.#lives.get(name) !== 'suspended')
        throw new InputProblem(`"${name}" is not suspended`, at, 'Create it suspended (in a file: "suspended": true), and resume it once.');
      this.#lives.set(name, 'running');
    } else if (ENDING_CALLS.has(step.call)) {
      if (process === 'main')
        throw new InputProblem('"main" cannot exit: it is the inspector', `${where}.process`, 'Let another process exit.');
      this.#lives.set(process, 'exited');
    }
  }
}
