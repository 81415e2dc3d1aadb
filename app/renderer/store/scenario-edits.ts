/** Edits of the scenario from anywhere in the window. */
import type { Edit } from '../../shared/scenario/edit/edit.ts';
import { edited } from '../../shared/scenario/edit/edits.ts';
import { faultsOf } from '../../shared/scenario/edit/problems.ts';
import { applyEdits } from './control.ts';
import { edit, redo, undo, useEdits } from './edits.ts';
import { refusedForRecording } from './session-actions.ts';
import { show, useUi } from './ui.ts';

/** Begins a new step at the end of the scenario, in its view. */
export function addStep(): void {
  if (refusedForRecording()) return;
  const { edits } = useEdits.getState();
  if (!edits) return;
  show('scenario');
  useEdits.setState({ chosen: [], typing: { at: edited(edits).steps.length - 1, as: 'insert' } });
}

export async function changeProcesses(change: Edit, said: string): Promise<void> {
  if (edit(change, useEdits.getState().row, said)) await applyUnlessEditing();
}

export const takeBack = async (): Promise<void> => {
  undo();
  await applyUnlessEditing();
};

export const doAgain = async (): Promise<void> => {
  redo();
  await applyUnlessEditing();
};

/** Outside of the editor, what is on screen is the session: it performs the edited scenario immediately. */
async function applyUnlessEditing(): Promise<void> {
  const { tab, second } = useUi.getState();
  const { edits } = useEdits.getState();
  if (tab !== 'scenario' && second !== 'scenario' && edits && faultsOf(edited(edits)).length === 0) await applyEdits();
}
