/** Actions on the scenario under edit: undo, the chosen steps, expectations, the file, and opening it. */
import { useState } from 'react';
import { Copy, Download, Redo2, Trash2, Undo2 } from 'lucide-react';
import { editText } from '../../shared/scenario/edit/edit.ts';
import { toRedo, toUndo } from '../../shared/scenario/edit/edits.ts';
import { recordedSteps } from '../../shared/replay/recorded-steps.ts';
import type { Scenario } from '../../shared/scenario/format.ts';
import { applyEdits } from '../store/control.ts';
import { currentHistory, useSession } from '../store/session.ts';
import { edit, redo, undo, useEdits } from '../store/edits.ts';
import { deleteRows, duplicateRows, rowsToEdit } from './rows.ts';
import { saveEdited } from './save-edited.ts';
import { strings } from './strings.ts';

interface Props {
  scenario: Scenario;
  /** Positions of the steps that cannot be performed. */
  faults: readonly number[];
  same: number;
  onFault: (at: number) => void;
}

export function EditBar({ scenario, faults, same, onFault }: Props) {
  const { edits, applied, chosen } = useEdits();
  const length = useSession((s) => s.length);
  const [busy, setBusy] = useState(false);
  if (!edits || !applied) return null;
  const [undoable, redoable] = [toUndo(edits), toRedo(edits)];
  const changed = scenario !== applied;
  const none = scenario.steps.length === 0;
  const apply = () => {
    if (!changed || faults.length > 0 || busy) return;
    setBusy(true);
    void applyEdits().finally(() => setBusy(false));
  };
  const record = () => {
    const steps = recordedSteps(applied, currentHistory().log.steps());
    // Only steps performed in their present form have outcomes to expect.
    edit({ kind: 'record', steps: scenario.steps.map((step, i) => (i < same ? steps[i]! : step)) }, useEdits.getState().row,
      strings.recorded);
  };
  return (
    <div className="edit-bar">
      <button type="button" className="foldable" data-testid="undo" aria-label={strings.undo} aria-disabled={!undoable} onClick={undo}
        title={undoable ? strings.undoTitle(editText(undoable)) : strings.nothingToUndo}>
        <Undo2 size={13} aria-hidden="true" /> <span>{strings.undo}</span>
      </button>
      <button type="button" className="foldable" data-testid="redo" aria-label={strings.redo} aria-disabled={!redoable} onClick={redo}
        title={redoable ? strings.redoTitle(editText(redoable)) : strings.nothingToRedo}>
        <Redo2 size={13} aria-hidden="true" /> <span>{strings.redo}</span>
      </button>
      <button type="button" className="foldable" data-testid="duplicate" aria-label={strings.duplicate} aria-disabled={none}
        onClick={() => duplicateRows(rowsToEdit())}
        title={strings.withKeys(strings.duplicateTitle, strings.keys.duplicate)}>
        <Copy size={13} aria-hidden="true" /> <span>{strings.duplicate}</span>
      </button>
      <button type="button" className="foldable" data-testid="delete-steps" aria-label={strings.deleteSteps(chosen.length)}
        aria-disabled={none} onClick={() => deleteRows(rowsToEdit())}
        title={strings.withKeys(strings.deleteTitle, strings.keys.delete)}>
        <Trash2 size={13} aria-hidden="true" /> <span>{strings.deleteSteps(chosen.length)}</span>
      </button>
      <button type="button" data-testid="record" aria-disabled={length === 0 || same === 0} onClick={() => { if (same > 0) record(); }}
        title={same === 0 ? strings.recordFirst : strings.recordTitle}>
        {strings.record}
      </button>
      <span className="spring" />
      <span className="edit-state" data-tone={faults.length > 0 ? 'bad' : undefined} data-testid="edit-state">
        {faults.length === 0 ? stateText(changed, same)
          : <button type="button" className="link" data-testid="first-fault" title={strings.faultTitle} onClick={() => onFault(faults[0]!)}>
            {strings.faults(faults.length)}</button>}
      </span>
      <button type="button" data-testid="save-scenario" onClick={() => void saveEdited()} title={strings.saveTitle}>
        <Download size={13} aria-hidden="true" /> {strings.save}
      </button>
      <button type="button" className="primary" data-testid="apply" aria-disabled={!changed || faults.length > 0 || busy} onClick={apply}
        title={strings.applyTitle}>
        {busy ? strings.applying : strings.apply}
      </button>
    </div>
  );
}

const stateText = (changed: boolean, same: number): string => (changed ? strings.edited(same) : strings.unchanged);
