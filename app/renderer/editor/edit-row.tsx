/** One step of the scenario under edit: its line, its note, its problem, and its actions. */
import { memo } from 'react';
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { writeLine } from '../../shared/console/write-line.ts';
import type { Scope } from '../../shared/console/scope.ts';
import type { ScenarioStep } from '../../shared/scenario/format.ts';
import { edit, useEdits } from '../store/edits.ts';
import { strings } from './strings.ts';

interface Props {
  at: number;
  last: number;
  step: ScenarioStep;
  processes: Pick<Scope, 'processes'>;
  fault: string | null;
  here: boolean;
  /** It was performed in its present form. */
  performed: boolean;
}

export const EditRow = memo(function EditRow({ at, last, step, processes, fault, here, performed }: Props) {
  const n = at + 1;
  const tab = here ? 0 : -1;
  const choose = () => useEdits.setState({ row: at });
  return (
    <li className="edit-row" data-testid={`edit-row-${n}`} data-here={here} data-fault={fault !== null}>
      <span className="number" title={performed ? strings.performedTitle : undefined}>{n}
        {performed && <span className="hidden-words">{strings.performed}</span>}
        {performed && <i className="performed" aria-hidden="true" />}</span>
      <div className="edit-what">
        <button type="button" className="plain mono edit-line" data-row={at} tabIndex={tab} onFocus={choose} title={strings.changeTitle}
          onClick={() => useEdits.setState({ row: at, typing: { at, as: 'replace' } })}>
          {writeLine(step, null, processes)}
        </button>
        {step.note !== undefined && <p className="edit-note">{step.note}</p>}
        {fault !== null && <p data-tone="bad" data-testid={`edit-fault-${n}`}>{withinStep(fault)}</p>}
      </div>
      <span className="edit-actions">
        <Action label={strings.moveUp(n)} keys={strings.keys.up} disabled={at === 0} tab={tab}
          onClick={() => edit({ kind: 'move', from: at, to: at - 1 }, at - 1, strings.moved(n, n - 1))}>
          <ArrowUp size={13} aria-hidden="true" /></Action>
        <Action label={strings.moveDown(n)} keys={strings.keys.down} disabled={at === last} tab={tab}
          onClick={() => edit({ kind: 'move', from: at, to: n }, n, strings.moved(n, n + 1))}>
          <ArrowDown size={13} aria-hidden="true" /></Action>
        <Action label={strings.addAfter(n)} keys={strings.keys.add} tab={tab}
          onClick={() => useEdits.setState({ row: at, typing: { at, as: 'insert' } })}><Plus size={13} aria-hidden="true" /></Action>
        <Action label={strings.delete(n)} keys={strings.keys.delete} tab={tab} disabled={last === 0}
          onClick={() => edit({ kind: 'delete', at }, Math.min(at, last - 1), strings.deleted(n))}>
          <Trash2 size={13} aria-hidden="true" /></Action>
      </span>
    </li>
  );
});

/** The row already shows the step's number; files count steps from 0, the window from 1. */
const withinStep = (fault: string): string => fault.replace(/^steps\[\d+\][.:] ?/, '');

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
