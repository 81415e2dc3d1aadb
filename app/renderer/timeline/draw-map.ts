/** The whole trace in one strip: where its steps and marks are, the visible part, the range, and the position. */
import { MARKS } from '../../shared/axis/axis.ts';
import { Scale, wholeOf } from '../../shared/axis/scale.ts';
import type { Colours, Size } from './draw.ts';
import { LABEL, RIGHT } from './metrics.ts';
import { type Picture, edgesOf } from './picture.ts';

export const mapScale = ({ axis, unit, total }: Picture, width: number): Scale =>
  new Scale(axis.times, unit, wholeOf(axis.times, unit, total), { left: LABEL, width: width - LABEL - RIGHT });

export function drawMap(g: CanvasRenderingContext2D, picture: Picture, { width, height }: Size, colours: Colours): void {
  const { axis, lanes, view, range, position, length } = picture;
  const scale = mapScale(picture, width);
  const edges = edgesOf(scale, LABEL, width - RIGHT);
  g.fillStyle = colours.paper;
  g.fillRect(0, 0, width, height);
  g.fillStyle = colours['accent-wash'];
  g.fillRect(scale.x(view.from), 0, Math.max(2, scale.x(view.to) - scale.x(view.from)), height);
  const tall = (height - 4) / Math.max(1, lanes.length);
  for (const [i, { steps, hue }] of lanes.entries()) {
    g.fillStyle = colours[`hue-${hue}` as keyof Colours];
    for (const column of steps) {
      for (let px = 0, at = 0; px + 1 < edges.length && at < column.length; px++) {
        const next = column.firstFrom(edges[px + 1]!, at);
        if (next > at) g.fillRect(LABEL + px, 2 + i * tall, 1, Math.max(1, tall * 0.7));
        at = next;
      }
    }
  }
  for (const [i, kind] of MARKS.entries()) {
    g.fillStyle = colours[(['warn', 'bad', 'muted', 'accent'] as const)[i]!];
    for (let px = 0, at = 0; px + 1 < edges.length && at < axis.marks[kind].length; px++) {
      const next = axis.marks[kind].firstFrom(edges[px + 1]!, at);
      if (next > at) g.fillRect(LABEL + px - 1, 0, 3, 4);
      at = next;
    }
  }
  g.fillStyle = colours.accent;
  if (range) g.fillRect(scale.xOf(range.from), height - 3, Math.max(2, scale.xOf(range.to) - scale.xOf(range.from)), 3);
  if (position <= length) g.fillRect(scale.xOf(position) - 1, 0, 2, height);
  g.strokeStyle = colours.accent;
  g.lineWidth = 1;
  g.strokeRect(scale.x(view.from) + 0.5, 0.5, Math.max(2, scale.x(view.to) - scale.x(view.from) - 1), height - 1);
}
