/** The scenario as an editable list: change, add, move and delete steps, undo, record expectations, open the result. */
import './editor.css';
import { type FocusEvent, type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { Download, Redo2, Undo2 } from 'lucide-react';
import { scopeAt } from '../../shared/console/scope.ts';
import { editText } from '../../shared/scenario/edit/edit.ts';
import { edited, toRedo, toUndo } from '../../shared/scenario/edit/edits.ts';
import { faultsOf } from '../../shared/scenario/edit/problems.ts';
import { recordedSteps } from '../../shared/replay/recorded-steps.ts';
import { fileNameOf, scenarioText } from '../../shared/scenario/edit/text.ts';
import type { Scenario, ScenarioStep } from '../../shared/scenario/format.ts';
import { saveText } from '../browser/download.ts';
import { reopen } from '../store/control.ts';
import { currentHistory, isRecording, useSession } from '../store/session.ts';
import { EditRow } from './edit-row.tsx';
import { NoScenario } from './no-scenario.tsx';
import { edit, follow, redo, sameSteps, undo, useEdits } from '../store/edits.ts';
import { TypedStep } from './typed-step.tsx';
import { strings } from './strings.ts';

export function Editor() {
  const recording = useSession(isRecording);
  return recording ? <NoScenario /> : <ScenarioEditor />;
}

function ScenarioEditor() {
  const opened = useSession((s) => s.opened);
  const performed = useSession((s) => s.state?.performed ?? 0);
  const session = opened?.state.session;
  const base = opened?.scenario;
  useEffect(() => {
    if (session !== undefined && base) follow(session, base, useSession.getState().state?.performed ?? 0);
  }, [session, base]);
  const { edits, row, typing } = useEdits();
  const list = useRef<HTMLOListElement>(null);
  const scenario = edits ? edited(edits) : null;
  const faults = useMemo(() => new Map((scenario ? faultsOf(scenario) : []).map((f) => [f.step, f.message])), [scenario]);
  const processes = useMemo(() => (scenario ? scopeAt(scenario, 0) : null), [scenario]);
  if (!edits || !scenario || !base || !processes) return null;
  const same = Math.min(performed, sameSteps(base.steps, scenario.steps));

  const focusRow = (at: number) => requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-row="${at}"]`)?.focus());
  /** The browser scrolls to the focused line; the text below it belongs to it. */
  const showWhole = ({ target }: FocusEvent) => {
    const row = target instanceof Element ? target.closest('.edit-row') : null;
    // A row out of view has its height only after it was laid out.
    if (row) requestAnimationFrame(() => requestAnimationFrame(() => row.scrollIntoView({ block: 'nearest' })));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (typing) return;
    const { key } = event;
    const last = scenario.steps.length - 1;
    const onRow = event.target instanceof Element && event.target.closest('.edit-row') !== null;
    if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'z') {
      if (event.shiftKey) redo(); else undo();
      focusRow(useEdits.getState().row);
    } else if (!onRow) return;
    else if (event.altKey && key === 'ArrowUp' && row > 0)
      edit({ kind: 'move', from: row, to: row - 1 }, row - 1, strings.moved(row + 1, row));
    else if (event.altKey && key === 'ArrowDown' && row < last)
      edit({ kind: 'move', from: row, to: row + 1 }, row + 1, strings.moved(row + 1, row + 2));
    else if (event.altKey) return;
    else if (key === 'ArrowUp') useEdits.setState({ row: Math.max(0, row - 1) });
    else if (key === 'ArrowDown') useEdits.setState({ row: Math.min(last, row + 1) });
    else if (key === 'Home') useEdits.setState({ row: 0 });
    else if (key === 'End') useEdits.setState({ row: last });
    else if (key === 'Delete') edit({ kind: 'delete', at: row }, Math.min(row, last - 1), strings.deleted(row + 1));
    else if (key === 'Insert') useEdits.setState({ typing: { at: row, as: 'insert' } });
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (!useEdits.getState().typing) focusRow(useEdits.getState().row);
  };
  const done = (step: ScenarioStep) => {
    if (!typing) return;
    const at = typing.as === 'insert' ? typing.at + 1 : typing.at;
    edit({ kind: typing.as, at, step }, at, typing.as === 'insert' ? strings.added(at + 1) : strings.changed(at + 1));
    focusRow(at);
  };
  const cancel = () => {
    useEdits.setState({ typing: null });
    focusRow(row);
  };
  return (
    // The keys go to the rows inside.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="editor" data-testid="editor" data-own-arrows onKeyDown={onKeyDown}>
      <Toolbar scenario={scenario} base={base} faults={faults.size} same={same} />
      {/* Whichever button in a row has the focus, the row is shown. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ol ref={list} className="edit-list" aria-label={strings.list} onFocus={showWhole}>
        {scenario.steps.map((step, at) => [
          typing?.as === 'replace' && typing.at === at
            // oxlint-disable-next-line react/no-array-index-key -- a step is known by its place
            ? <li key={`typing ${at}`} className="edit-row typing"><span className="number">{at + 1}</span>
              <TypedStep scenario={scenario} at={at} step={step} onDone={done} onCancel={cancel} /></li>
            // oxlint-disable-next-line react/no-array-index-key
            : <EditRow key={at} at={at} last={scenario.steps.length - 1} step={step} processes={processes} fault={faults.get(at) ?? null}
              here={at === row} performed={at < same} />,
          typing?.as === 'insert' && typing.at === at
            // oxlint-disable-next-line react/no-array-index-key
            && <li key={`new ${at}`} className="edit-row typing"><span className="number">{strings.newRow}</span>
              <TypedStep scenario={scenario} at={at + 1} step={null} onDone={done} onCancel={cancel} /></li>,
        ])}
      </ol>
    </div>
  );
}

function Toolbar({ scenario, base, faults, same }: { scenario: Scenario; base: Scenario; faults: number; same: number }) {
  const edits = useEdits((s) => s.edits)!;
  const length = useSession((s) => s.length);
  const [busy, setBusy] = useState(false);
  const [undoable, redoable] = [toUndo(edits), toRedo(edits)];
  const changed = scenario !== base;
  const apply = () => {
    if (!changed || faults > 0 || busy) return;
    setBusy(true);
    void reopen(scenario, same).finally(() => setBusy(false));
  };
  const record = () => {
    const steps = recordedSteps(base, currentHistory().log.steps());
    // Only steps performed in their present form have outcomes to expect.
    edit({ kind: 'record', steps: scenario.steps.map((step, i) => (i < same ? steps[i]! : step)) }, useEdits.getState().row,
      strings.recorded);
  };
  return (
    <div className="edit-bar">
      <button type="button" data-testid="undo" aria-disabled={!undoable} onClick={undo}
        title={undoable ? strings.undoTitle(editText(undoable)) : strings.nothingToUndo}>
        <Undo2 size={13} aria-hidden="true" /> {strings.undo}
      </button>
      <button type="button" data-testid="redo" aria-disabled={!redoable} onClick={redo}
        title={redoable ? strings.redoTitle(editText(redoable)) : strings.nothingToRedo}>
        <Redo2 size={13} aria-hidden="true" /> {strings.redo}
      </button>
      <button type="button" data-testid="record" aria-disabled={length === 0 || same === 0} onClick={() => { if (same > 0) record(); }}
        title={same === 0 ? strings.recordFirst : strings.recordTitle}>
        {strings.record}
      </button>
      <span className="spring" />
      <span className="edit-state" data-tone={faults > 0 ? 'bad' : undefined} data-testid="edit-state">
        {stateWords(changed, faults, same)}</span>
      <button type="button" data-testid="save-scenario"
        onClick={() => saveText(`${fileNameOf(scenario.title)}.json`, scenarioText(scenario), 'application/json')}
        title={strings.saveTitle}>
        <Download size={13} aria-hidden="true" /> {strings.save}
      </button>
      <button type="button" className="primary" data-testid="apply" aria-disabled={!changed || faults > 0 || busy} onClick={apply}
        title={strings.applyTitle}>
        {busy ? strings.applying : strings.apply}
      </button>
    </div>
  );
}

function stateWords(changed: boolean, faults: number, same: number): string {
  if (faults > 0) return strings.faults(faults);
  if (!changed) return strings.unchanged;
  return strings.edited(same);
}
