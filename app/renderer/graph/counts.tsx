/** The number of things in the world at this step. */
import { pictureOf, useSession } from '../store/session.ts';
import { strings } from './strings.ts';

export function Census() {
  const sockets = useSession((s) => pictureOf(s)?.census.sockets ?? 0);
  const descriptors = useSession((s) => pictureOf(s)?.census.descriptors ?? 0);
  const inFlight = useSession((s) => pictureOf(s)?.census.inFlight ?? 0);
  const replaced = useSession((s) => pictureOf(s)?.census.replaced ?? 0);
  return (
    <p className="census">
      {strings.census(sockets, descriptors, inFlight)}
      {replaced > 0 && <span title={strings.closedTitle}>{strings.closedNotDrawn(replaced)}</span>}
    </p>
  );
}
