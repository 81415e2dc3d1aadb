/** Edits of the rows that are chosen, or of the one with the focus. */
import { edited } from '../../shared/scenario/edit/edits.ts';
import { stepsText } from '../../shared/scenario/edit/edit.ts';
import { edit, useEdits } from '../store/edits.ts';
import { strings } from './strings.ts';

const count = () => {
  const { edits } = useEdits.getState();
  return edits ? edited(edits).steps.length : 0;
};

/** In ascending order; none in a scenario without steps. */
export function rowsToEdit(): readonly number[] {
  const { chosen, row } = useEdits.getState();
  return chosen.length > 0 ? chosen : count() === 0 ? [] : [row];
}

/** Those to edit together with row `at`: all chosen ones if it is one of them. */
export const withRow = (at: number): readonly number[] => (useEdits.getState().chosen.includes(at) ? rowsToEdit() : [at]);

const choose = (chosen: readonly number[]) => useEdits.setState({ chosen });

export function chooseAll(): void {
  choose(Array.from({ length: count() }, (_, i) => i));
}

export function toggleRow(at: number): void {
  const { chosen } = useEdits.getState();
  useEdits.setState({ row: at, chosen: chosen.includes(at) ? chosen.filter((row) => row !== at) : [...chosen, at].sort((a, b) => a - b) });
}

/** Chooses all rows from those chosen, or from the row with the focus, to this one. */
export function chooseTo(at: number): void {
  const { row, chosen } = useEdits.getState();
  const from = Math.min(at, row, ...chosen);
  const to = Math.max(at, row, ...chosen);
  useEdits.setState({ row: at, chosen: Array.from({ length: to - from + 1 }, (_, i) => from + i) });
}

export function deleteRows(at: readonly number[]): void {
  if (at.length === 0) return;
  edit({ kind: 'delete', at }, Math.max(0, Math.min(at[0]!, count() - at.length - 1)), strings.deleted(stepsText(at)));
}

export function duplicateRows(at: readonly number[]): void {
  if (at.length === 0) return;
  const first = at.at(-1)! + 1;
  if (edit({ kind: 'duplicate', at }, first, strings.duplicated(stepsText(at)))) chooseBlock(first, at.length);
}

/** @param before the row that follows the moved ones afterwards. */
export function moveRows(from: readonly number[], before: number): void {
  const to = before - from.filter((row) => row < before).length;
  const stays = from.every((row, i) => row === to + i);
  if (stays || to < 0 || to + from.length > count()) return;
  if (edit({ kind: 'move', from, to }, to, strings.moved(stepsText(from), to + 1))) chooseBlock(to, from.length);
}

export const moveUp = (at: readonly number[]): void => moveRows(at, at[0]! - 1);
export const moveDown = (at: readonly number[]): void => moveRows(at, at.at(-1)! + 2);

/** A single row needs no mark: it has the focus. */
function chooseBlock(first: number, length: number): void {
  if (length > 1) choose(Array.from({ length }, (_, i) => first + i));
}
