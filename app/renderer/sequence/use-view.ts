/** The visible part of a long sheet, and how to scroll to a row. */
import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';

export interface View {
  top: number;
  height: number;
  width: number;
}

/** Scroll positions are rounded, so that a sheet is laid out a few times per screen, not at every pixel. */
const GRAIN = 100;

export function useView(scroller: RefObject<HTMLElement | null>): View {
  const [view, setView] = useState<View>({ top: 0, height: 800, width: 800 });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const read = () => {
      const next = { top: Math.floor(element.scrollTop / GRAIN) * GRAIN, height: element.clientHeight, width: element.clientWidth };
      setView((was) => (was.top === next.top && was.height === next.height && was.width === next.width ? was : next));
    };
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener('scroll', read, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', read);
    };
  }, [scroller]);
  return view;
}

/** Scrolls as little as needed to show a row below a header, with some space on either side. */
export function useSpanInSight(scroller: RefObject<HTMLElement | null>, row: { y: number; h: number } | null, header: number): void {
  const y = row?.y ?? null;
  const h = row?.h ?? 0;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || y === null) return;
    const room = 48;
    if (y - header - room < element.scrollTop) element.scrollTo({ top: y - header - room });
    else if (y + h + room > element.scrollTop + element.clientHeight)
      element.scrollTo({ top: Math.min(y - header, y + h + room - element.clientHeight) });
  }, [scroller, y, h, header]);
}
