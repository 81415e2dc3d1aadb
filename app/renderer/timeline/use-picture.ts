/** What the axis shows now. The history grows in place; its length says when to look again. */
import { useMemo } from 'react';
import { useAxis, wholeView } from '../store/axis.ts';
import { totalSteps, useSession } from '../store/session.ts';
import { useUi } from '../store/ui.ts';
import { type Picture, laneIndex, lanesOf } from './picture.ts';

export function usePicture(): Picture | null {
  const history = useSession((s) => s.history);
  const length = useSession((s) => s.length);
  const total = useSession(totalSteps);
  const performed = useSession((s) => s.state?.performed ?? 0);
  const position = useSession((s) => s.position);
  const { unit, view, range, found } = useAxis();
  const selection = useUi((s) => s.selection);
  // oxlint-disable-next-line react/exhaustive-deps -- see above
  const lanes = useMemo(() => (history ? lanesOf(history, length, performed) : []), [history, length, performed]);
  const laneOf = useMemo(() => laneIndex(lanes), [lanes]);
  if (!history) return null;
  const { axis, log } = history;
  return { axis, log, lanes, laneOf, unit, view: view ?? wholeView(), position, length, total, range, found, selection };
}
