/** Shows each address of another program that a session asks to reach; the user selects those that it can. */
import './consent.css';
import { useState } from 'react';
import { OverlayDialog } from '../parts/overlay.tsx';
import type { ConsentQuestion } from '../store/consent.ts';

const DOES = { connect: 'Connect to', send: 'Send datagrams to' } as const;
const BUTTONS = {
  open: { none: 'Open without access', some: 'Allow and open' },
  perform: { none: 'Perform without access', some: 'Allow and perform' },
} as const;

export function ConsentDialog({ question }: { question: ConsentQuestion }) {
  const { what, next, permits, answer } = question;
  const [allowed, setAllowed] = useState<ReadonlySet<string>>(new Set());
  const choose = (permit: string, on: boolean) =>
    setAllowed((before) => new Set(permits.filter((p) => (p === permit ? on : before.has(p)))));
  return (
    <OverlayDialog label="Access to other programs" className="consent-dialog" onClose={() => answer(null)}>
      <h2>Let {what} reach other programs?</h2>
      <p>
        It names addresses that no process of its session binds. Another program of this computer can be there, such as a database
        or a service.
      </p>
      <fieldset>
        <legend className="hidden-words">Addresses to allow</legend>
        {permits.map((permit, i) => (
          <label key={permit}>
            <input type="checkbox" data-testid={`consent-${i}`} checked={allowed.has(permit)}
              onChange={({ target }) => choose(permit, target.checked)} />
            <span>{DOES[verbOf(permit)]} <span className="mono">{permit.slice(permit.indexOf(':') + 1)}</span></span>
          </label>
        ))}
      </fieldset>
      <p className="quiet-text">Steps that reach an address you do not select are refused. Your choice counts for this session only.</p>
      <p className="dialog-end">
        <button type="button" data-testid="consent-cancel" onClick={() => answer(null)}>Cancel</button>
        <button type="button" className="primary" data-testid="consent-go" onClick={() => answer([...allowed])}>
          {BUTTONS[next][allowed.size === 0 ? 'none' : 'some']}
        </button>
      </p>
    </OverlayDialog>
  );
}

const verbOf = (permit: string): keyof typeof DOES => (permit.startsWith('send:') ? 'send' : 'connect');
