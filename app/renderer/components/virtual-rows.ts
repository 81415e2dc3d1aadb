/** Which of many rows of equal height are visible, so that ten thousand cost no more than forty. */
import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';

const OVERSCAN = 8;
/** Milliseconds. */
const RESTS = 120;
/** Rows are rebuilt after this many have come into view, not for each. */
const AT_ONCE = 4;

/** The last reported scroll positions: reading them at each step would force the browser to lay out the page. */
const seen = new WeakMap<HTMLElement, { top: number; height: number }>();

export interface RowWindow {
  first: number;
  /** One past the last. */
  end: number;
  /** Space above and below the rows in sight, in pixels. */
  above: number;
  below: number;
}

/** A row that must stay visible as it changes. */
export interface Follow {
  /** -1 for none. */
  row: number;
  /** Pixels above the first row. */
  inset?: number;
}

export function useVirtualRows(
  scroller: RefObject<HTMLElement | null>, count: number, rowHeight: number, follow: Follow = { row: -1 },
): RowWindow {
  /** Number of rows completely above, and number that fit, in steps of `AT_ONCE`. */
  const [past, setPast] = useState(0);
  const [fit, setFit] = useState(atOnce(800 / rowHeight));
  const [followed, setFollowed] = useState(follow.row);
  /** The followed row when it last rested. */
  const [rested, setRested] = useState(follow.row);
  const inset = follow.inset ?? 0;
  if (follow.row !== followed) {
    // The rows around it are built now, not when the browser reports the scroll.
    const top = wantedTop(scroller.current, follow.row, rowHeight, inset);
    setFollowed(follow.row);
    if (top !== null) setPast(pastAt(top, rowHeight));
  }
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const read = () => {
      const next = { top: element.scrollTop, height: element.clientHeight };
      seen.set(element, next);
      setPast(pastAt(next.top, rowHeight));
      setFit(atOnce(next.height / rowHeight));
    };
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener('scroll', read, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', read);
    };
  }, [scroller, rowHeight]);
  useLayoutEffect(() => {
    const element = scroller.current;
    const top = wantedTop(element, follow.row, rowHeight, inset);
    if (!element || top === null) return;
    seen.set(element, { top, height: seen.get(element)?.height ?? element.clientHeight });
    element.scrollTo({ top });
  }, [scroller, follow.row, rowHeight, inset]);
  useEffect(() => {
    if (rested === follow.row) return;
    const timer = setTimeout(() => setRested(follow.row), RESTS);
    return () => clearTimeout(timer);
  }, [rested, follow.row]);
  // While the user drags over many rows, only the visible ones are built.
  const around = Math.abs(follow.row - rested) > fit ? 0 : OVERSCAN;
  const first = Math.max(0, Math.min(past, count) - around);
  const end = Math.min(count, past + AT_ONCE + fit + around);
  return { first, end, above: first * rowHeight, below: Math.max(0, count - end) * rowHeight };
}

/** How many rows are completely above, in a scroller at position `top`. */
const pastAt = (top: number, rowHeight: number): number => Math.floor(top / rowHeight / AT_ONCE) * AT_ONCE;

const atOnce = (rows: number): number => Math.ceil(rows / AT_ONCE) * AT_ONCE;

/** The scroll position that shows a row with a neighbour on either side; null if it is already visible. */
function wantedTop(element: HTMLElement | null, row: number, rowHeight: number, inset: number): number | null {
  if (!element || row < 0) return null;
  const at = seen.get(element) ?? { top: element.scrollTop, height: element.clientHeight };
  const top = row * rowHeight + inset;
  if (top - rowHeight < at.top) return at.top === 0 ? null : Math.max(0, top - rowHeight);
  return top + 2 * rowHeight > at.top + at.height ? top + 2 * rowHeight - at.height : null;
}
