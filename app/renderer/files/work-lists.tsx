/** On the start screen: unsaved work and recent files. */
import './files.css';
import { useEffect, useState } from 'react';
import { FileText, History as Clock, Library } from 'lucide-react';
import type { Output } from '../../shared/contract/contract.ts';
import type { RecentEntry, UnsavedEntry } from '../../shared/contract/work.ts';
import { resumeWork } from '../store/bootstrap.ts';
import { ask, request } from '../store/host-client.ts';
import { useUi } from '../store/ui.ts';
import { openRecent, useReading } from './open-file.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

const ICONS = { library: Library, scenario: FileText, trace: Clock } as const;
/** The scenario list must stay visible below the unsaved work. */
const FIRST = 3;

interface Lists {
  work: Output<'work.list'> | null;
  /** Sessions that wait for a page: theirs crashed, or was just closed. */
  running: Output<'session.list'>;
  discard: (id: string) => void;
  forget: () => void;
}

/** The stored work, read when the start screen is shown. */
export function useWork(): Lists {
  const [work, setWork] = useState<Output<'work.list'> | null>(null);
  const [running, setRunning] = useState<Output<'session.list'>>([]);
  const stored = useUi((s) => s.stored);
  const load = () => {
    void request('work.list', {}).then((answer) => { if (answer.ok) setWork(answer.value); });
    void request('session.list', {}).then((answer) => { if (answer.ok) setRunning(answer.value); });
  };
  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- read again when something was stored
  useEffect(load, [stored]);
  return {
    work, running,
    discard: (id) => void ask('work.discard', { id }).then(load),
    forget: () => void ask('work.forgetRecent', {}).then(load),
  };
}

/** Sessions whose processes still run: they are ended unless the user resumes them. */
export function RunningList({ running }: { running: Output<'session.list'> }) {
  if (running.length === 0) return null;
  return (
    <section className="work-list unsaved" aria-labelledby="running-heading" data-testid="running">
      <h2 className="heading" id="running-heading">{strings.running.heading}</h2>
      <ul>
        {running.map(({ title, state: { session, performed, planned } }) => (
          <li key={session}>
            <button type="button" className="plain work-open" data-testid="take-up" onClick={() => void resumeWork(session, null)}
              title={strings.running.title}>
              <span className="work-title">{title}</span>
              <span className="quiet-text">{strings.running.progress(performed, planned)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Nothing if there is nothing to restore. */
export function UnsavedList({ unsaved, onDiscard }: { unsaved: readonly UnsavedEntry[]; onDiscard: (id: string) => void }) {
  const [all, setAll] = useState(false);
  if (unsaved.length === 0) return null;
  const shown = all ? unsaved : unsaved.slice(0, FIRST);
  const restore = (entry: UnsavedEntry) => void import('./unsaved.ts').then(({ restoreWork }) => restoreWork(entry.id, entry.title));
  return (
    <section className="work-list unsaved" aria-labelledby="unsaved-heading" data-testid="unsaved">
      <h2 className="heading" id="unsaved-heading">{strings.unsaved.heading}</h2>
      <ul>
        {shown.map((entry) => (
          <li key={entry.id}>
            <button type="button" className="plain work-open" data-testid="restore" onClick={() => restore(entry)}
              title={strings.unsaved.title}>
              <span className="work-title">{entry.title}</span>
              <span className="quiet-text">{strings.unsaved.of(entry.steps, entry.provider, entry.edited)}<When at={entry.at} /></span>
            </button>
            <button type="button" className="quiet" data-testid="discard" aria-label={strings.unsaved.discardLabel(entry.title)}
              title={strings.unsaved.discardTitle} onClick={() => onDiscard(entry.id)}>{strings.unsaved.discard}</button>
          </li>
        ))}
      </ul>
      {unsaved.length > FIRST
        && <button type="button" className="link" onClick={() => setAll(!all)}>
          {all ? strings.newest : strings.all(unsaved.length)}</button>}
    </section>
  );
}

export function RecentList({ recent, onForget }: { recent: readonly RecentEntry[]; onForget: () => void }) {
  if (recent.length === 0) return null;
  return (
    <section className="work-list" aria-labelledby="recent-heading" data-testid="recent">
      <h2 className="heading" id="recent-heading">
        {strings.recent.heading} <button type="button" className="link plain-case" data-testid="forget-recent" onClick={onForget}>
          {strings.recent.clear}</button></h2>
      <ul>
        {recent.slice(0, 6).map((entry) => {
          const Icon = ICONS[entry.kind];
          return (
            <li key={entry.id}>
              <button type="button" className="plain work-open" data-testid={`recent-${entry.kind}`}
                onClick={() => void openRecent(entry.id)}>
                <span className="work-title"><Icon size={13} aria-hidden="true" /> {entry.title}</span>
                <span className="quiet-text">{strings.recent.of(entry.kind, entry.provider)}<When at={entry.at} /></span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function When({ at }: { at: string }) {
  return <time dateTime={at}>{new Date(at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })}</time>;
}

/** A trace that is being read, with a way to stop it. */
export function ReadingNote() {
  const reading = useReading((s) => s.reading);
  if (!reading) return null;
  return (
    <div className="reading" data-testid="reading">
      <label htmlFor="reading-part">{strings.reading(reading.file)}</label>
      <progress id="reading-part" max={1} value={reading.part} />
      <button type="button" onClick={reading.cancel}>{common.cancel}</button>
    </div>
  );
}
