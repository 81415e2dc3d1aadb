/** Finds every step of a scenario that cannot be performed, for the editor. */
import { StepChecks } from '../check-steps.ts';
import { type Scenario, type ScenarioStep, stepSchema } from '../format.ts';
import { InputProblem, pathText } from '../../base/input-problem.ts';

export interface Fault {
  /** Position of the step, from 0. */
  step: number;
  /** "steps[3].args.s: $t has no value yet. Did you mean $s?" */
  message: string;
}

/** A message for a window, which shows no file. */
export const withoutFileForm = (message: string): string => message.replace(/ \(in a file: .*?\)(?=[.,])/, '');

/** Within its step, whose number the window shows: files count steps from 0, the window from 1. */
export const withinStep = (message: string): string => withoutFileForm(message.replace(/^steps\[\d+\][.:] ?/, ''));

/** In the order of the steps. Where it is empty, `checkScenario` finds no fault in the steps either. */
export function faultsOf(scenario: Scenario): Fault[] {
  const faults: Fault[] = [];
  const checks = new StepChecks(scenario);
  for (const [i, step] of scenario.steps.entries()) {
    try {
      checkShape(step, `steps[${i}]`);
      checks.check(step, `steps[${i}]`);
    } catch (error) {
      if (!(error instanceof InputProblem)) throw error;
      faults.push({ step: i, message: error.message });
    }
  }
  return faults;
}

function checkShape(step: ScenarioStep, where: string): void {
  const parsed = stepSchema.safeParse(step);
  if (parsed.success) return;
  const issue = parsed.error.issues[0]!;
  const path = pathText(issue.path);
  throw new InputProblem(issue.message, issue.path.length === 0 ? where : `${where}.${path}`,
    'The format is described in assets/schema/handoff-scenario-1.json.');
}
