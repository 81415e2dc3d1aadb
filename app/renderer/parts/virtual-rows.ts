/** Which of many equally tall rows are in sight, so that ten thousand cost no more than forty. */
import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';

const OVERSCAN = 8;

/** Where scrollers stood when they last said so: asking them anew at each step would make the browser lay out the page at once. */
const seen = new WeakMap<HTMLElement, { top: number; height: number }>();

export interface RowWindow {
  first: number;
  /** One past the last. */
  end: number;
  /** Space above and below the rows in sight, in pixels. */
  above: number;
  below: number;
}

export function useVirtualRows(scroller: RefObject<HTMLElement | null>, count: number, rowHeight: number): RowWindow {
  const [view, setView] = useState({ top: 0, height: 800 });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const read = () => {
      const next = { top: element.scrollTop, height: element.clientHeight };
      seen.set(element, next);
      setView(next);
    };
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener('scroll', read, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', read);
    };
  }, [scroller]);
  const first = Math.max(0, Math.floor(view.top / rowHeight) - OVERSCAN);
  const end = Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + OVERSCAN);
  return { first, end, above: first * rowHeight, below: Math.max(0, count - end) * rowHeight };
}

/** Scrolls just as far as is needed for a row to be in sight, with a neighbour on either side. */
export function useRowInSight(scroller: RefObject<HTMLElement | null>, row: number, rowHeight: number, inset = 0): void {
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || row < 0) return;
    const at = seen.get(element) ?? { top: element.scrollTop, height: element.clientHeight };
    const top = row * rowHeight + inset;
    const wanted = top - rowHeight < at.top ? top - rowHeight : top + 2 * rowHeight > at.top + at.height ? top + 2 * rowHeight - at.height : at.top;
    if (wanted === at.top) return;
    seen.set(element, { ...at, top: Math.max(0, wanted) });
    element.scrollTo({ top: wanted });
  }, [scroller, row, rowHeight, inset]);
}
