/** Where the picture stands in its panel, and how large. */
import type { Viewport } from '@xyflow/react';
import type { Picture, PictureNode } from '../../shared/picture/types.ts';

/** Below this, text is too small to read: a tall picture is then moved to what the step changed instead. */
const LEAST_ZOOM = 0.76;
const MOST_ZOOM = 1.2;
const MOST_ABOVE = 28;
/** Height of the line with the census and the zoom buttons, over which nothing is drawn that can stand elsewhere. */
const FOOT = 40;

export interface Panel {
  width: number;
  height: number;
}

/** `whole` shows everything, however small. */
export function placementOf(picture: Picture, panel: Panel, whole: boolean): Viewport {
  const height = panel.height - FOOT;
  const fitting = Math.min(panel.width / picture.width, height / picture.height);
  const zoom = Math.min(MOST_ZOOM, whole ? fitting : Math.max(LEAST_ZOOM, fitting));
  const spare = height - picture.height * zoom;
  const y = spare >= 0 ? Math.min(spare / 2, MOST_ABOVE) : -hiddenAbove(picture, height / zoom) * zoom;
  return { x: Math.max(0, (panel.width - picture.width * zoom) / 2), y, zoom };
}

/** How much of the picture's top to leave out so that what the step changed is in sight. */
function hiddenAbove(picture: Picture, room: number): number {
  const changed = picture.nodes.filter(isChanged);
  const top = Math.min(...changed.map((node) => node.y));
  const bottom = Math.max(0, ...changed.map((node) => node.y + node.h)) + 24;
  return Math.max(0, Math.min(bottom - room, picture.height - room, top - 48));
}

function isChanged(node: PictureNode): boolean {
  switch (node.kind) {
    case 'process': return node.changed || node.chips.some((chip) => chip.changed);
    case 'socket': return node.changed.length > 0 || (node.slot?.rows.some((row) => row.changed) ?? false);
    case 'peer': return node.changed;
  }
}
