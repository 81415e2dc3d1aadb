/** The inspector serves one page per user at a time: says which page lost its place, and offers to take it back. */
import { X } from 'lucide-react';
import { WEB_LIMITS } from '../../shared/base/limits.ts';
import { takeBack } from '../store/host-client.ts';
import { useSession } from '../store/session.ts';
import { useUi } from '../store/ui.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

/** Whether its session waits for a page that was displaced. */
const MINUTES = WEB_LIMITS.displacedMs / 60_000;

export function SeatNotice() {
  const lost = useUi((s) => s.refused === 'replaced');
  const tookOver = useUi((s) => s.tookOver);
  if (lost) return <Lost />;
  if (!tookOver) return null;
  return (
    <output className="work-notice seat-notice" data-testid="seat-taken">
      <span>{strings.seat.taken}</span>
      <button type="button" className="quiet" onClick={() => useUi.setState({ tookOver: false })}>
        <X size={12} aria-hidden="true" /> {common.dismiss}
      </button>
    </output>
  );
}

function Lost() {
  const session = useSession((s) => s.opened !== null && !s.record);
  return (
    <div className="work-notice seat-notice" role="alert" data-testid="seat-lost">
      <span>
        {strings.seat.lost}
        {session && strings.seat.keepsRunning(MINUTES)}
      </span>
      <button type="button" className="primary" data-testid="take-back" onClick={takeBack}>{strings.seat.takeBack}</button>
    </div>
  );
}
