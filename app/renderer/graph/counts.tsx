/** The number of things in the world at this step. */
import { pictureOf, showBare, useSession } from '../store/session.ts';
import { strings } from './strings.ts';

export function Census() {
  const sockets = useSession((s) => pictureOf(s)?.census.sockets ?? 0);
  const descriptors = useSession((s) => pictureOf(s)?.census.descriptors ?? 0);
  const inFlight = useSession((s) => pictureOf(s)?.census.inFlight ?? 0);
  const replaced = useSession((s) => pictureOf(s)?.census.replaced ?? 0);
  const shown = useSession((s) => s.bare);
  const bare = useSession((s) => (s.length > 0 ? s.history?.places.bare.size ?? 0 : 0));
  return (
    <p className="census">
      {strings.census(sockets, descriptors, inFlight)}
      {bare > 0 && <span> · <button type="button" className="link" data-testid="bare" aria-pressed={shown}
        title={shown ? strings.bareShown : strings.bareHidden} onClick={() => showBare(!shown)}>{strings.bare(bare)}</button></span>}
      {replaced > 0 && <span title={strings.closedTitle}>{strings.closedNotDrawn(replaced)}</span>}
    </p>
  );
}
