/** On the start screen: work that nobody saved, and what was opened lately. */
import './files.css';
import { useEffect, useState } from 'react';
import { FileText, History as Clock, Library } from 'lucide-react';
import type { Output } from '../../shared/contract.ts';
import type { RecentEntry, UnsavedEntry } from '../../shared/contract/work.ts';
import { plural } from '../../shared/words/values.ts';
import { ask, request } from '../store/host.ts';
import { openRecent, useReading } from './open-file.ts';

const ICONS = { library: Library, scenario: FileText, trace: Clock } as const;
const KINDS = { library: 'library', scenario: 'scenario file', trace: 'trace' } as const;

export function WorkLists() {
  const [work, setWork] = useState<Output<'work.list'> | null>(null);
  const load = () => {
    void request('work.list', {}).then((answer) => { if (answer.ok) setWork(answer.value); });
  };
  useEffect(load, []);
  const discard = (id: string) => void ask('work.discard', { id }).then(load);
  const forget = () => void ask('work.forgetRecent', {}).then(load);
  return (
    <>
      <ReadingNote />
      {work && work.unsaved.length > 0 && <UnsavedList unsaved={work.unsaved} onDiscard={discard} />}
      {work && work.recent.length > 0 && <RecentList recent={work.recent} onForget={forget} />}
    </>
  );
}

function UnsavedList({ unsaved, onDiscard }: { unsaved: readonly UnsavedEntry[]; onDiscard: (id: string) => void }) {
  const restore = (entry: UnsavedEntry) => void import('./unsaved.ts').then(({ restoreWork }) => restoreWork(entry.id, entry.title));
  return (
    <section className="work-list" aria-labelledby="unsaved-heading" data-testid="unsaved">
      <h2 className="heading" id="unsaved-heading">Not saved</h2>
      <ul>
        {unsaved.map((entry) => (
          <li key={entry.id}>
            <button type="button" className="plain work-open" data-testid="restore" onClick={() => restore(entry)} title="Show it as it was recorded, and go on from there">
              <span className="work-title">{entry.title}</span>
              <span className="quiet-text">{plural(entry.steps, 'step')} on {entry.provider}{entry.edited ? ', edited' : ''}, <When at={entry.at} /></span>
            </button>
            <button type="button" className="quiet" data-testid="discard" aria-label={`Discard ${entry.title}`} title="Remove it for good" onClick={() => onDiscard(entry.id)}>Discard</button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function RecentList({ recent, onForget }: { recent: readonly RecentEntry[]; onForget: () => void }) {
  return (
    <section className="work-list" aria-labelledby="recent-heading" data-testid="recent">
      <h2 className="heading" id="recent-heading">Opened lately <button type="button" className="link plain-case" data-testid="forget-recent" onClick={onForget}>Clear</button></h2>
      <ul>
        {recent.slice(0, 6).map((entry) => {
          const Icon = ICONS[entry.kind];
          return (
            <li key={entry.id}>
              <button type="button" className="plain work-open" data-testid={`recent-${entry.kind}`} onClick={() => void openRecent(entry.id)}>
                <span className="work-title"><Icon size={13} aria-hidden="true" /> {entry.title}</span>
                <span className="quiet-text">{KINDS[entry.kind]}, {entry.provider}, <When at={entry.at} /></span>
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

function ReadingNote() {
  const reading = useReading((s) => s.reading);
  if (!reading) return null;
  return (
    <div className="reading" data-testid="reading">
      <label htmlFor="reading-part">Reading {reading.file}</label>
      <progress id="reading-part" max={1} value={reading.part} />
      <button type="button" onClick={reading.cancel}>Cancel</button>
    </div>
  );
}
