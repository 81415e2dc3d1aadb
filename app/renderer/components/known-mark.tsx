/** The small mark at the right of a fact: its source. Shape, tooltip and hidden text all state it. */
import type { Known } from '../../shared/domain/entities.ts';
import { KNOWN_WORDS } from '../../shared/format/known.ts';
import { useSession } from '../store/session.ts';
import { strings } from './strings.ts';

/** In a recording nothing was performed by this program. */
export function KnownMark({ known: of, step }: { known: Known; step?: number }) {
  const recorded = useSession((s) => s.opened?.header.recording !== undefined);
  const known = recorded && of === 'performed' ? 'recorded' : of;
  const words = step === undefined ? KNOWN_WORDS[known] : strings.knownAt(KNOWN_WORDS[known], step);
  return (
    <span className="known" title={words} data-known={known}>
      <KnownShape known={known} />
      <span className="hidden-words">{strings.knownBy(words)}</span>
    </span>
  );
}

export function KnownShape({ known }: { known: Known }) {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" fill="none" stroke="currentColor">
      <circle cx="6" cy="6" r="4.5" strokeDasharray={known === 'hypothesis' ? '2 2' : undefined} />
      {known === 'performed' && <circle cx="6" cy="6" r="4.5" fill="currentColor" />}
      {known === 'read' && <circle cx="6" cy="6" r="2.2" fill="currentColor" stroke="none" />}
      {known === 'predicted' && <path d="M6 1.5a4.5 4.5 0 0 0 0 9z" fill="currentColor" stroke="none" />}
      {known === 'recorded' && <path d="M3.5 3.5h5v5h-5z" fill="currentColor" stroke="none" />}
      {known === 'concluded' && <path d="M3.5 3.5h5v5h-5z" />}
      {known === 'documented' && <circle cx="6" cy="6" r="2" />}
    </svg>
  );
}
