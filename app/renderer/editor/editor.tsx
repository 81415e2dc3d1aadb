/** The scenario as an editable list: title, processes and steps, undo, recorded expectations; the result can be opened. */
import './editor.css';
import { type KeyboardEvent, useMemo, useRef } from 'react';
import { edited } from '../../shared/scenario/edit/edits.ts';
import { faultsOf } from '../../shared/scenario/edit/problems.ts';
import { performedSame } from '../store/control.ts';
import { redo, undo, useEdits } from '../store/edits.ts';
import { isRecording, useSession } from '../store/session.ts';
import { EditBar } from './edit-bar.tsx';
import { EditHead } from './edit-head.tsx';
import { EditList } from './edit-list.tsx';
import { NoScenario } from './no-scenario.tsx';
import { chooseAll, chooseTo, deleteRows, duplicateRows, moveDown, moveUp, rowsToEdit, toggleRow } from './rows.ts';
import { saveEdited } from './save-edited.ts';

export function Editor() {
  const recording = useSession(isRecording);
  return recording ? <NoScenario /> : <ScenarioEditor />;
}

function ScenarioEditor() {
  // Steps performed meanwhile change which ones are marked as performed.
  useSession((s) => s.state?.performed ?? 0);
  const edits = useEdits((s) => s.edits);
  const list = useRef<HTMLOListElement>(null);
  const scenario = edits && edited(edits);
  const faults = useMemo(() => new Map((scenario ? faultsOf(scenario) : []).map((f) => [f.step, f.message])), [scenario]);
  if (!scenario) return null;
  const same = performedSame();
  const focusRow = (at: number) => requestAnimationFrame(() => {
    const find = (selector: string) => list.current?.querySelector<HTMLElement>(selector);
    (find(`[data-row="${at}"]`) ?? find('[data-testid="add-step"]'))?.focus();
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const control = event.ctrlKey || event.metaKey;
    const action = useEdits.getState().typing && event.key.toLowerCase() !== 's' ? undefined
      : control ? ofControl(event) : ofRow(event, scenario.steps.length - 1);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
    if (!useEdits.getState().typing && event.key.toLowerCase() !== 's') focusRow(useEdits.getState().row);
  };
  return (
    // The keys go to the rows inside.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="editor" data-testid="editor" data-own-arrows onKeyDown={onKeyDown}>
      <EditHead scenario={scenario} />
      <EditBar scenario={scenario} faults={[...faults.keys()]} same={same} onFault={(at) => {
        useEdits.setState({ row: at });
        focusRow(at);
      }} />
      <EditList scenario={scenario} faults={faults} same={same} list={list} focusRow={focusRow} />
    </div>
  );
}

/** Text fields undo their own typing. */
const isText = ({ target }: KeyboardEvent) => target instanceof HTMLInputElement && target.type !== 'checkbox';

function ofControl(event: KeyboardEvent): (() => void) | undefined {
  const key = event.key.toLowerCase();
  if (key === 's') return () => void saveEdited();
  if (isText(event)) return undefined;
  if (key === 'z') return event.shiftKey ? redo : undo;
  if (key === 'y') return redo;
  if (key === 'a') return chooseAll;
  if (key === 'd') return () => duplicateRows(rowsToEdit());
  return key === ' ' ? () => toggleRow(useEdits.getState().row) : undefined;
}

function ofRow(event: KeyboardEvent, last: number): (() => void) | undefined {
  if (isText(event) || !(event.target instanceof Element) || !event.target.closest('.edit-row')) return undefined;
  const { row, chosen } = useEdits.getState();
  const to = (at: number) => () => (event.shiftKey ? chooseTo(at) : useEdits.setState({ row: at, chosen: [] }));
  switch (event.key) {
    case 'ArrowUp': return event.altKey ? () => moveUp(rowsToEdit()) : to(Math.max(0, row - 1));
    case 'ArrowDown': return event.altKey ? () => moveDown(rowsToEdit()) : to(Math.min(last, row + 1));
    case 'Home': return to(0);
    case 'End': return to(last);
    case 'Delete': return () => deleteRows(rowsToEdit());
    case 'Insert': return () => useEdits.setState({ chosen: [], typing: { at: row, as: 'insert' } });
    case 'Escape': return chosen.length > 0 ? () => useEdits.setState({ chosen: [] }) : undefined;
    default: return undefined;
  }
}
