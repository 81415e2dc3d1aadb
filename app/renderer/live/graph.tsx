/** The graph of the live view: processes with their sockets, and lines to sockets with several holders. */
import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { useUi } from '../store/ui.ts';
import { HitTest, layoutLive, nextSocket } from './graph-layout.ts';
import { GraphPainter } from './painter.ts';
import { MOST_IN_GRAPH, selectSocket, setSharedOnly, useLive } from '../store/live.ts';
import { strings } from './strings.ts';

const ARROWS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const;

export function LiveGraph() {
  const found = useLive((s) => s.groups);
  const newKeys = useLive((s) => s.newKeys);
  const selectedKey = useLive((s) => s.selectedKey);
  const sharedOnly = useLive((s) => s.sharedOnly);
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<GraphPainter | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const aspect = useAspect(canvas);
  const layout = useMemo(() => (found ? layoutLive(found, aspect) : null), [found, aspect]);
  const groups = layout?.groups ?? null;
  const hits = useMemo(() => (layout ? new HitTest(layout) : null), [layout]);
  const selected = groups && selectedKey !== null ? groups.key.indexOf(selectedKey) : -1;

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const made = new GraphPainter(element);
    painter.current = made;
    return () => made.dispose();
  }, []);
  useEffect(() => { if (layout) painter.current?.show(layout); }, [layout]);
  useEffect(() => {
    if (!groups) return;
    painter.current?.light({ selected: selected < 0 ? null : selected,
      fresh: newKeys.size === 0 ? [] : groups.key.flatMap((k, s) => (newKeys.has(k) ? [s] : [])) });
  }, [groups, newKeys, selected]);

  const choose = (s: number, inSight: boolean) => {
    if (!groups || s < 0) return;
    selectSocket(groups.socket[s]!, groups.key[s]!);
    if (inSight) painter.current?.bringIntoSight(s);
    useUi.setState({ announcement: strings.graph.socket(groups.label[s]!, groups.holders[s]!) });
  };
  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>) => {
    const hit = painter.current?.moved(event.nativeEvent) ? null : hits?.at(...painter.current!.toWorld(event.nativeEvent)) ?? null;
    const socket = hit && 'socket' in hit ? hit.socket : null;
    painter.current?.light({ hovered: socket });
    setOver(hit && groups
      ? ('socket' in hit ? strings.graph.socket(groups.label[hit.socket]!, groups.holders[hit.socket]!)
        : `${groups.processes[hit.process]!.name} ${groups.processes[hit.process]!.pid}`) : null);
  };
  const onPointerUp = (event: PointerEvent<HTMLCanvasElement>) => {
    if (painter.current?.released()) return;
    const hit = hits?.at(...painter.current!.toWorld(event.nativeEvent));
    if (hit && 'socket' in hit) choose(hit.socket, false);
    else if (!hit) selectSocket(null, null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = ARROWS.find((key) => key === event.key);
    if (direction && layout) choose(selected < 0 ? 0 : nextSocket(layout, selected, direction), true);
    else if (event.key === '+' || event.key === '=') painter.current?.zoomBy(1.25);
    else if (event.key === '-') painter.current?.zoomBy(0.8);
    else if (event.key === '0') painter.current?.fit();
    else return;
    event.preventDefault();
  };
  return (
    <section className="live-graph" aria-label={strings.graph.label}>
      {/* The table below has the same content as text; here arrow keys move from socket to socket, and each is announced. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions */}
      <div className="live-canvas" role="application" tabIndex={0} aria-label={strings.graph.canvas(groups?.socket.length ?? 0)}
        onKeyDown={onKeyDown} data-testid="live-graph" data-own-arrows>
        <canvas ref={canvas} aria-hidden="true" onPointerDown={(event) => painter.current?.pressed(event.nativeEvent)}
          onPointerMove={onPointerMove} onPointerUp={onPointerUp}
          onPointerLeave={() => { painter.current?.light({ hovered: null }); setOver(null); }} />
      </div>
      <p className="live-over" aria-hidden="true">{over ?? ''}</p>
      {groups && groups.socket.length === 0 && groups.problem === null
        && <p className="empty">{sharedOnly ? strings.graph.noShared : strings.graph.noMatch}</p>}
      <fieldset className="live-tools" aria-label={strings.graph.tools}>
        <label>
          <input type="checkbox" checked={sharedOnly} data-testid="live-shared-only"
            onChange={({ target }) => setSharedOnly(target.checked)} /> {strings.graph.sharedOnly}</label>
        {layout && layout.orphansLeft > 0 && <span className="quiet-text">{strings.graph.orphans(layout.orphansLeft)}</span>}
        {found && found.total > found.socket.length
          && <span className="quiet-text">{strings.graph.limited(MOST_IN_GRAPH, found.total)}</span>}
        <span className="zoom">
          <button type="button" aria-label={strings.graph.zoomOut} title={strings.graph.zoomOutTitle}
            onClick={() => painter.current?.zoomBy(0.8)}>−</button>
          <button type="button" aria-label={strings.graph.zoomIn} title={strings.graph.zoomInTitle}
            onClick={() => painter.current?.zoomBy(1.25)}>+</button>
          <button type="button" title={strings.graph.fitTitle} onClick={() => painter.current?.fit()}>{strings.graph.fit}</button>
        </span>
      </fieldset>
    </section>
  );
}

/** Width by height of the canvas, in coarse steps: the layout must not change at every pixel. */
function useAspect(canvas: RefObject<HTMLCanvasElement | null>): number {
  const [aspect, setAspect] = useState(2.5);
  useEffect(() => {
    const area = canvas.current?.parentElement;
    if (!area) return;
    const observer = new ResizeObserver(() =>
      setAspect(Math.max(0.5, Math.round((2 * area.clientWidth) / Math.max(1, area.clientHeight)) / 2)));
    observer.observe(area);
    return () => observer.disconnect();
  }, [canvas]);
  return aspect;
}
