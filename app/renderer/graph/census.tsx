/** What there is in the world at this step. */
import { useSession } from '../store/session.ts';

export function Census() {
  const sockets = useSession((s) => s.picture?.census.sockets ?? 0);
  const descriptors = useSession((s) => s.picture?.census.descriptors ?? 0);
  const inFlight = useSession((s) => s.picture?.census.inFlight ?? 0);
  return (
    <p className="census">
      underlying sockets {sockets} · descriptors {descriptors} · in flight {inFlight}
    </p>
  );
}
