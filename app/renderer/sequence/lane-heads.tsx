/** The names above the lanes; they stay in sight. */
import { type FocusEvent, memo, useLayoutEffect, useRef } from 'react';
import type { SequenceLane } from '../../shared/sequence/types.ts';
import { select } from '../store/ui.ts';
import { strings } from './strings.ts';

const noteOf = (lane: SequenceLane): string => (lane.ended ? strings.endedAt(lane.ended.how, lane.ended.step) : lane.note);

interface Props {
  lanes: readonly SequenceLane[];
  onUnfold: () => void;
}

export const LaneHeads = memo(function LaneHeads({ lanes, onUnfold }: Props) {
  const heads = useRef<HTMLDivElement>(null);
  /** Position of the head that has the focus. */
  const focused = useRef<number | null>(null);
  const onFocus = ({ target }: FocusEvent) => { focused.current = [...heads.current!.children].indexOf(target); };
  // The focus of a head that is removed, because its lane folds or unfolds, goes to the one in its place.
  const onBlur = ({ target }: FocusEvent) => { if (target.isConnected) focused.current = null; };
  useLayoutEffect(() => {
    const { children } = heads.current!;
    const at = focused.current;
    if (at === null || document.activeElement !== document.body) return;
    (children[Math.min(at, children.length - 1)] as HTMLElement | undefined)?.focus({ preventScroll: true });
  });
  return (
    <div className="lane-heads" ref={heads} onFocus={onFocus} onBlur={onBlur}>
      {lanes.map((lane) => (
        <button key={lane.folded > 0 ? 'folded' : lane.id} type="button" className="plain lane-head" data-hue={lane.hue}
          style={{ left: lane.x, width: lane.w }} title={lane.folded > 0 ? strings.unfold : strings.inspect(lane.title, noteOf(lane))}
          onClick={() => (lane.folded > 0 ? onUnfold() : select(lane.process))}>
          <b>{lane.title}</b>
          <span>{noteOf(lane)}</span>
        </button>
      ))}
    </div>
  );
});
