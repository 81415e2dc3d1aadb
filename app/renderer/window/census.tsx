/** What there is in the world at this step, and the buttons that concern the panes. */
import { Columns2, Rows2 } from 'lucide-react';
import { allOf, liveSockets, transfersInFlight } from '../../shared/domain/world.ts';
import { currentHistory, useSession } from '../store/session.ts';
import { toggleSplit, useUi } from '../store/ui.ts';

export function Census() {
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

export function SplitButton() {
  const split = useUi((s) => s.second !== null);
  const Icon = split ? Columns2 : Rows2;
  return (
    <button type="button" className="quiet" data-testid="split" aria-pressed={split} onClick={toggleSplit} title={split ? 'Close the second pane (\\)' : 'Show a second view below (\\)'}>
      <Icon size={13} aria-hidden="true" /> {split ? 'One view' : 'Split'}
    </button>
  );
}
