/** The search box comes first: "port 8080", a process, an address, or typed terms. */
import { useEffect, useRef } from 'react';
import { Search } from 'lucide-react';
import { CopyButton } from '../components/copy-button.tsx';
import { liveLink } from '../store/bootstrap.ts';
import { setFilter, useLive } from '../store/live.ts';
import { strings } from './strings.ts';

const EXAMPLES = ['port 8080', 'listening', 'shared', 'stale', 'listening no acceptor', 'kind:unix shared', 'process:node'] as const;

export function LiveSearch() {
  const filter = useLive((s) => s.filter);
  const groups = useLive((s) => s.groups);
  const counts = useLive((s) => s.capture?.counts ?? null);
  const header = useLive((s) => s.capture?.header ?? null);
  const changed = useLive((s) => s.changed);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    const onKeyDown = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest('input, select, textarea') !== null;
      if (event.key !== '/' || typing) return;
      event.preventDefault();
      field.current?.focus();
    };
    globalThis.addEventListener('keydown', onKeyDown);
    return () => globalThis.removeEventListener('keydown', onKeyDown);
  }, []);
  const problem = groups?.problem ?? null;
  return (
    <search className="live-search">
      <label className="live-field">
        <Search size={16} aria-hidden="true" />
        <span className="hidden-words">{strings.search.label}</span>
        <input ref={field} type="search" value={filter} data-testid="live-filter" spellCheck={false}
          placeholder={strings.search.placeholder} onChange={({ target }) => setFilter(target.value)} />
        {filter.trim() !== '' && <CopyButton text={liveLink(filter)} what={strings.search.link} />}
      </label>
      <p className="live-said">
        {problem !== null ? <span data-tone="bad" role="alert">{problem}</span> : (
          <>
            {EXAMPLES.map((example) => <button key={example} type="button" className="link" onClick={() => setFilter(example)}>
              {example}</button>)}
          </>
        )}
        <span className="spring" />
        {changed && <span data-testid="live-changes"><ins>{strings.search.changed.added(changed.added)}</ins>
          {['', strings.search.changed.updated(changed.updated),
            strings.search.changed.gone(changed.removed)].join(strings.search.separator)}</span>}
        {counts && <span className="quiet-text" data-testid="live-counts">
          {strings.search.counts(counts.sockets, counts.holders, counts.shared, counts.watchers)}
          {counts.stale > 0 && <b data-tone="warn">{strings.search.stale(counts.stale)}</b>}
          {counts.noAcceptor > 0 && <b data-tone="warn">{strings.search.noAcceptor(counts.noAcceptor)}</b>}</span>}
      </p>
      {header && <Hidden />}
    </search>
  );
}

/** Sockets hidden by missing permissions are counted here, never silently left out. */
function Hidden() {
  const hidden = useLive((s) => s.capture!.header.hidden);
  const notes = useLive((s) => s.capture!.header.notes);
  const root = useLive((s) => s.capture!.header.user.id === 0);
  const parts = [
    hidden.processes > 0 && strings.search.hiddenProcesses(hidden.processes),
    hidden.sockets > 0 && strings.search.hiddenSockets(hidden.sockets),
    hidden.namespaces > 0 && strings.search.hiddenNamespaces(hidden.namespaces),
  ].filter((part) => part !== false);
  if (parts.length === 0) return null;
  return <p className="live-hidden" data-testid="live-hidden" title={notes.join('\n')}>
    {root ? strings.search.hiddenAsRoot : strings.search.hidden}{parts.join(', ')}
    {root ? strings.search.hiddenAsRootHint : strings.search.hiddenHint}</p>;
}
