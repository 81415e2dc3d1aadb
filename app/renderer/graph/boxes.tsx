/** The boxes of the graph, each where the picture says. */
import { memo } from 'react';
import { TOP } from '../../shared/graph-layout/metrics.ts';
import type { GraphScene, GraphNode } from '../../shared/graph-layout/types.ts';
import { type Band, bandsOf, sameBand } from './bands.ts';
import { PeerView } from './peer-view.tsx';
import { ProcessView } from './process-view.tsx';
import { SocketView } from './socket-view.tsx';
import { isNear, useNear } from './culling.ts';
import { strings } from './strings.ts';

/**
 * All boxes in one element that pans and zooms as a whole. As nodes of React Flow each would listen to every change of
 * the view and of the list: at 200 nodes that cost more than the changes of a step. An unchanged box keeps its object
 * from layout to layout (reuse.ts), so it is not rendered again.
 */
export const Boxes = memo(function Boxes({ picture }: { picture: GraphScene }) {
  const near = useNear(picture);
  return (
    <div className="boxes">
      {picture.columns.map(({ title, x, w }) => <p key={title} className="caption" style={{ left: x, top: TOP - 28, width: w }}>
        {title}</p>)}
      <Hint picture={picture} />
      {bandsOf(picture).filter((band) => isNear(near, band)).map((band) => <BandView key={band.id} band={band} />)}
    </div>
  );
});

const BandView = memo(function BandView({ band: { x, y, w, h, nodes } }: { band: Band }) {
  return (
    <div className="band" style={{ left: x, top: y, width: w, height: h }}>
      {nodes.map((node) => <Box key={keyOf(node)} node={node} top={node.y - y} />)}
    </div>
  );
}, (a, b) => sameBand(a.band, b.band));

/** A socket reuses the box of the one whose slot it takes: while the user scrubs over thousands, boxes change only their text. */
const keyOf = (node: GraphNode): string | number => (node.kind === 'socket' ? node.place : node.id);

/** @param top within its band. */
const Box = memo(function Box({ node, top }: { node: GraphNode; top: number }) {
  return (
    <div className="box" style={{ top, height: node.h }}>
      {node.kind === 'process' && <ProcessView node={node} />}
      {node.kind === 'socket' && <SocketView node={node} />}
      {node.kind === 'peer' && <PeerView node={node} />}
    </div>
  );
});

/** Explains a column that is still empty. */
function Hint({ picture }: { picture: GraphScene }) {
  const column = picture.columns[1];
  if (!column || picture.nodes.some((node) => node.kind === 'socket')) return null;
  return <p className="caption" style={{ left: column.x, top: TOP + 32, width: column.w }}>{strings.emptyColumn}</p>;
}
