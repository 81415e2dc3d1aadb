/** The names above the lanes; they stay in sight. */
import { memo } from 'react';
import type { SequenceLane } from '../../shared/sequence/types.ts';
import { select } from '../store/ui.ts';
import { strings } from './strings.ts';

const noteOf = (lane: SequenceLane): string => (lane.ended ? strings.endedAt(lane.ended.how, lane.ended.step) : lane.note);

export const LaneHeads = memo(function LaneHeads({ lanes }: { lanes: readonly SequenceLane[] }) {
  return (
    <div className="lane-heads">
      {lanes.map((lane) => (
        <button key={lane.id} type="button" className="plain lane-head" data-hue={lane.hue} style={{ left: lane.x, width: lane.w }}
          title={strings.inspect(lane.title, noteOf(lane))} onClick={() => select(lane.process)}>
          <b>{lane.title}</b>
          <span>{noteOf(lane)}</span>
        </button>
      ))}
    </div>
  );
});
