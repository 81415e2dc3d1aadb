/** The boxes of the small map, as paths. */
import type { Box, GraphScene } from '../../shared/graph-layout/types.ts';

type Colour = number | 'socket' | 'peer';

/** Pixels of the map between which no gap is seen. */
const SEEN = 0.5;

/**
 * All boxes of a colour as one path, by hue or kind; its text is the same again while none of them moved. Neighbours that
 * the map shows without a gap are one box: thousands of sockets would be a long path, drawn anew with every step.
 *
 * @param scale pixels of the map to a unit of the picture.
 */
export function mapPaths(picture: GraphScene, scale: number): Map<Colour, string> {
  const boxes = new Map<Colour, Box[]>();
  for (const node of picture.nodes) {
    const of = node.kind === 'process' ? node.hue : node.kind;
    const list = boxes.get(of) ?? [];
    boxes.set(of, list);
    const last = list.at(-1);
    if (last && last.x === node.x && node.y >= last.y && (node.y - last.y - last.h) * scale < SEEN) last.h = Math.max(last.h, node.y + node.h - last.y);
    else list.push({ x: node.x, y: node.y, w: node.w, h: node.h });
  }
  return new Map([...boxes].map(([of, list]) => [of, list.map(({ x, y, w, h }) => `M${x} ${y}h${w}v${h}h${-w}z`).join('')]));
}
