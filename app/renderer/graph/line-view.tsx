/** The lines of the graph, between the ends that the layout gives them. */
import { memo } from 'react';
import { edgePath, pointOn } from '../../shared/graph-layout/path.ts';
import type { GraphScene, GraphEdge } from '../../shared/graph-layout/types.ts';
import { type Range, isLineNear, useNear } from './culling.ts';
import { useDimmed } from './related.ts';

/**
 * All lines in one SVG that pans and zooms with the nodes. As edges of React Flow each would be a separate SVG,
 * reconsidered whenever the graph is moved: at 200 nodes that alone cost every second frame.
 */
export const Lines = memo(function Lines({ picture }: { picture: GraphScene }) {
  const near = useNear(picture);
  return (
    <svg className="lines" width={picture.width} height={picture.height}>
      {picture.edges.filter((edge) => isLineNear(near, edge)).map((edge) => <LineView key={edge.id} edge={edge} near={near} />)}
    </svg>
  );
});

/** An unchanged line keeps its object, so it is not rendered again. */
const LineView = memo(function LineView({ edge, near }: { edge: GraphEdge; near: Range | null }) {
  const dimmed = useDimmed(edge.id);
  const cross = edge.kind === 'cancelled' ? pointOn(edge, 0.62) : null;
  return (
    // A part of a drawing cannot be an <img>.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
    <g className="line-of" role="img" aria-label={edge.label} data-kind={edge.kind} data-hue={edge.hue} data-dimmed={dimmed}
      data-testid={`edge-${edge.id.replaceAll(':', '-')}`}>
      <path d={edgePath(edge, near)} />
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
