/** The names above the lanes; they stay in sight. */
import { memo } from 'react';
import type { SequenceLane } from '../../shared/sequence/types.ts';
import { select } from '../store/ui.ts';
import { strings } from './strings.ts';

const noteOf = (lane: SequenceLane): string => (lane.ended ? strings.endedAt(lane.ended.how, lane.ended.step) : lane.note);

interface Props {
  lanes: readonly SequenceLane[];
  onUnfold: () => void;
}

export const LaneHeads = memo(function LaneHeads({ lanes, onUnfold }: Props) {
  return (
    <div className="lane-heads">
      {lanes.map((lane) => (
        <button key={lane.id} type="button" className="plain lane-head" data-hue={lane.hue} style={{ left: lane.x, width: lane.w }}
          title={lane.folded > 0 ? strings.unfold : strings.inspect(lane.title, noteOf(lane))}
          onClick={() => (lane.folded > 0 ? onUnfold() : select(lane.process))}>
          <b>{lane.title}</b>
          <span>{noteOf(lane)}</span>
        </button>
      ))}
    </div>
  );
});
