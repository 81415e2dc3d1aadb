/** Lines from an export down to its import; dashed as far as the step shown while it is still in flight. */
import type { ProcessId } from '../../shared/domain/ids.ts';
import { hueOf } from '../../shared/graph-layout/nodes.ts';
import type { TransferSpan } from '../store/history.ts';
import { currentHistory, useSession } from '../store/session.ts';
import { BAR, type Scale, laneY, tenth } from './scale.ts';

/** More lines than this are unreadable. */
const MOST = 200;

export function TransferLines({ scale, lanes }: { scale: Scale; lanes: ReadonlyMap<ProcessId, number> }) {
  const position = useSession((s) => s.position);
  return [...pathsAt(scale, lanes, position)].map(([key, { hue, inFlight, lines }]) => (
    <path key={key} className="transfer" data-hue={hue} data-in-flight={inFlight} d={[...lines].join('')} />
  ));
}

interface Path {
  hue: number;
  inFlight: boolean;
  /** Without duplicates: in a long session many share the same pixels. */
  lines: Set<string>;
}

/** All lines of a kind as one path: separate elements would all be rebuilt while the user drags over thousands of steps. */
function pathsAt(scale: Scale, lanes: ReadonlyMap<ProcessId, number>, position: number): Map<string, Path> {
  const history = currentHistory();
  const paths = new Map<string, Path>();
  for (const span of history.transfersUpTo(position, MOST)) {
    const { transfer } = span;
    const ended = span.end?.endedAt ?? null;
    const inFlight = ended === null || ended > position;
    const receiver = receiverOf(span, history.log.step(ended ?? 0)?.action) ?? transfer.from;
    const from = lanes.get(transfer.from);
    const to = lanes.get(receiver);
    if (from === undefined || to === undefined) continue;
    const half = (to > from ? BAR : to < from ? -BAR : 0) / 2;
    const hue = hueOf(history.places, receiver);
    const key = `${hue} ${inFlight}`;
    const path = paths.get(key) ?? { hue, inFlight, lines: new Set() };
    paths.set(key, path);
    path.lines.add(
      `M${tenth(scale.x(transfer.step))} ${laneY(from) + half}L${tenth(scale.x(inFlight ? position : ended))} `
        + `${laneY(to) - (inFlight ? 0 : half)}`);
  }
  return paths;
}

function receiverOf({ transfer, end }: TransferSpan, action: { kind: string; participant?: string } | undefined): ProcessId | null {
  if (transfer.target ?? end?.target) return transfer.target ?? end?.target ?? null;
  if (action?.kind !== 'call' && action?.kind !== 'completion') return null;
  return `process:${(action.participant ?? '').split('/')[0] ?? ''}`;
}
