/** A button for every row in sight: step, call, outcome; pressing it goes there. */
import { memo } from 'react';
import type { SequenceLayout, SequenceRow } from '../../shared/sequence/types.ts';
import { Arrows } from '../parts/arrows.tsx';
import { goTo } from '../store/actions.ts';
import { useSession } from '../store/session.ts';

export function Rows({ layout, width }: { layout: SequenceLayout; width: number }) {
  const position = useSession((s) => s.position);
  return (
    <ol className="sequence-rows" aria-label="Steps in time">
      {layout.rows.map((row) => {
        const lane = layout.lanes[row.lane];
        return <Row key={row.n} row={row} room={Math.min(360, width - row.text.x - 8)} who={lane?.id ?? ''} hue={lane?.hue ?? 0} here={row.n === position} tabbable={row.n === Math.max(1, position)} />;
      })}
    </ol>
  );
}

interface RowProps {
  row: SequenceRow;
  /** Pixels for its words. */
  room: number;
  who: string;
  hue: number;
  here: boolean;
  tabbable: boolean;
}

const Row = memo(function Row({ row, room, who, hue, here, tabbable }: RowProps) {
  return (
    <li style={{ top: row.y, height: row.h }} aria-posinset={row.n}>
      <button type="button" className="plain sequence-row" data-testid={`sequence-row-${row.n}`} data-hue={hue} data-here={here} aria-current={here ? 'step' : undefined} tabIndex={tabbable ? 0 : -1} onClick={() => goTo(row.n)}>
        <span className="number">{row.n}</span>
        <span className="words" style={{ left: row.text.x, width: room }}>
          <span className="hidden-words">{who}: </span>
          <span className="mono title">{row.title}</span>
          <span className="detail">
            <Arrows text={row.detail} />{row.outcome !== '' && <span className="outcome" data-tone={row.tone}> {row.tone === 'good' ? '= ' : ''}<Arrows text={row.outcome} /></span>}
          </span>
        </span>
        {row.hazards > 0 && <span className="hidden-words">, {row.hazards} hazards</span>}
        {row.divergences > 0 && <span className="hidden-words">, diverged</span>}
      </button>
    </li>
  );
});
