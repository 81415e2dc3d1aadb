/** The lines of the figure. The rows beside it have the same content as text, so it is hidden from screen readers. */
import { memo } from 'react';
import type { SequenceArrow, SequenceLayout } from '../../shared/sequence/types.ts';

interface Props {
  layout: SequenceLayout;
  /** The part of the sheet that is drawn. */
  top: number;
  height: number;
}

export const Drawing = memo(function Drawing({ layout, top, height }: Props) {
  const bottom = Math.min(layout.height, top + height);
  return (
    <svg className="sequence-drawing" aria-hidden="true" width={layout.width} height={Math.max(0, bottom - top)} style={{ top }}
      viewBox={`0 ${top} ${layout.width} ${Math.max(1, bottom - top)}`}>
      {layout.lanes.map((lane) => (
        <g key={lane.id} data-hue={lane.hue}>
          <path className="lifeline" d={`M${lane.axis} ${Math.max(top, lane.y1)}V${Math.min(bottom, lane.y2)}`} />
          {lane.ended && lane.y2 >= top && lane.y2 <= bottom
            && <path className="ended" d={`M${lane.axis - 6} ${lane.y2 - 6}l12 12m0 -12l-12 12`} />}
        </g>
      ))}
      {layout.spans.map((span) => (
        <rect key={span.id} className="span" data-kind={span.kind} data-hue={layout.lanes[span.lane]?.hue} x={span.x} y={span.y}
          width={span.w} height={span.h} rx="3"><title>{span.label}</title></rect>
      ))}
      {layout.rows.map((row) => (
        <rect key={row.n} className="bar" data-tone={row.tone} data-hue={layout.lanes[row.lane]?.hue}
          {...{ x: row.bar.x, y: row.bar.y, width: row.bar.w, height: row.bar.h }} rx="2" />
      ))}
      {layout.arrows.map((arrow) => <ArrowLine key={arrow.id} arrow={arrow} />)}
    </svg>
  );
});

function ArrowLine({ arrow }: { arrow: SequenceArrow }) {
  const { x1, y1, x2, y2, x3, state } = arrow;
  const waits = y1 !== y2 || x2 !== x3;
  const d = waits ? `M${x1} ${y1}H${x2}V${y2}${x3 === x2 ? '' : `H${x3 - 5}`}` : `M${x1} ${y1}H${x2 - Math.sign(x2 - x1) * 5}`;
  // A blocked call arrives from the left of its lane; any other from the lane it left.
  const from = waits ? 1 : Math.sign(x2 - x1) || 1;
  return (
    <g className="arrow-of" data-kind={arrow.kind} data-state={state} data-hue={arrow.hue}
      data-testid={`arrow-${arrow.kind}-${arrow.from}`}>
      <path d={d} />
      {arrow.to !== null && state === 'arrived' && <path className="head" d={`M${x3 - from * 5} ${y2}l${-from * 6} -4v8z`} />}
      {state === 'lost' && <path className="lost" d={`M${x2 - 5} ${y2 - 5}l10 10m0 -10l-10 10`} />}
      <title>{arrow.label}</title>
    </g>
  );
}
