/** Shows each address of another program that a session asks to reach; the user selects those that it can. */
import './consent.css';
import { useState } from 'react';
import { OverlayDialog } from '../components/overlay.tsx';
import type { ConsentQuestion } from '../store/consent.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

export function ConsentDialog({ question }: { question: ConsentQuestion }) {
  const { what, next, permits, answer } = question;
  const [allowed, setAllowed] = useState<ReadonlySet<string>>(new Set());
  const choose = (permit: string, on: boolean) =>
    setAllowed((before) => new Set(permits.filter((p) => (p === permit ? on : before.has(p)))));
  return (
    <OverlayDialog label={strings.label} className="consent-dialog" onClose={() => answer(null)}>
      <h2>{strings.title(what)}</h2>
      <p>{strings.about}</p>
      <fieldset>
        <legend className="hidden-words">{strings.addresses}</legend>
        {permits.map((permit, i) => (
          <label key={permit}>
            <input type="checkbox" data-testid={`consent-${i}`} checked={allowed.has(permit)}
              onChange={({ target }) => choose(permit, target.checked)} />
            <span>{strings.does[verbOf(permit)]}<span className="mono">{permit.slice(permit.indexOf(':') + 1)}</span></span>
          </label>
        ))}
      </fieldset>
      <p className="quiet-text">{strings.refused}</p>
      <p className="dialog-end">
        <button type="button" data-testid="consent-cancel" onClick={() => answer(null)}>{common.cancel}</button>
        <button type="button" className="primary" data-testid="consent-go" onClick={() => answer([...allowed])}>
          {strings.buttons[next][allowed.size === 0 ? 'none' : 'some']}
        </button>
      </p>
    </OverlayDialog>
  );
}

const verbOf = (permit: string): keyof typeof strings.does => (permit.startsWith('send:') ? 'send' : 'connect');
