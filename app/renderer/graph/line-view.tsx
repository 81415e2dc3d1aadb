/** One line of the graph, by the ends that the picture gives it. */
import { memo } from 'react';
import type { EdgeProps } from '@xyflow/react';
import { edgePath, pointOn } from '../../shared/picture/path.ts';
import { useDimmed } from './related.ts';
import type { FlowLine } from './flow.ts';

export const LineView = memo(function LineView({ data }: EdgeProps<FlowLine>) {
  const dimmed = useDimmed(data?.edge.id ?? '');
  if (!data) return null;
  const { edge } = data;
  const cross = edge.kind === 'cancelled' ? pointOn(edge, 0.62) : null;
  return (
    <g className="line-of" data-kind={edge.kind} data-hue={edge.hue} data-dimmed={dimmed} data-testid={`edge-${edge.id.replaceAll(':', '-')}`}>
      <path d={edgePath(edge)} />
      {edge.kind === 'notifies' && <path className="head" d={`M${edge.x2} ${edge.y2}l9 -4.5v9z`} />}
      {cross && (
        <g className="cross" transform={`translate(${cross.x} ${cross.y})`}>
          <circle r="7.5" />
          <path d="M-3 -3L3 3M3 -3L-3 3" />
        </g>
      )}
    </g>
  );
});
