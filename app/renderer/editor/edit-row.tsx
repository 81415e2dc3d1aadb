/** One step of the scenario under edit: its line, its note, its problem, and its actions. */
import { memo } from 'react';
import { ArrowDown, ArrowUp, Copy, Plus, Trash2 } from 'lucide-react';
import { writeLine } from '../../shared/console/write-line.ts';
import type { Scope } from '../../shared/console/scope.ts';
import { withinStep } from '../../shared/scenario/edit/problems.ts';
import type { ScenarioStep } from '../../shared/scenario/format.ts';
import { useEdits } from '../store/edits.ts';
import { chooseTo, deleteRows, duplicateRows, moveDown, moveUp, toggleRow, withRow } from './rows.ts';
import { strings } from './strings.ts';

interface Props {
  at: number;
  last: number;
  step: ScenarioStep;
  processes: Pick<Scope, 'processes'>;
  fault: string | null;
  here: boolean;
  chosen: boolean;
  /** It was performed in its present form. */
  performed: boolean;
  /** Dragged rows would come before or after it. */
  drop: 'before' | 'after' | undefined;
}

export const EditRow = memo(function EditRow({ at, last, step, processes, fault, here, chosen, performed, drop }: Props) {
  const n = at + 1;
  const tab = here ? 0 : -1;
  const focus = () => useEdits.setState({ row: at });
  return (
    <li className="edit-row" data-testid={`edit-row-${n}`} data-at={at} data-here={here} data-fault={fault !== null} data-chosen={chosen}
      data-drop={drop} draggable>
      <label className="number" title={strings.chooseTitle}>
        <input type="checkbox" className="edit-choice" data-testid={`choose-${n}`} aria-label={strings.choose(n)} checked={chosen}
          tabIndex={tab} onFocus={focus} onChange={() => undefined}
          onClick={({ shiftKey }) => (shiftKey ? chooseTo(at) : toggleRow(at))} />
        {n}
        {performed && <span className="hidden-words">{strings.performed}</span>}
        {performed && <i className="performed" title={strings.performedTitle} />}</label>
      <div className="edit-what">
        <button type="button" className="plain mono edit-line" data-row={at} tabIndex={tab} onFocus={focus} title={strings.changeTitle}
          onClick={(event) => {
            if (event.shiftKey) chooseTo(at);
            else if (event.ctrlKey || event.metaKey) toggleRow(at);
            else useEdits.setState({ row: at, chosen: [], typing: { at, as: 'replace' } });
          }}>
          {writeLine(step, null, processes)}
        </button>
        {step.note !== undefined && <p className="edit-note">{step.note}</p>}
        {fault !== null && <p data-tone="bad" data-testid={`edit-fault-${n}`}>{withinStep(fault)}</p>}
      </div>
      <span className="edit-actions">
        <Action label={strings.moveUp(n)} keys={strings.keys.up} disabled={at === 0} tab={tab} onClick={() => moveUp(withRow(at))}>
          <ArrowUp size={13} aria-hidden="true" /></Action>
        <Action label={strings.moveDown(n)} keys={strings.keys.down} disabled={at === last} tab={tab} onClick={() => moveDown(withRow(at))}>
          <ArrowDown size={13} aria-hidden="true" /></Action>
        <Action label={strings.addAfter(n)} keys={strings.keys.add} tab={tab}
          onClick={() => useEdits.setState({ row: at, chosen: [], typing: { at, as: 'insert' } })}>
          <Plus size={13} aria-hidden="true" /></Action>
        <Action label={strings.duplicateStep(n)} keys={strings.keys.duplicate} tab={tab} onClick={() => duplicateRows(withRow(at))}>
          <Copy size={13} aria-hidden="true" /></Action>
        <Action label={strings.delete(n)} keys={strings.keys.delete} tab={tab} onClick={() => deleteRows(withRow(at))}>
          <Trash2 size={13} aria-hidden="true" /></Action>
      </span>
    </li>
  );
});

function Action(
  { label, keys, tab, disabled = false, onClick, children }: { label: string; keys: string; tab: number; disabled?: boolean;
    onClick: () => void; children: React.ReactNode },
) {
  return (
    <button type="button" className="quiet" aria-label={label} title={strings.withKeys(label, keys)} tabIndex={tab}
      aria-disabled={disabled} onClick={() => { if (!disabled) onClick(); }}>
      {children}
    </button>
  );
}
