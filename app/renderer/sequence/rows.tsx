/** A button for every visible row: step, call, outcome; pressing it shows the step. */
import { memo } from 'react';
import { GUTTER } from '../../shared/sequence/metrics.ts';
import type { SequenceLayout, SequenceRow } from '../../shared/sequence/types.ts';
import { Arrows } from '../components/arrows.tsx';
import { goTo } from '../store/session-actions.ts';
import { useSession } from '../store/session.ts';
import { strings } from './strings.ts';

export function Rows({ layout, width }: { layout: SequenceLayout; width: number }) {
  const position = useSession((s) => s.position);
  return (
    <ol className="sequence-rows" aria-label={strings.rows}>
      {layout.rows.map((row) => {
        const lane = layout.lanes[row.lane];
        return <Row key={row.n} row={row} width={width} who={lane?.id ?? ''} hue={lane?.hue ?? 0} here={row.n === position}
          tabbable={row.n === Math.max(1, position)} />;
      })}
    </ol>
  );
}

/** Pixels: enough for most calls, the maximum, and the width of a waiting mark beside a lane. */
const WANTED = 240;
const MOST = 360;
const WAITS = 36;

interface RowProps {
  row: SequenceRow;
  /** Of the sheet. */
  width: number;
  who: string;
  hue: number;
  here: boolean;
  tabbable: boolean;
}

const Row = memo(function Row({ row, width, who, hue, here, tabbable }: RowProps) {
  // The text is placed where there is more space: after the bar, or before it.
  const after = width - row.text.x - 8;
  const before = row.bar.x - GUTTER - WAITS;
  const place = after >= Math.min(WANTED, before) ? { left: row.text.x, width: Math.min(MOST, after) }
    : { right: width - row.bar.x + WAITS, width: Math.min(MOST, before) };
  return (
    <li style={{ top: row.y, height: row.h }} aria-posinset={row.n}>
      <button type="button" className="plain sequence-row" data-testid={`sequence-row-${row.n}`} data-hue={hue} data-here={here}
        aria-current={here ? 'step' : undefined} tabIndex={tabbable ? 0 : -1} onClick={() => goTo(row.n)}>
        <span className="number">{row.n}</span>
        <span className="words" style={place} data-before={'right' in place}>
          <span className="hidden-words">{strings.who(who)}</span>
          <span className="mono title">{row.title}</span>
          <span className="detail">
            <Arrows text={row.detail} />
            {row.outcome !== ''
              && <span className="outcome" data-tone={row.tone}> {row.tone === 'good' ? '= ' : ''}<Arrows text={row.outcome} /></span>}
          </span>
        </span>
        {row.hazards > 0 && <span className="hidden-words">{strings.hazards(row.hazards)}</span>}
        {row.divergences > 0 && <span className="hidden-words">{strings.diverged}</span>}
      </button>
    </li>
  );
});
