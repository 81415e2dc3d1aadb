/** The search box comes first: "port 8080", a process, an address, or typed terms. */
import { useEffect, useRef } from 'react';
import { Search } from 'lucide-react';
import { CopyButton } from '../parts/copy-button.tsx';
import { liveLink } from '../store/begin.ts';
import { plural } from '../../shared/words/values.ts';
import { setFilter, useLive } from './store.ts';

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
        <span className="hidden-words">Search sockets</span>
        <input ref={field} type="search" value={filter} data-testid="live-filter" spellCheck={false} placeholder="Who holds … port 8080, an address, a path, a process" onChange={({ target }) => setFilter(target.value)} />
        {filter.trim() !== '' && <CopyButton text={liveLink(filter)} what="a link to this search" />}
      </label>
      <p className="live-said">
        {problem !== null ? <span data-tone="bad" role="alert">{problem}</span> : (
          <>
            {EXAMPLES.map((example) => <button key={example} type="button" className="link" onClick={() => setFilter(example)}>{example}</button>)}
          </>
        )}
        <span className="spring" />
        {changed && <span data-testid="live-changes"><ins>{changed.added} new</ins> · {changed.updated} changed · {changed.removed} gone</span>}
        {counts && <span className="quiet-text" data-testid="live-counts">{plural(counts.sockets, 'socket')} · {plural(counts.holders, 'descriptor')} · {counts.shared} shared · {plural(counts.watchers, 'registration')}{counts.stale > 0 && <b data-tone="warn"> · {counts.stale} stale</b>}{counts.noAcceptor > 0 && <b data-tone="warn"> · {plural(counts.noAcceptor, 'listener')} without acceptor</b>}</span>}
      </p>
      {header && <Hidden />}
    </search>
  );
}

/** What this user's rights kept from view is said, never silently missing. */
function Hidden() {
  const hidden = useLive((s) => s.capture!.header.hidden);
  const notes = useLive((s) => s.capture!.header.notes);
  const root = useLive((s) => s.capture!.header.user.id === 0);
  const parts = [
    hidden.processes > 0 && `${plural(hidden.processes, 'process', 'processes')} whose descriptors could not be read`,
    hidden.sockets > 0 && `${plural(hidden.sockets, 'socket')} without a visible holder`,
    hidden.namespaces > 0 && `${plural(hidden.namespaces, 'network namespace')} without tables`,
  ].filter((part) => part !== false);
  if (parts.length === 0) return null;
  return <p className="live-hidden" data-testid="live-hidden" title={notes.join('\n')}>{root ? 'Not seen even as root' : 'Hidden from this user'}: {parts.join(', ')}. {root ? 'The kernel holds them itself, or a process outside of this PID namespace does.' : 'Run as root to see them.'}</p>;
}
