/** The library, grouped by question, filtered by text and platform. */
import { useState } from 'react';
import type { LibraryEntry } from '../../shared/contract/contract.ts';
import type { Rules } from '../../shared/domain/entities.ts';
import { isEnter } from '../components/is-enter.ts';
import { strings } from './strings.ts';

const PLATFORMS: readonly { id: Rules | 'all'; title: string }[] = [{ id: 'all', title: strings.list.all },
  { id: 'winsock', title: strings.list.platforms.winsock }, { id: 'linux', title: strings.list.platforms.linux }];

interface Props {
  library: readonly LibraryEntry[];
  chosen: string | null;
  onChoose: (id: string) => void;
  /** Opens one, on Enter or a double click. */
  onOpen: (id: string) => void;
}

export function ScenarioList({ library, chosen, onChoose, onOpen }: Props) {
  const [words, setWords] = useState('');
  const [platform, setPlatform] = useState<Rules | 'all'>('all');
  if (library.length === 0) return <p className="empty scenarios">{strings.list.empty}</p>;
  const matching = (text: string) => library.filter((entry) => (platform === 'all' || entry.rules === platform) && has(entry, text));
  const found = matching(words);
  // Start opens what is listed.
  const search = (text: string) => {
    setWords(text);
    const [first, ...others] = matching(text);
    if (first && ![first, ...others].some(({ id }) => id === chosen)) onChoose(first.id);
  };
  const groups = [...new Set(found.map((entry) => entry.group))];
  return (
    <div className="scenarios">
      <div className="narrow">
        <input type="search" value={words} data-testid="library-search" aria-label={strings.list.search}
          placeholder={strings.list.placeholder(library.length)} onChange={({ target }) => search(target.value)}
          onKeyDown={(event) => { if (isEnter(event) && found[0]) onOpen(found[0].id); }} />
        <fieldset aria-label={strings.list.platform}>
          {PLATFORMS.map(({ id, title }) => (
            <label key={id}>
              <input type="radio" name="platform" checked={platform === id} onChange={() => setPlatform(id)} /> {title}</label>
          ))}
        </fieldset>
      </div>
      {groups.map((group) => (
        <fieldset key={group}>
          <legend className="heading">{group}</legend>
          {found.filter((entry) => entry.group === group).map((entry) => (
            // The keyboard opens it by Enter on the button inside.
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
            <label key={entry.id} className="choice scenario" onDoubleClick={() => onOpen(entry.id)}>
              <input type="radio" name="scenario" data-testid={`scenario-${entry.id.replaceAll('/', '-')}`} checked={chosen === entry.id}
                onChange={() => onChoose(entry.id)}
                onKeyDown={(event) => { if (event.key === 'Enter') onOpen(entry.id); }} />
              <span className="choice-title">{entry.title}</span>
              <span className="choice-aside">{strings.list.aside(entry.rules, entry.steps)}</span>
              <span className="choice-text">{entry.description}</span>
            </label>
          ))}
        </fieldset>
      ))}
      {found.length === 0
        && <p className="empty">
          {strings.list.noMatch} <button type="button" className="link" onClick={() => { setWords(''); setPlatform('all'); }}>
            {strings.list.showAll}</button></p>}
    </div>
  );
}

function has(entry: LibraryEntry, words: string): boolean {
  const text = [entry.title, entry.group, entry.story, entry.case?.text ?? '', ...entry.teaches, ...entry.processes, ...entry.words]
    .join(' ').toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}
