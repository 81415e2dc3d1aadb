/** Keeps the picture well placed until the user moves it; then it is theirs until they press a zoom button. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { useReactFlow } from '@xyflow/react';
import { betweenFor } from '../../shared/picture/metrics.ts';
import type { Picture } from '../../shared/picture/types.ts';
import { currentHistory, setBetween, useSession } from '../store/session.ts';
import { type Panel, placementAfter, placementOf, placementWith } from './placement.ts';

export function useFit(area: RefObject<HTMLDivElement | null>) {
  const { setViewport, getViewport } = useReactFlow();
  const userMoved = useRef(false);
  /** As last observed: asking the browser at each step would make it lay out the page at once. */
  const panel = useRef<Panel>({ width: 0, height: 0 });
  const picture = useSession((s) => s.picture);

  const place = (shown: Picture | null, whole: boolean) => {
    if (shown && panel.current.width > 0) void setViewport(placementOf(shown, panel.current, whole));
  };

  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      panel.current = { width, height };
      setBetween(betweenFor(width, currentHistory().places.peers.length > 0));
      const shown = useSession.getState().picture;
      if (!userMoved.current && shown) void setViewport(placementOf(shown, panel.current, false));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [area, setViewport]);

  // Before the browser draws: else each step would be drawn twice, where the picture stood and where it stands now.
  useLayoutEffect(() => {
    if (userMoved.current || !picture || panel.current.width === 0) return;
    const now = getViewport();
    const next = placementAfter(picture, panel.current, now);
    if (next.x !== now.x || next.y !== now.y || next.zoom !== now.zoom) void setViewport(next);
  }, [setViewport, getViewport, picture]);

  return {
    /** Back to the usual size, and following the steps again. */
    follow: () => {
      userMoved.current = false;
      place(picture, false);
    },
    showAll: () => {
      userMoved.current = true;
      place(picture, true);
    },
    moved: () => { userMoved.current = true; },
    /** Moves the picture no further than it takes for a thing to be in sight. */
    bringIntoSight: (id: string) => {
      const shown = useSession.getState().picture;
      const next = shown && panel.current.width > 0 ? placementWith(shown, id, panel.current, getViewport()) : null;
      if (next) void setViewport(next);
    },
  };
}
