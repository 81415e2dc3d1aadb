/** The boxes of the small map, as paths. */
import type { Box, GraphScene } from '../../shared/graph-layout/types.ts';

type Colour = number | 'socket' | 'peer';

/** Gaps up to this many pixels are invisible on the map. */
const SEEN = 0.5;

/**
 * All boxes of a colour as one path, by hue or kind; the path text is unchanged while none of them moved. Neighbours
 * without a visible gap are one box: thousands of sockets would be a long path, redrawn with every step.
 *
 * @param scale pixels of the map per unit of the graph.
 */
export function mapPaths(picture: GraphScene, scale: number): Map<Colour, string> {
  const boxes = new Map<Colour, Box[]>();
  for (const node of picture.nodes) {
    const of = node.kind === 'process' ? node.hue : node.kind;
    const list = boxes.get(of) ?? [];
    boxes.set(of, list);
    const last = list.at(-1);
    if (last && last.x === node.x && node.y >= last.y && (node.y - last.y - last.h) * scale < SEEN)
      last.h = Math.max(last.h, node.y + node.h - last.y);
    else list.push({ x: node.x, y: node.y, w: node.w, h: node.h });
  }
  return new Map([...boxes].map(([of, list]) => [of, list.map(({ x, y, w, h }) => `M${x} ${y}h${w}v${h}h${-w}z`).join('')]));
}
