/** Changes to a scenario, one at a time. Positions count from 0. */
import { assertNever } from '../../base/assert-never.ts';
import { InputProblem } from '../../base/input-problem.ts';
import type { Scenario, ScenarioStep } from '../format.ts';
import { type ScenarioProcess, withChangedProcess, withProcess, withoutProcess } from './processes.ts';

export type Edit =
  | { kind: 'insert'; at: number; step: ScenarioStep }
  | { kind: 'replace'; at: number; step: ScenarioStep }
  | { kind: 'delete'; at: readonly number[] }
  /** The copies follow the last of the steps. */
  | { kind: 'duplicate'; at: readonly number[] }
  /** The steps end up side by side; `to` is the position of the first. */
  | { kind: 'move'; from: readonly number[]; to: number }
  | { kind: 'title'; title: string }
  | { kind: 'add process'; process: ScenarioProcess }
  /** With another name, the steps refer to the new one. */
  | { kind: 'change process'; name: string; process: ScenarioProcess }
  /** Its steps and messages go, too. */
  | { kind: 'remove process'; name: string }
  /** Replaces all steps, for example when expectations are recorded. */
  | { kind: 'record'; steps: readonly ScenarioStep[] }
  /** Edits that were left are continued. */
  | { kind: 'restore'; scenario: Scenario };

/**
 * Returns the edited scenario; the original is unchanged. The result can be inconsistent, because one edit can
 * need a second: see `problems.ts`. @throws InputProblem for an invalid position, name or title.
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
      return { ...scenario, steps: split(steps, edit.at).others };
    case 'duplicate':
      return { ...scenario, steps: steps.toSpliced(Math.max(...edit.at) + 1, 0, ...split(steps, edit.at).chosen) };
    case 'move': {
      const { chosen, others } = split(steps, edit.from);
      within(edit.to, others.length);
      return { ...scenario, steps: others.toSpliced(edit.to, 0, ...chosen) };
    }
    case 'title': {
      const title = edit.title.trim();
      if (title === '') throw new InputProblem('the title is empty', 'title', 'Enter one: it is also the name of the file.');
      return { ...scenario, title: title.slice(0, 120) };
    }
    case 'add process': return withProcess(scenario, edit.process);
    case 'change process': return withChangedProcess(scenario, edit.name, edit.process);
    case 'remove process': return withoutProcess(scenario, edit.name);
    case 'record': return { ...scenario, steps: [...edit.steps] };
    case 'restore': return edit.scenario;
    default: return assertNever(edit, 'edit');
  }
}

/** The steps at these positions, in the order of the scenario, and all others. */
function split(steps: readonly ScenarioStep[], at: readonly number[]) {
  for (const one of at) within(one, steps.length - 1);
  const set = new Set(at);
  return { chosen: steps.filter((_, i) => set.has(i)), others: steps.filter((_, i) => !set.has(i)) };
}

function within(at: number, last: number): void {
  if (Number.isInteger(at) && at >= 0 && at <= last) return;
  throw new InputProblem(`there is no position ${at}`, `steps[${at}]`, `Choose one from 0 to ${last}.`);
}

/** "step 3" or "3 steps": steps count from 1 in the window. */
export const stepsText = (at: readonly number[]): string => (at.length === 1 ? `step ${at[0]! + 1}` : `${at.length} steps`);

/** "delete step 3", for the button that takes it back. */
export function editText(edit: Edit): string {
  switch (edit.kind) {
    case 'insert': return `add step ${edit.at + 1}`;
    case 'replace': return `change step ${edit.at + 1}`;
    case 'delete': case 'duplicate': return `${edit.kind} ${stepsText(edit.at)}`;
    case 'move': return `move ${stepsText(edit.from)} to ${edit.to + 1}`;
    case 'title': return 'change the title';
    case 'add process': return `add process ${edit.process.name}`;
    case 'change process': case 'remove process': return `${edit.kind} ${edit.name}`;
    case 'record': return 'record expectations';
    case 'restore': return 'restore the edits';
    default: return assertNever(edit, 'edit');
  }
}
