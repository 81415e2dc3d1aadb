/** The steps under edit: chosen, moved by keys or by dragging, and typed in place. */
import { type DragEvent, type FocusEvent, type RefObject, useMemo, useState } from 'react';
import { Plus } from 'lucide-react';
import { scopeAt } from '../../shared/console/scope.ts';
import type { Scenario, ScenarioStep } from '../../shared/scenario/format.ts';
import { edit, useEdits } from '../store/edits.ts';
import { EditRow } from './edit-row.tsx';
import { moveRows, withRow } from './rows.ts';
import { TypedStep } from './typed-step.tsx';
import { strings } from './strings.ts';

interface Props {
  scenario: Scenario;
  /** Problems by position. */
  faults: ReadonlyMap<number, string>;
  /** Number of steps at the start that were performed as they are. */
  same: number;
  list: RefObject<HTMLOListElement | null>;
  focusRow: (at: number) => void;
}

export function EditList({ scenario, faults, same, list, focusRow }: Props) {
  const { row, chosen, typing } = useEdits();
  const { before, ...drag } = useDrag(scenario.steps.length);
  const processes = useMemo(() => scopeAt(scenario, 0), [scenario]);
  const last = scenario.steps.length - 1;
  /** The browser scrolls to the focused line; the text below it belongs to it. */
  const showWhole = ({ target }: FocusEvent) => {
    const shown = target instanceof Element ? target.closest('.edit-row') : null;
    // A row out of view has its height only after it was laid out.
    if (shown) requestAnimationFrame(() => requestAnimationFrame(() => shown.scrollIntoView({ block: 'nearest' })));
  };
  const done = (step: ScenarioStep) => {
    if (!typing) return;
    const at = typing.as === 'insert' ? typing.at + 1 : typing.at;
    if (!edit({ kind: typing.as, at, step }, at, typing.as === 'insert' ? strings.added(at + 1) : strings.changed(at + 1))) return;
    // At the end the next step follows; Escape ends it.
    if (typing.as === 'insert' && at === last + 1) useEdits.setState({ typing: { at, as: 'insert' } });
    else focusRow(at);
  };
  const cancel = () => {
    useEdits.setState({ typing: null });
    focusRow(row);
  };
  const typed = (at: number, step: ScenarioStep | null) => (
    <li key={step ? `typing ${at}` : `new ${at}`} className="edit-row typing">
      <span className="number">{step ? at + 1 : strings.newRow}</span>
      <TypedStep scenario={scenario} at={at} step={step} onDone={done} onCancel={cancel} /></li>
  );
  return (
    // Whichever button in a row has the focus, the row is shown.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <ol ref={list} className="edit-list" aria-label={strings.list} onFocus={showWhole} data-choosing={chosen.length > 0} {...drag}>
      {typing?.as === 'insert' && typing.at < 0 && typed(0, null)}
      {scenario.steps.map((step, at) => [
        typing?.as === 'replace' && typing.at === at ? typed(at, step)
          // oxlint-disable-next-line react/no-array-index-key -- a step is known by its place
          : <EditRow key={at} at={at} last={last} step={step} processes={processes} fault={faults.get(at) ?? null} here={at === row}
            chosen={chosen.includes(at)} performed={at < same}
            drop={before === at ? 'before' : before === at + 1 && at === last ? 'after' : undefined} />,
        typing?.as === 'insert' && typing.at === at && typed(at + 1, null),
      ])}
      {typing === null && (
        <li className="edit-append">
          <button type="button" data-testid="add-step"
            onClick={() => useEdits.setState({ chosen: [], typing: { at: last, as: 'insert' } })}>
            <Plus size={13} aria-hidden="true" /> {strings.addStep}</button>
          {last < 0 && <p className="empty">{strings.noSteps}</p>}
        </li>
      )}
    </ol>
  );
}

/** Rows dragged within the list, and the row before which they would be dropped. */
function useDrag(count: number) {
  const [from, setFrom] = useState<readonly number[] | null>(null);
  const [before, setBefore] = useState<number | null>(null);
  const end = () => {
    setFrom(null);
    setBefore(null);
  };
  return {
    before,
    onDragStart: (event: DragEvent) => {
      const at = rowOf(event);
      if (!at) return;
      event.dataTransfer.effectAllowed = 'move';
      // Firefox drags nothing without data.
      event.dataTransfer.setData('text/plain', '');
      setFrom(withRow(at.row));
    },
    onDragOver: (event: DragEvent) => {
      if (!from) return;
      event.preventDefault();
      const at = rowOf(event);
      setBefore(at ? at.row + (at.lower ? 1 : 0) : count);
    },
    onDrop: (event: DragEvent) => {
      if (!from) return;
      event.preventDefault();
      if (before !== null) moveRows(from, before);
      end();
    },
    onDragEnd: end,
  };
}

function rowOf({ target, clientY }: DragEvent): { row: number; lower: boolean } | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-at]') : null;
  if (!row) return null;
  const { top, height } = row.getBoundingClientRect();
  return { row: Number(row.dataset['at']), lower: clientY > top + height / 2 };
}
