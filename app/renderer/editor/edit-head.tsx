/** Title and processes of the scenario under edit. */
import { useState } from 'react';
import { Plus } from 'lucide-react';
import type { Scenario } from '../../shared/scenario/format.ts';
import { isEnter } from '../components/is-enter.ts';
import { edit, useEdits } from '../store/edits.ts';
import { editProcess } from '../store/edit-process.ts';
import { strings } from './strings.ts';

export function EditHead({ scenario }: { scenario: Scenario }) {
  return (
    <div className="edit-head">
      <Title key={scenario.title} title={scenario.title} />
      <ul className="edit-processes" aria-label={strings.processes}>
        {scenario.processes.map((process) => (
          <li key={process.name}>
            <button type="button" className="mono" data-testid={`edit-process-${process.name}`} aria-disabled={process.name === 'main'}
              title={process.name === 'main' ? strings.mainTitle : strings.processTitle(process.name)}
              onClick={() => { if (process.name !== 'main') editProcess(process.name); }}>
              {process.name}{kindOf(process) !== 'participant' && <span className="quiet-text">{strings.kindsShort[kindOf(process)]}</span>}
            </button>
          </li>
        ))}
        <li><button type="button" data-testid="add-process" onClick={() => editProcess(null)}>
          <Plus size={13} aria-hidden="true" /> {strings.addProcess}</button></li>
      </ul>
    </div>
  );
}

export type ProcessKind = 'participant' | 'later' | 'outside';

export const kindOf = ({ role, start }: Scenario['processes'][number]): ProcessKind =>
  (role === 'outside' ? 'outside' : start === 'later' ? 'later' : 'participant');

function Title({ title }: { title: string }) {
  const [text, setText] = useState(title);
  const keep = () => {
    if (text.trim() === title) return;
    if (!edit({ kind: 'title', title: text }, useEdits.getState().row, strings.titled)) setText(title);
  };
  return (
    <label className="edit-title">
      <span className="hidden-words">{strings.title}</span>
      <input data-testid="edit-title" value={text} maxLength={120} placeholder={strings.title}
        onChange={({ target }) => setText(target.value)}
        onBlur={keep} onKeyDown={(event) => {
          if (isEnter(event)) keep();
          else if (event.key === 'Escape') setText(title);
        }} />
    </label>
  );
}
