/** Which part of a graph is built: all of it, or for very many boxes only the visible part and its surroundings. */
import { useMemo } from 'react';
import { useStore } from '@xyflow/react';
import type { Box, GraphScene, GraphEdge } from '../../shared/graph-layout/types.ts';

/** Up to this many nodes all are built, so that find-in-page and screen readers reach everything. */
const ALL_UP_TO = 400;
/** Boxes are built one panel height ahead, and reconsidered after scrolling by that fraction. */
const PARTS = 2;

/** In picture units. */
export interface Range {
  top: number;
  bottom: number;
}

/** The nodes to build; null for all. */
export function useNear(picture: GraphScene): Range | null {
  const many = picture.nodes.length > ALL_UP_TO;
  // In whole fractions of the panel, so that panning does not recompute this for every pixel.
  const part = useStore((s) => (many ? Math.max(1, s.height / s.transform[2] / PARTS) : 0));
  const at = useStore((s) => (many ? Math.floor(-s.transform[1] / Math.max(1, s.height / PARTS)) : 0));
  return useMemo(() => (many ? { top: (at - PARTS) * part, bottom: (at + 2 * PARTS + 1) * part } : null), [many, at, part]);
}

export const isNear = (range: Range | null, { y, h }: Box): boolean => range === null || (y < range.bottom && y + h > range.top);

/**
 * A line is built with either of its ends, but that of a cancelled registration only with its socket: an event object
 * of thousands of closed sockets would draw thousands of lines out of view.
 */
export function isLineNear(range: Range | null, { kind, y1, y2 }: GraphEdge): boolean {
  if (range === null) return true;
  const within = (y: number): boolean => y > range.top && y < range.bottom;
  return within(y1) || (kind !== 'cancelled' && within(y2));
}
