/** The scenario with which a fresh session comes to the point that a recorded one was at, and can go on from there. */
import type { Step } from '../trace/step.ts';
import type { Scenario, ScenarioStep } from '../scenario/format.ts';

export interface Branch {
  scenario: Scenario;
  /** How many of its steps lead up to that point. */
  prefix: number;
  /** The recorded steps that are made again, by their place in the branch's scenario. */
  recorded: ReadonlyMap<number, Step>;
}

/**
 * @param steps the record up to that point, from its first step on.
 * Kills by hand become steps, and so does the end of a process that died: without either the story would be another.
 */
export function branchOf(scenario: Scenario, steps: readonly Step[]): Branch {
  const prefix: ScenarioStep[] = [];
  const recorded = new Map<number, Step>();
  let next = 0;
  for (const step of steps) {
    const again = madeAgain(scenario, step);
    if (!again) continue;
    if (step.plan !== null) next = step.plan + 1;
    recorded.set(prefix.length, step);
    prefix.push(again);
  }
  return { scenario: { ...scenario, steps: [...prefix, ...scenario.steps.slice(next)] }, prefix: prefix.length, recorded };
}

function madeAgain(scenario: Scenario, { plan, action }: Step): ScenarioStep | undefined {
  if (plan !== null) return scenario.steps[plan];
  if (action.kind === 'kill') return { kill: action.process };
  if (action.kind === 'death') return { kill: action.process, note: `In the run before it ended by itself: ${action.how}`.slice(0, 600) };
  return undefined;
}
