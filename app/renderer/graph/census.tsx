/** What there is in the world at this step. */
import { pictureOf, useSession } from '../store/session.ts';

export function Census() {
  const sockets = useSession((s) => pictureOf(s)?.census.sockets ?? 0);
  const descriptors = useSession((s) => pictureOf(s)?.census.descriptors ?? 0);
  const inFlight = useSession((s) => pictureOf(s)?.census.inFlight ?? 0);
  const replaced = useSession((s) => pictureOf(s)?.census.replaced ?? 0);
  return (
    <p className="census">
      underlying sockets {sockets} · descriptors {descriptors} · in flight {inFlight}
      {replaced > 0 && <span title="Each was closed a while ago, and a newer socket stands in its place. They are in the steps, the log and the search as before."> · closed and not drawn {replaced.toLocaleString('en')}</span>}
    </p>
  );
}
