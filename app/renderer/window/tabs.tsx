/** The tabs of the middle, and what there is in the world at this step. */
import type { KeyboardEvent } from 'react';
import { Download } from 'lucide-react';
import { allOf, liveSockets, transfersInFlight } from '../../shared/domain/world.ts';
import { exportTrace } from '../store/actions.ts';
import { currentHistory, useSession } from '../store/session.ts';
import { type Tab, useUi } from '../store/ui.ts';

const TABS: readonly { id: Tab; title: string }[] = [{ id: 'graph', title: 'Graph' }, { id: 'log', title: 'Call log' }];

export function Tabs() {
  const tab = useUi((s) => s.tab);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    const next = tab === 'graph' ? 'log' : 'graph';
    useUi.setState({ tab: next });
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div className="tab-bar">
      <div role="tablist" aria-label="Views" onKeyDown={onKeyDown} tabIndex={-1}>
        {TABS.map(({ id, title }) => (
          <button key={id} type="button" role="tab" id={`tab-${id}`} data-testid={`tab-${id}`} aria-selected={tab === id}
            aria-controls={tab === id ? `panel-${id}` : undefined} tabIndex={tab === id ? 0 : -1} onClick={() => useUi.setState({ tab: id })}>
            {title}
          </button>
        ))}
      </div>
      <Census />
      <button type="button" className="quiet" data-testid="export-trace" onClick={() => void exportTrace()} title="Save every step so far as a file (NDJSON)">
        <Download size={13} aria-hidden="true" /> Export trace
      </button>
    </div>
  );
}

function Census() {
  const world = useSession((s) => s.world);
  const { places } = currentHistory();
  const ours = (object: string) => !object.startsWith('socket:') || !places.sockets().every((id) => id !== object);
  const sockets = liveSockets(world).filter((s) => ours(s.id)).length;
  const descriptors = allOf(world, 'descriptor').filter((d) => ours(d.object)).length;
  return (
    <p className="census">
      underlying sockets {sockets} · descriptors {descriptors} · in flight {transfersInFlight(world).length}
    </p>
  );
}
