/** What a key, a turn of the wheel or a drag does to the visible part of an axis. */
import type { View } from './scale.ts';

/** The smallest part that can be seen, in steps or milliseconds. */
export const LEAST = { steps: 8, time: 0.05 } as const;

/** A part of the width per press of A or D, and the factor per press of W or S. */
const PAN = 0.15;
const ZOOM = 0.7;

/** Zooms so that `place` stays where it is. */
export function zoomed(view: View, factor: number, place: number, whole: View, least: number): View {
  const span = Math.max(Math.min(least, whole.to - whole.from), Math.min(whole.to - whole.from, (view.to - view.from) * factor));
  const part = (place - view.from) / Math.max(Number.EPSILON, view.to - view.from);
  return within({ from: place - span * part, to: place + span * (1 - part) }, whole);
}

export const panned = ({ from, to }: View, by: number, whole: View): View => within({ from: from + by, to: to + by }, whole);

/** Moves as little as needed to see `place`, with some space around it. */
export function showing(view: View, place: number, whole: View): View {
  const span = view.to - view.from;
  if (place >= view.from && place <= view.to) return view;
  return within({ from: place - span / 2, to: place + span / 2 }, whole);
}

/** What a key does, as in other profilers: W and S zoom, A and D pan, and so do the arrows; null for any other key. */
export function movedBy(key: string, view: View, whole: View, at: number, least: number): View | null {
  const by = (view.to - view.from) * PAN;
  switch (key) {
    case 'w': case 'W': case 'ArrowUp': case '+': case '=': return zoomed(view, ZOOM, at, whole, least);
    case 's': case 'S': case 'ArrowDown': case '-': return zoomed(view, 1 / ZOOM, at, whole, least);
    case 'a': case 'A': case 'ArrowLeft': return panned(view, -by, whole);
    case 'd': case 'D': case 'ArrowRight': return panned(view, by, whole);
    case 'Home': return panned(view, whole.from - view.from, whole);
    case 'End': return panned(view, whole.to - view.to, whole);
    case '0': return whole;
    default: return null;
  }
}

function within({ from, to }: View, whole: View): View {
  const span = Math.min(to - from, whole.to - whole.from);
  const start = Math.max(whole.from, Math.min(from, whole.to - span));
  return { from: start, to: start + span };
}
