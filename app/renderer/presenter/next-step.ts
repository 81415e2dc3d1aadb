/** The step after the current one: recorded already, or planned by the scenario. */
import type { Expectation, ScenarioStep } from '../../shared/scenario/format.ts';
import { currentHistory, useSession } from '../store/session.ts';
import { type ActionWords, actionWords, plannedWords } from '../../shared/format/action.ts';

export interface NextStep {
  words: ActionWords;
  expected: Expectation | undefined;
}

/** Null at the end of the session. */
export function nextStep(position: number): NextStep | null {
  const { state, length, opened } = useSession.getState();
  if (!opened) return null;
  const { rules } = opened.header;
  const { scenario } = currentHistory().log.header;
  const recorded = currentHistory().log.step(position + 1);
  if (recorded)
    return { words: actionWords(recorded.action, rules),
      expected: recorded.verdict?.expected ?? expectedOf(recorded.plan === null ? undefined : scenario.steps[recorded.plan]) };
  const planned = position === length && state ? scenario.steps[state.performed] : undefined;
  return planned ? { words: plannedWords(planned, rules), expected: expectedOf(planned) } : null;
}

function expectedOf(step: ScenarioStep | undefined): Expectation | undefined {
  return step && 'expect' in step ? step.expect : undefined;
}
