/** One process of the scenario: its name and kind, or its removal. */
import './editor.css';
import { useState } from 'react';
import { edited } from '../../shared/scenario/edit/edits.ts';
import { concerns, type ScenarioProcess } from '../../shared/scenario/edit/processes.ts';
import { OverlayDialog } from '../components/overlay.tsx';
import { strings as common } from '../components/strings.ts';
import { useEdits } from '../store/edits.ts';
import { changeProcesses } from '../store/scenario-edits.ts';
import { open } from '../store/ui.ts';
import { type ProcessKind, kindOf } from './edit-head.tsx';
import { strings } from './strings.ts';

const KINDS: readonly ProcessKind[] = ['participant', 'later', 'outside'];

export function ProcessDialog() {
  const { edits, process: former } = useEdits();
  const scenario = edits && edited(edits);
  const present = scenario?.processes.find((p) => p.name === former);
  const [name, setName] = useState(former ?? '');
  const [kind, setKind] = useState<ProcessKind>(present ? kindOf(present) : 'participant');
  if (!scenario) return null;
  const steps = present ? scenario.steps.filter((step) => concerns(step, present.name)).length : 0;
  const close = () => open(null);
  const keep = () => {
    const process: ScenarioProcess = { name: name.trim(), ...(kind === 'outside' ? { role: 'outside' } : {}),
      ...(kind === 'later' ? { start: 'later' } : {}), ...(present?.threads && kind !== 'outside' ? { threads: present.threads } : {}) };
    close();
    void changeProcesses(present ? { kind: 'change process', name: present.name, process } : { kind: 'add process', process },
      present ? strings.processChanged(process.name) : strings.processAdded(process.name));
  };
  const remove = (gone: string) => {
    close();
    void changeProcesses({ kind: 'remove process', name: gone }, strings.processRemoved(gone));
  };
  return (
    <OverlayDialog label={present ? strings.process : strings.newProcess} className="process-dialog" onClose={close}>
      <h2>{present ? strings.process : strings.newProcess}</h2>
      <form onSubmit={(event) => { event.preventDefault(); keep(); }}>
        <label className="form-field"><span>{strings.name}</span>
          <input className="mono" data-testid="process-name" value={name} maxLength={32} spellCheck={false} autoComplete="off" required
            onChange={({ target }) => setName(target.value)} /></label>
        <fieldset className="form-field">
          <legend>{strings.kind}</legend>
          {KINDS.map((each) => (
            <label key={each}><input type="radio" name="kind" data-testid={`process-${each}`} checked={kind === each}
              onChange={() => setKind(each)} /> {strings.kinds[each]}</label>
          ))}
        </fieldset>
        <p className="dialog-end">
          {present && <button type="button" className="danger" data-testid="process-remove" onClick={() => remove(present.name)}>
            {strings.remove(steps)}</button>}
          <span className="spring" />
          <button type="button" onClick={close}>{common.cancel}</button>
          <button type="submit" className="primary" data-testid="process-keep">{present ? strings.keep : strings.add}</button>
        </p>
      </form>
    </OverlayDialog>
  );
}
