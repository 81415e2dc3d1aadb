/** Keeps the graph well placed until the user moves it; then the position stays until they press a zoom button. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { useReactFlow } from '@xyflow/react';
import { betweenFor } from '../../shared/graph-layout/metrics.ts';
import type { GraphScene } from '../../shared/graph-layout/types.ts';
import { currentHistory, setBetween, pictureOf, useSession } from '../store/session.ts';
import { MOST_ZOOM, type Panel, placementAfter, placementOf, placementWith } from './placement.ts';

/** Milliseconds without a new layout that count as a rest, and the number of skipped steps that counts as a leap. */
const REST = 90;
const LEAP = 50;

export function useFit(area: RefObject<HTMLDivElement | null>, mostZoom: number = MOST_ZOOM) {
  const { setViewport, getViewport } = useReactFlow();
  const userMoved = useRef(false);
  /** As last observed: reading it at each step would force the browser to lay out the page. */
  const panel = useRef<Panel>({ width: 0, height: 0 });
  const picture = useSession(pictureOf);
  const position = useSession((s) => s.position);
  const drawn = useRef({ at: -Infinity, position: 0 });

  const place = (shown: GraphScene | null, whole: boolean) => {
    if (shown && panel.current.width > 0) void setViewport(placementOf(shown, panel.current, whole, mostZoom));
  };

  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      panel.current = { width, height };
      // Where it can become large, the boxes come first.
      setBetween(betweenFor((width * MOST_ZOOM) / mostZoom, currentHistory().places.peers.length > 0));
      const shown = pictureOf(useSession.getState());
      if (!userMoved.current && shown) void setViewport(placementOf(shown, panel.current, false, mostZoom));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [area, setViewport, mostZoom]);

  // Before the browser draws: otherwise each step would be drawn twice, at the old and the new position.
  useLayoutEffect(() => {
    const time = performance.now();
    const dragged = time - drawn.current.at < REST && Math.abs(position - drawn.current.position) > LEAP;
    drawn.current = { at: time, position };
    const place = () => {
      if (userMoved.current || !picture || panel.current.width === 0) return;
      const now = getViewport();
      const next = placementAfter(picture, panel.current, now, mostZoom);
      if (next.x !== now.x || next.y !== now.y || next.zoom !== now.zoom) void setViewport(next);
    };
    if (!dragged) {
      place();
      return;
    }
    // While the user drags over thousands of steps, the graph would leap with each of them.
    const timer = setTimeout(place, REST);
    return () => clearTimeout(timer);
  }, [setViewport, getViewport, picture, position, mostZoom]);

  return {
    /** Returns to the default zoom, and follows the steps again. */
    follow: () => {
      userMoved.current = false;
      place(picture, false);
    },
    showAll: () => {
      userMoved.current = true;
      place(picture, true);
    },
    moved: () => { userMoved.current = true; },
    /** Moves the graph as little as needed to show a thing. */
    bringIntoSight: (id: string) => {
      const shown = pictureOf(useSession.getState());
      const next = shown && panel.current.width > 0 ? placementWith(shown, id, panel.current, getViewport()) : null;
      if (next) void setViewport(next);
    },
  };
}
