/** Which part of a picture is built: all of it, but of one of very many boxes only what is in sight and around. */
import { useMemo } from 'react';
import { useStore } from '@xyflow/react';
import type { Box, GraphScene, GraphEdge } from '../../shared/graph-layout/types.ts';

/** Up to so many nodes all are built, so that everything can be found and read, in sight or not. */
const ALL_UP_TO = 400;
/** Boxes are built a panel's height ahead, and looked at anew when so much of it has passed. */
const PARTS = 2;

/** In picture units. */
export interface Range {
  top: number;
  bottom: number;
}

/** What is built; null for everything. */
export function useNear(picture: GraphScene): Range | null {
  const many = picture.nodes.length > ALL_UP_TO;
  // In whole parts of the panel, so that panning does not come here with every pixel.
  const part = useStore((s) => (many ? Math.max(1, s.height / s.transform[2] / PARTS) : 0));
  const at = useStore((s) => (many ? Math.floor(-s.transform[1] / Math.max(1, s.height / PARTS)) : 0));
  return useMemo(() => (many ? { top: (at - PARTS) * part, bottom: (at + 2 * PARTS + 1) * part } : null), [many, at, part]);
}

export const isNear = (range: Range | null, { y, h }: Box): boolean => range === null || (y < range.bottom && y + h > range.top);

/**
 * A line is built with either of its ends, but that of a cancelled registration only with its socket: an event object
 * that thousands of closed sockets once told would draw thousands of lines out of sight.
 */
export function isLineNear(range: Range | null, { kind, y1, y2 }: GraphEdge): boolean {
  if (range === null) return true;
  const within = (y: number): boolean => y > range.top && y < range.bottom;
  return within(y1) || (kind !== 'cancelled' && within(y2));
}
