/** Lines from an export down to its import; dashed as far as the step shown while it is still in flight. */
import type { ProcessId } from '../../shared/domain/ids.ts';
import { hueOf } from '../../shared/picture/nodes.ts';
import type { TransferSpan } from '../store/history.ts';
import { currentHistory, useSession } from '../store/session.ts';
import { BAR, type Scale, laneY } from './scale.ts';

/** More lines than this say nothing any more. */
const MOST = 200;

export function TransferLines({ scale, lanes }: { scale: Scale; lanes: readonly ProcessId[] }) {
  const position = useSession((s) => s.position);
  const { transfers, places, log } = currentHistory();
  const lines = [...transfers.values()].filter(({ transfer }) => transfer.step <= position).slice(-MOST);
  return lines.map((span) => {
    const { transfer } = span;
    const ended = span.end?.endedAt ?? null;
    const inFlight = ended === null || ended > position;
    const receiver = receiverOf(span, log.step(ended ?? 0)?.action);
    const from = lanes.indexOf(transfer.from);
    const to = lanes.indexOf(receiver ?? transfer.from);
    if (from < 0 || to < 0) return null;
    const half = (to > from ? BAR : to < from ? -BAR : 0) / 2;
    return (
      <path key={transfer.id} className="transfer" data-hue={hueOf(places, receiver ?? transfer.from)} data-in-flight={inFlight}
        d={`M${scale.x(transfer.step)} ${laneY(from) + half}L${scale.x(inFlight ? position : ended)} ${laneY(to) - (inFlight ? 0 : half)}`} />
    );
  });
}

function receiverOf({ transfer, end }: TransferSpan, action: { kind: string; participant?: string } | undefined): ProcessId | null {
  if (transfer.target ?? end?.target) return transfer.target ?? end?.target ?? null;
  if (action?.kind !== 'call' && action?.kind !== 'completion') return null;
  return `process:${(action.participant ?? '').split('/')[0] ?? ''}`;
}
