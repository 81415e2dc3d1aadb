/** A scenario with undo and redo. The values are immutable. */
import type { Scenario } from '../format.ts';
import { type Edit, applied } from './edit.ts';

export interface Edits {
  readonly base: Scenario;
  /** Done and, from `position` on, taken back; beside each the scenario after it. */
  readonly list: readonly { edit: Edit; after: Scenario }[];
  readonly position: number;
}

export function startEdits(base: Scenario): Edits {
  return { base, list: [], position: 0 };
}

/** The scenario as edited so far. */
export function edited({ base, list, position }: Edits): Scenario {
  return position === 0 ? base : list[position - 1]!.after;
}

/** What was taken back before is forgotten. @throws InputProblem as `applied` does. */
export function withEdit(edits: Edits, edit: Edit): Edits {
  const after = applied(edited(edits), edit);
  return { ...edits, list: [...edits.list.slice(0, edits.position), { edit, after }], position: edits.position + 1 };
}

/** The edit that undo would take back, or null. */
export const toUndo = ({ list, position }: Edits): Edit | null => list[position - 1]?.edit ?? null;

/** The edit that redo would do again, or null. */
export const toRedo = ({ list, position }: Edits): Edit | null => list[position]?.edit ?? null;

export function undone(edits: Edits): Edits {
  return { ...edits, position: Math.max(0, edits.position - 1) };
}

export function redone(edits: Edits): Edits {
  return { ...edits, position: Math.min(edits.list.length, edits.position + 1) };
}
