/** Changes to the steps of a scenario, one at a time. Positions count from 0. */
import { assertNever } from '../../base/assert-never.ts';
import type { Scenario, ScenarioStep } from '../format.ts';
import { InputProblem } from '../../base/input-problem.ts';

export type Edit =
  | { kind: 'insert'; at: number; step: ScenarioStep }
  | { kind: 'replace'; at: number; step: ScenarioStep }
  | { kind: 'delete'; at: number }
  /** `to` is its position afterwards. */
  | { kind: 'move'; from: number; to: number }
  /** Replaces all steps, for example when expectations are recorded. */
  | { kind: 'record'; steps: readonly ScenarioStep[] };

/**
 * Returns the edited scenario; the original is unchanged. The result can be inconsistent, because one edit can
 * need a second: see `problems.ts`. @throws InputProblem for an invalid position or a scenario without steps.
 */
export function applied(scenario: Scenario, edit: Edit): Scenario {
  const { steps } = scenario;
  switch (edit.kind) {
    case 'insert':
      within(edit.at, steps.length);
      return { ...scenario, steps: steps.toSpliced(edit.at, 0, edit.step) };
    case 'replace':
      within(edit.at, steps.length - 1);
      return { ...scenario, steps: steps.with(edit.at, edit.step) };
    case 'delete':
      within(edit.at, steps.length - 1);
      if (steps.length === 1) throw new InputProblem('it is the only step', 'steps[0]', 'A scenario has at least one: add another before.');
      return { ...scenario, steps: steps.toSpliced(edit.at, 1) };
    case 'move':
      within(edit.from, steps.length - 1);
      within(edit.to, steps.length - 1);
      return { ...scenario, steps: steps.toSpliced(edit.from, 1).toSpliced(edit.to, 0, steps[edit.from]!) };
    case 'record':
      return { ...scenario, steps: [...edit.steps] };
    default:
      return assertNever(edit, 'edit');
  }
}

function within(at: number, last: number): void {
  if (Number.isInteger(at) && at >= 0 && at <= last) return;
  throw new InputProblem(`there is no position ${at}`, `steps[${at}]`, `Choose one from 0 to ${last}.`);
}

/** "delete step 3", for the button that takes it back. Steps count from 1 here, as people count. */
export function editText(edit: Edit): string {
  switch (edit.kind) {
    case 'insert': return `add step ${edit.at + 1}`;
    case 'replace': return `change step ${edit.at + 1}`;
    case 'delete': return `delete step ${edit.at + 1}`;
    case 'move': return `move step ${edit.from + 1} to ${edit.to + 1}`;
    case 'record': return 'record expectations';
    default: return assertNever(edit, 'edit');
  }
}
