/** Position and zoom of the graph in its panel. */
import type { Viewport } from '@xyflow/react';
import type { Box, GraphScene, GraphNode } from '../../shared/graph-layout/types.ts';

/** Below this zoom, text is too small to read: a tall graph is moved to the changes of the step instead. */
const LEAST_ZOOM = 0.76;
export const MOST_ZOOM = 1.2;
const MOST_ABOVE = 28;
/** Height of the bar with the counts and the zoom buttons, which other content avoids. */
const FOOT = 40;

export interface Panel {
  width: number;
  height: number;
}

/** `whole` shows everything, however small; the zoom is at most `most`. */
export function placementOf(picture: GraphScene, panel: Panel, whole: boolean, most: number = MOST_ZOOM): Viewport {
  const height = panel.height - FOOT;
  const fitting = Math.min(panel.width / picture.width, height / picture.height);
  const zoom = Math.min(most, whole ? fitting : Math.max(LEAST_ZOOM, fitting));
  const spare = height - picture.height * zoom;
  const y = spare >= 0 ? Math.min(spare / 2, MOST_ABOVE) : -hiddenAbove(picture, height / zoom) * zoom;
  // Centred, unless its right side would be under the map of a tall graph.
  const free = panel.width - picture.width * zoom;
  const x = Math.max(0, Math.min(free / 2, spare < 0 ? free - picture.width * mapScale(picture) - MAP_MARGIN : free));
  // Whole pixels: the graph is then shifted without smoothing while it is panned.
  return { x: Math.round(x), y: Math.round(y), zoom };
}

/** Maximum size of the map in pixels, and space around it; the graph has a margin, too. */
const MAP = { w: 132, h: 180 };
const MAP_MARGIN = 8;

/** Ratio of the map to the graph. */
export const mapScale = ({ width, height }: Pick<GraphScene, 'width' | 'height'>): number => Math.min(MAP.w / width, MAP.h / height);

/** The position after a step: unchanged, as long as all changes of the step are visible there. */
export function placementAfter(picture: GraphScene, panel: Panel, now: Viewport, most: number = MOST_ZOOM): Viewport {
  const next = placementOf(picture, panel, false, most);
  const height = panel.height - FOOT;
  if (next.zoom !== now.zoom || next.x !== now.x || next.y === now.y || picture.height * now.zoom <= height) return next;
  const lowest = Math.floor(height - picture.height * now.zoom);
  const { top, bottom } = changedIn(picture);
  const inSight = now.y <= 0 && now.y >= lowest && now.y + top * now.zoom >= 0 && now.y + bottom * now.zoom <= height;
  return inSight ? now : next;
}

/** The position that shows a thing with some space around it; null if it is already visible, or not drawn. */
export function placementWith(picture: GraphScene, id: string, panel: Panel, now: Viewport): Viewport | null {
  const box = boxOf(picture, id);
  if (!box) return null;
  const y = shifted(now.y, box.y * now.zoom, box.h * now.zoom, panel.height - FOOT);
  const x = shifted(now.x, box.x * now.zoom, box.w * now.zoom, panel.width);
  return x === now.x && y === now.y ? null : { x, y, zoom: now.zoom };
}

/** Pixels between a thing that was scrolled into view and the panel's border. */
const ROOM = 24;

/** One dimension: `offset` changed so that `at` to `at + size` is within the panel; its start, if it is too large. */
function shifted(offset: number, at: number, size: number, room: number): number {
  const least = ROOM - at;
  const most = room - ROOM - at - size;
  return Math.max(least, Math.min(most, offset));
}

function boxOf(picture: GraphScene, id: string): Box | null {
  for (const node of picture.nodes) {
    if (node.id === id) return node;
    const rows = node.kind === 'process' ? node.chips : node.kind === 'socket' ? [...node.carried, ...(node.slot?.rows ?? [])] : [];
    const row = rows.find((r) => r.id === id);
    if (row) return { x: node.x + row.x, y: node.y + row.y, w: row.w, h: row.h };
  }
  return null;
}

/** How much of the graph's top to hide so that the changes of the step are visible. */
function hiddenAbove(picture: GraphScene, room: number): number {
  const { top, bottom } = changedIn(picture);
  return Math.max(0, Math.min(bottom + 24 - room, picture.height - room, top - 48));
}

/** From the top of the highest changed node to the bottom of the lowest. */
function changedIn(picture: GraphScene): { top: number; bottom: number } {
  let [top, bottom] = [Infinity, 0];
  for (const node of picture.nodes) {
    if (!isChanged(node)) continue;
    top = Math.min(top, node.y);
    bottom = Math.max(bottom, node.y + node.h);
  }
  return { top, bottom };
}

function isChanged(node: GraphNode): boolean {
  switch (node.kind) {
    case 'process': return node.changed || node.chips.some((chip) => chip.changed);
    case 'socket': return node.changed.length > 0 || (node.slot?.rows.some((row) => row.changed) ?? false);
    case 'peer': return node.changed;
  }
}
