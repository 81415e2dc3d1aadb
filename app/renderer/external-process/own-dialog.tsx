/** Bring your own process: decode bytes, give a socket to any process, take one from it. */
import './own-process.css';
import { type KeyboardEvent, useState } from 'react';
import { X } from 'lucide-react';
import { OverlayDialog } from '../components/overlay.tsx';
import { useSession } from '../store/session.ts';
import { open } from '../store/ui.ts';
import { DecodeBytes } from './decode-bytes.tsx';
import { GiveSocket } from './give-socket.tsx';
import { TakeSocket } from './take-socket.tsx';
import { strings } from './strings.ts';

const PARTS = [{ id: 'decode', title: strings.tabs.decode }, { id: 'give', title: strings.tabs.give },
  { id: 'take', title: strings.tabs.take }] as const;
type Part = (typeof PARTS)[number]['id'];

export function OwnDialog() {
  const inSession = useSession((s) => s.opened !== null && s.record === null);
  const [part, setPart] = useState<Part>(inSession ? 'give' : 'decode');
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = PARTS[(PARTS.findIndex((p) => p.id === part) + by + PARTS.length) % PARTS.length]!.id;
    setPart(next);
    requestAnimationFrame(() => document.getElementById(`own-tab-${next}`)?.focus());
  };
  return (
    <OverlayDialog label={strings.label} className="own-dialog" onClose={() => open(null)}>
      <header>
        <h2>{strings.label}</h2>
        <button type="button" className="quiet" data-testid="own-close" onClick={() => open(null)}>
          <X size={12} aria-hidden="true" /> {strings.close}</button>
      </header>
      <div role="tablist" aria-label={strings.tabs.label} className="own-tabs" onKeyDown={onKeyDown} tabIndex={-1}>
        {PARTS.map(({ id, title }) => (
          <button key={id} type="button" role="tab" id={`own-tab-${id}`} data-testid={`own-tab-${id}`} aria-selected={part === id}
            aria-controls={part === id ? 'own-panel' : undefined}
            tabIndex={part === id ? 0 : -1} onClick={() => setPart(id)}>{title}</button>
        ))}
      </div>
      <div role="tabpanel" id="own-panel" aria-labelledby={`own-tab-${part}`} className="own-panel" data-own-arrows>
        {part === 'decode' && <DecodeBytes />}
        {part === 'give' && (inSession ? <GiveSocket /> : <NoSession />)}
        {part === 'take' && (inSession ? <TakeSocket /> : <NoSession />)}
      </div>
    </OverlayDialog>
  );
}

function NoSession() {
  return <p className="empty">{strings.noSession}</p>;
}
