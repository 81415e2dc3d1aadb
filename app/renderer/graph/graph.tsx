/** The graph: React Flow carries, pans and zooms; places, lines, words and keys are ours. */
import '@xyflow/react/dist/base.css';
import './graph.css';
import { useMemo, useRef } from 'react';
import { type NodeTypes, ReactFlow, ReactFlowProvider } from '@xyflow/react';
import { useSession } from '../store/session.ts';
import { CaptionView } from './caption-view.tsx';
import { flowNodes } from './flow.ts';
import { Census } from './census.tsx';
import { Lines } from './line-view.tsx';
import { PeerView } from './peer-view.tsx';
import { ProcessView } from './process-view.tsx';
import { SocketView } from './socket-view.tsx';
import { useArrowKeys } from './arrow-keys.ts';
import { useRelatedKept } from './related.ts';
import { useTabStopKept } from './focus.ts';
import { Overview } from './overview.tsx';
import { useFit } from './use-fit.ts';
import { ZoomButtons } from './zoom-buttons.tsx';

const NODE_TYPES: NodeTypes = { process: ProcessView, socket: SocketView, peer: PeerView, caption: CaptionView };

export function Graph() {
  return (
    <ReactFlowProvider>
      <Flow />
    </ReactFlowProvider>
  );
}

function Flow() {
  const area = useRef<HTMLDivElement>(null);
  const picture = useSession((s) => s.picture);
  const nodes = useMemo(() => (picture ? flowNodes(picture) : []), [picture]);
  const { follow, showAll, moved } = useFit(area);
  const onKeyDown = useArrowKeys(area);
  useRelatedKept();
  useTabStopKept();
  return (
    // The keys move between the buttons inside.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="graph" data-testid="graph" data-own-arrows ref={area} onKeyDown={onKeyDown}>
      <ReactFlow nodes={nodes} nodeTypes={NODE_TYPES} minZoom={0.25} maxZoom={2}
        nodesDraggable={false} nodesConnectable={false} nodesFocusable={false} elementsSelectable={false} edgesFocusable={false}
        deleteKeyCode={null} selectionKeyCode={null} multiSelectionKeyCode={null} disableKeyboardA11y panActivationKeyCode={null}
        panOnScroll zoomOnScroll={false} zoomOnDoubleClick={false} preventScrolling proOptions={{ hideAttribution: true }}
        onMoveStart={(event) => { if (event) moved(); }}>
        {picture && <Lines picture={picture} />}
      </ReactFlow>
      <Overview />
      <Census />
      <ZoomButtons onFit={showAll} onReset={follow} />
    </div>
  );
}
