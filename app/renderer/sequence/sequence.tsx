/** The trace over time: a lane for each participant, calls as bars, transfers and data as arrows. Only visible rows are drawn. */
import './sequence.css';
import { useMemo, useRef, useState } from 'react';
import { layoutSequence } from '../../shared/sequence/layout.ts';
import { BOTTOM, GUTTER, HEADER, RIGHT } from '../../shared/sequence/metrics.ts';
import type { Spacing } from '../../shared/sequence/types.ts';
import { type StepRange, isInRange, useRange } from '../store/axis.ts';
import type { History } from '../store/history.ts';
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

/** The first pixel of a range below the lane heads, and the height of a sheet with nothing else. */
function partOf(sequence: History['sequence'], { from, to }: StepRange, spacing: Spacing): { above: number; height: number } {
  const [first, last] = [sequence.rowOf(from, spacing), sequence.rowOf(to, spacing)];
  return { above: first.y - HEADER, height: last.y + last.h - first.y + HEADER + BOTTOM };
}

export function Sequence() {
  const scroller = useRef<HTMLDivElement>(null);
  const [spacing, setSpacing] = useState<Spacing>('even');
  const [all, setAll] = useState(false);
  const length = useSession((s) => s.length);
  const recording = useSession(isRecording);
  const position = useSession((s) => s.position);
  const session = useSession((s) => s.opened);
  const view = useView(scroller);
  const range = useRange();
  /** The part of the sheet that the range leaves. */
  const part = useMemo(() => (session && range ? partOf(currentHistory().sequence, range, spacing) : null), [session, range, spacing]);
  const above = part?.above ?? 0;
  const layout = useMemo(() => {
    if (!session || length === 0) return null;
    const { sequence, log } = currentHistory();
    const at = (y: number) => sequence.stepAt(y + above, spacing);
    return layoutSequence(sequence, log, {
      from: Math.max(range?.from ?? 1, at(view.top - OVERSCAN)), to: Math.min(range?.to ?? length, at(view.top + view.height + OVERSCAN)),
      spacing, laneWidth: laneWidthFor(view.width, sequence.lanes.columns(all).count), all,
    });
  }, [session, length, view, spacing, range, above, all]);
  const row = position === 0 || !session || !isInRange(range, position) ? null : currentHistory().sequence.rowOf(position, spacing);
  useSpanInSight(scroller, row && { y: row.y - above, h: row.h }, HEADER);

  return (
    <div className="sequence" data-testid="sequence">
      <SequenceBar spacing={spacing} onSpacing={setSpacing} perMilli={layout?.perMilli ?? null} leftOut={layout?.arrowsLeftOut ?? 0}
        all={all || layout?.lanes.some(({ folded }) => folded > 0) ? all : null} onAll={setAll} />
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys move between the buttons inside */}
      <div className="sequence-scroller" ref={scroller} onKeyDown={(event) => stepByKey(event, '[aria-current="step"]')}>
        {layout
          ? (
            <div className="sequence-sheet" data-part={part !== null}
              style={{ width: Math.max(layout.width, view.width), height: part?.height ?? layout.height }}>
              <LaneHeads lanes={layout.lanes} onUnfold={() => setAll(true)} />
              <div className="sequence-part" style={{ top: -above }}>
                <Drawing layout={layout} top={above + Math.max(0, view.top - OVERSCAN * 2)} height={view.height + OVERSCAN * 4} />
                <Rows layout={layout} width={Math.max(layout.width, view.width)} />
              </div>
            </div>
          )
          : <p className="empty">{recording ? common.noRecordedSteps : filled(strings.empty, { step: <b>{common.step}</b> })}</p>}
      </div>
    </div>
  );
}
