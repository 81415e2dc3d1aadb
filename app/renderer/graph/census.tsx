/** What there is in the world at this step. */
import { allOf, liveSockets, transfersInFlight } from '../../shared/domain/world.ts';
import { currentHistory, useSession } from '../store/session.ts';

export function Census() {
  const world = useSession((s) => s.world);
  const { places } = currentHistory();
  const drawn = new Set<string>(places.sockets());
  const ours = (object: string) => !object.startsWith('socket:') || drawn.has(object);
  const sockets = liveSockets(world).filter((s) => ours(s.id)).length;
  const descriptors = allOf(world, 'descriptor').filter((d) => ours(d.object)).length;
  return (
    <p className="census">
      underlying sockets {sockets} · descriptors {descriptors} · in flight {transfersInFlight(world).length}
    </p>
  );
}
