/** The trace over time: a lane for each participant, calls as bars, transfers and data as arrows. Only visible rows are drawn. */
import './sequence.css';
import { useMemo, useRef, useState } from 'react';
import { layoutSequence } from '../../shared/sequence/layout.ts';
import { GUTTER, HEADER, RIGHT } from '../../shared/sequence/metrics.ts';
import type { Spacing } from '../../shared/sequence/types.ts';
import { currentHistory, isRecording, useSession } from '../store/session.ts';
import { useSpanInSight, useView } from './use-view.ts';
import { LaneHeads } from './lane-heads.tsx';
import { Drawing } from './drawing.tsx';
import { Rows } from './rows.tsx';
import { SequenceBar } from './sequence-bar.tsx';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';
import { stepByKey } from '../components/step-keys.ts';
import { filled } from '../components/filled.tsx';

const OVERSCAN = 300;
/** Text extends over neighbouring lanes, which are empty at its step, so lanes can be narrower than text. */
const NARROWEST = 84;
const WIDEST = 300;

function laneWidthFor(width: number, lanes: number): number {
  return Math.max(NARROWEST, Math.min(WIDEST, Math.floor((width - GUTTER - RIGHT) / Math.max(1, lanes))));
}

export function Sequence() {
  const scroller = useRef<HTMLDivElement>(null);
  const [spacing, setSpacing] = useState<Spacing>('even');
  const length = useSession((s) => s.length);
  const recording = useSession(isRecording);
  const position = useSession((s) => s.position);
  const session = useSession((s) => s.opened);
  const view = useView(scroller);
  const layout = useMemo(() => {
    if (!session || length === 0) return null;
    const { sequence, log } = currentHistory();
    return layoutSequence(sequence, log, {
      from: sequence.stepAt(view.top - OVERSCAN, spacing), to: sequence.stepAt(view.top + view.height + OVERSCAN, spacing),
      spacing, laneWidth: laneWidthFor(view.width, sequence.lanes.all.length),
    });
  }, [session, length, view, spacing]);
  useSpanInSight(scroller, position === 0 || !session ? null : currentHistory().sequence.rowOf(position, spacing), HEADER);

  return (
    <div className="sequence" data-testid="sequence">
      <SequenceBar spacing={spacing} onSpacing={setSpacing} perMilli={layout?.perMilli ?? null} leftOut={layout?.arrowsLeftOut ?? 0} />
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys move between the buttons inside */}
      <div className="sequence-scroller" ref={scroller} onKeyDown={(event) => stepByKey(event, '[aria-current="step"]')}>
        {layout
          ? (
            <div className="sequence-sheet" style={{ width: Math.max(layout.width, view.width), height: layout.height }}>
              <LaneHeads lanes={layout.lanes} />
              <Drawing layout={layout} top={Math.max(0, view.top - OVERSCAN * 2)} height={view.height + OVERSCAN * 4} />
              <Rows layout={layout} width={Math.max(layout.width, view.width)} />
            </div>
          )
          : <p className="empty">{recording ? common.noRecordedSteps : filled(strings.empty, { step: <b>{common.step}</b> })}</p>}
      </div>
    </div>
  );
}
