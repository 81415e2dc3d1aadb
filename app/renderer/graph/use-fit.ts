/** Keeps the picture well placed until the user moves it; then it is theirs until they press a zoom button. */
import { type RefObject, useEffect, useRef } from 'react';
import { useReactFlow } from '@xyflow/react';
import { betweenFor } from '../../shared/picture/metrics.ts';
import type { Picture } from '../../shared/picture/types.ts';
import { currentHistory, setBetween, useSession } from '../store/session.ts';
import { placementOf } from './placement.ts';

export function useFit(area: RefObject<HTMLDivElement | null>) {
  const { setViewport } = useReactFlow();
  const userMoved = useRef(false);
  const picture = useSession((s) => s.picture);

  const place = (shown: Picture | null, whole: boolean) => {
    const box = area.current?.getBoundingClientRect();
    if (box && shown && box.width > 0) void setViewport(placementOf(shown, box, whole));
  };

  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      setBetween(betweenFor(element.clientWidth, currentHistory().places.peers.length > 0));
      const shown = useSession.getState().picture;
      if (!userMoved.current && shown) void setViewport(placementOf(shown, element.getBoundingClientRect(), false));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [area, setViewport]);

  useEffect(() => {
    const box = area.current?.getBoundingClientRect();
    if (!userMoved.current && box && picture && box.width > 0) void setViewport(placementOf(picture, box, false));
  }, [area, setViewport, picture]);

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
  };
}
