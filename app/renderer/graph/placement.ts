/** Where the picture stands in its panel, and how large. */
import type { Viewport } from '@xyflow/react';
import type { Box, GraphScene, GraphNode } from '../../shared/graph-layout/types.ts';

/** Below this, text is too small to read: a tall picture is then moved to what the step changed instead. */
const LEAST_ZOOM = 0.76;
export const MOST_ZOOM = 1.2;
const MOST_ABOVE = 28;
/** Height of the line with the census and the zoom buttons, over which nothing is drawn that can stand elsewhere. */
const FOOT = 40;

export interface Panel {
  width: number;
  height: number;
}

/** `whole` shows everything, however small; it becomes no larger than `most` times its size. */
export function placementOf(picture: GraphScene, panel: Panel, whole: boolean, most: number = MOST_ZOOM): Viewport {
  const height = panel.height - FOOT;
  const fitting = Math.min(panel.width / picture.width, height / picture.height);
  const zoom = Math.min(most, whole ? fitting : Math.max(LEAST_ZOOM, fitting));
  const spare = height - picture.height * zoom;
  const y = spare >= 0 ? Math.min(spare / 2, MOST_ABOVE) : -hiddenAbove(picture, height / zoom) * zoom;
  // In the middle, unless its right side would lie under the map that a tall picture has.
  const free = panel.width - picture.width * zoom;
  const x = Math.max(0, Math.min(free / 2, spare < 0 ? free - picture.width * mapScale(picture) - MAP_MARGIN : free));
  // Whole pixels: so the picture is shifted, while it is panned, without being smoothed.
  return { x: Math.round(x), y: Math.round(y), zoom };
}

/** Pixels that the map of a picture has at most, and around it; the picture has a margin, too. */
const MAP = { w: 132, h: 180 };
const MAP_MARGIN = 8;

/** Size of the map against the picture. */
export const mapScale = ({ width, height }: Pick<GraphScene, 'width' | 'height'>): number => Math.min(MAP.w / width, MAP.h / height);

/** Where the picture stands after a step: where it stood, as long as all that the step changed is in sight there. */
export function placementAfter(picture: GraphScene, panel: Panel, now: Viewport, most: number = MOST_ZOOM): Viewport {
  const next = placementOf(picture, panel, false, most);
  const height = panel.height - FOOT;
  if (next.zoom !== now.zoom || next.x !== now.x || next.y === now.y || picture.height * now.zoom <= height) return next;
  const lowest = Math.floor(height - picture.height * now.zoom);
  const { top, bottom } = changedIn(picture);
  const inSight = now.y <= 0 && now.y >= lowest && now.y + top * now.zoom >= 0 && now.y + bottom * now.zoom <= height;
  return inSight ? now : next;
}

/** Where the picture must stand for a thing to be in sight with some room around it; null when it is, or is not drawn. */
export function placementWith(picture: GraphScene, id: string, panel: Panel, now: Viewport): Viewport | null {
  const box = boxOf(picture, id);
  if (!box) return null;
  const y = shifted(now.y, box.y * now.zoom, box.h * now.zoom, panel.height - FOOT);
  const x = shifted(now.x, box.x * now.zoom, box.w * now.zoom, panel.width);
  return x === now.x && y === now.y ? null : { x, y, zoom: now.zoom };
}

/** Pixels between a thing that was brought into sight and the panel's border. */
const ROOM = 24;

/** One direction of it: `offset` changed so that `at` to `at + size` lies within the panel; its beginning, when it is too large. */
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

/** How much of the picture's top to leave out so that what the step changed is in sight. */
function hiddenAbove(picture: GraphScene, room: number): number {
  const { top, bottom } = changedIn(picture);
  return Math.max(0, Math.min(bottom + 24 - room, picture.height - room, top - 48));
}

/** From the top of the highest node that the step changed to the bottom of the lowest. */
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
