/** The graph: React Flow pans and zooms; layout, lines, text and keys are implemented here. */
import '@xyflow/react/dist/base.css';
import './graph.css';
import { type KeyboardEvent, useRef } from 'react';
import { ReactFlow, ReactFlowProvider, ViewportPortal, useReactFlow } from '@xyflow/react';
import { own } from '../../shared/base/own.ts';
import { aheadOf, pictureOf, showsAhead, useSession } from '../store/session.ts';
import { SEEN, Settled } from '../store/deferred-session.tsx';
import { Boxes } from './boxes.tsx';
import { Census } from './counts.tsx';
import { Lines } from './line-view.tsx';
import { openMenu } from '../components/context-menu.tsx';
import { thingMenu } from './thing-menu.ts';
import { useArrowKeys } from './arrow-keys.ts';
import { useLitKept } from './highlight.ts';
import { useRelatedKept } from './related.ts';
import { useTabStopKept } from './focus.ts';
import { Overview } from './overview.tsx';
import { useFit } from './use-fit.ts';
import { AddProcess } from './add-process.tsx';
import { ZoomButtons } from './zoom-buttons.tsx';
import { strings } from './strings.ts';

/** @param mostZoom maximum zoom of a graph with free space around it. */
export function Graph({ mostZoom }: { mostZoom?: number }) {
  return (
    <Settled pace={SEEN}>
      <ReactFlowProvider>
        <Flow mostZoom={mostZoom} />
      </ReactFlowProvider>
    </Settled>
  );
}

function Flow({ mostZoom }: { mostZoom: number | undefined }) {
  const area = useRef<HTMLDivElement>(null);
  const picture = useSession(pictureOf);
  const ahead = useSession(aheadOf);
  const shown = useSession(showsAhead);
  const { follow, showAll, moved, bringIntoSight } = useFit(area, mostZoom);
  const onArrow = useArrowKeys(area, bringIntoSight);
  const { zoomIn, zoomOut } = useReactFlow();
  const onKeyDown = (event: KeyboardEvent) => {
    const zoom = own({ '+': zoomIn, '=': zoomIn, '-': zoomOut, 0: follow, '!': showAll }, event.key);
    if (!zoom || event.ctrlKey || event.metaKey) return onArrow(event);
    event.preventDefault();
    event.stopPropagation();
    return void zoom();
  };
  useLitKept();
  useRelatedKept();
  useTabStopKept();
  return (
    // The keys move between the buttons inside.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="graph" data-testid="graph" data-own-arrows data-ahead={shown} ref={area} onKeyDown={onKeyDown}
      onContextMenu={(event) => {
        const thing = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-thing]') : null;
        if (thing) openMenu(event, thingMenu(thing.dataset['thing']!));
      }}
      onDoubleClick={({ target }) => { if (target instanceof Element && !target.closest('button')) showAll(); }}>
      <ReactFlow minZoom={0.25} maxZoom={2}
        nodesDraggable={false} nodesConnectable={false} nodesFocusable={false} elementsSelectable={false} edgesFocusable={false}
        deleteKeyCode={null} selectionKeyCode={null} multiSelectionKeyCode={null} disableKeyboardA11y panActivationKeyCode={null}
        panOnScroll panOnScrollSpeed={1} zoomOnScroll={false} zoomOnDoubleClick={false} preventScrolling
        proOptions={{ hideAttribution: true }}
        onMoveStart={(event) => { if (event) moved(); }}>
        {picture && <ViewportPortal><Boxes picture={picture} /><Lines picture={picture} /></ViewportPortal>}
      </ReactFlow>
      {ahead && <p className="ahead" data-testid="ahead">{shown ? ahead.text : strings.aheadOf(ahead.text)}</p>}
      <Overview />
      <Census />
      <AddProcess />
      <ZoomButtons onFit={showAll} onReset={follow} />
    </div>
  );
}
