/**
 * Checks a typed step like a step of a scenario, with one additional rule: it uses names that the session knows,
 * never raw numbers. A number could refer to anything, in the inspector's process as well.
 */
import { findCall } from '../../../shared/calls/catalogue.ts';
import type { ArgType } from '../../../shared/calls/types.ts';
import { splitParticipant } from '../../../shared/domain/ids.ts';
import { StepChecks } from '../../../shared/scenario/check-steps.ts';
import type { Scenario, ScenarioStep } from '../../../shared/scenario/format.ts';
import { isCall } from '../../../shared/scenario/step-kinds.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';

/**
 * @param performed number of steps of the scenario before it.
 * @param taken names of descriptors in main that came from outside.
 * @throws InputProblem with the path of the invalid value.
 */
export function checkTyped(scenario: Scenario, performed: number, step: ScenarioStep, taken: readonly string[] = []): void {
  const checks = new StepChecks(scenario);
  for (const name of taken) checks.assume(name, 'descriptor', 'main');
  for (const [i, before] of scenario.steps.slice(0, performed).entries()) {
    try {
      checks.check(before, `steps[${i}]`);
    } catch (error) {
      // It was refused when performed: a step added earlier can have ended its process.
      if (!(error instanceof InputProblem)) throw error;
    }
  }
  if (isCall(step)) checkNames(scenario, step.process, step.call, step.args ?? {});
  checks.check(step, 'step');
}

const SYSTEM_NUMBERS: readonly ArgType['kind'][] = ['descriptor', 'far-descriptor', 'descriptors', 'event', 'events', 'pid', 'handle'];

function checkNames(scenario: Scenario, participant: string, name: string, args: Readonly<Record<string, unknown>>): void {
  const { process } = splitParticipant(participant);
  const outside = scenario.processes.some((p) => p.name === process && p.role === 'outside');
  const call = findCall(outside ? 'outside' : scenario.rules, name);
  for (const arg of call?.args ?? []) {
    if (!SYSTEM_NUMBERS.includes(arg.type.kind)) continue;
    // 0 means no owner, which F_SETOWN accepts.
    if ([args[arg.name]].flat().some((value) => typeof value === 'number' && !(value === 0 && arg.type.kind === 'pid'))) {
      throw new InputProblem(`${name} takes a name here, not a number`, `step.args.${arg.name}`,
        'Use $name for the result of an earlier step.');
    }
  }
}
