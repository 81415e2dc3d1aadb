/** The whole trace in one strip: where its steps and marks are, the visible part, the range, and the position. */
import { MARKS } from '../../shared/axis/axis.ts';
import type { Column } from '../../shared/axis/column.ts';
import { eachRun } from '../../shared/axis/runs.ts';
import { Scale, wholeOf } from '../../shared/axis/scale.ts';
import type { Colours, Size } from './draw.ts';
import { LABEL, RIGHT } from './metrics.ts';
import type { Draw } from './painter.ts';
import { type Picture, edgesOf } from './picture.ts';

export const mapScale = ({ axis, unit, total }: Picture, width: number): Scale =>
  new Scale(axis.times, unit, wholeOf(axis.times, unit, total), { left: LABEL, width: width - LABEL - RIGHT });

/** A function that draws maps. The steps are drawn again only when they have changed: the visible part changes with each frame. */
export function mapDrawer(): Draw {
  const layer = new OffscreenCanvas(1, 1);
  let drawn: readonly unknown[] = [];
  return (g, picture, { width, height }, colours) => {
    const { axis, lanes, length, total, unit } = picture;
    const now = [axis, lanes, length, total, unit, width, height, colours, devicePixelRatio];
    if (now.some((value, i) => value !== drawn[i])) {
      drawn = now;
      [layer.width, layer.height] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
      const on = layer.getContext('2d')!;
      on.scale(devicePixelRatio, devicePixelRatio);
      drawSteps(on, picture, { width, height }, colours);
    }
    drawParts(g, picture, { width, height, layer }, colours);
  };
}

type Area = Omit<Size, 'top'>;

function drawSteps(g: OffscreenCanvasRenderingContext2D, picture: Picture, { width, height }: Area, colours: Colours): void {
  const { axis, lanes } = picture;
  const edges = edgesOf(mapScale(picture, width), LABEL, width - RIGHT);
  const tall = (height - 4) / Math.max(1, lanes.length);
  const eachPresent = (column: Column, draw: (from: number, to: number) => void) => {
    let at = 0;
    eachRun(edges.length - 1, (px) => {
      const next = column.firstFrom(edges[px + 1]!, at);
      const there = next > at;
      at = next;
      return there;
    }, (there, from, to) => { if (there) draw(LABEL + from, LABEL + to); });
  };
  for (const [i, { steps, hue }] of lanes.entries()) {
    g.fillStyle = colours[`hue-${hue}` as keyof Colours];
    for (const column of steps)
      eachPresent(column, (from, to) => g.fillRect(from, 2 + i * tall, to - from, Math.max(1, tall * 0.7)));
  }
  for (const [i, kind] of MARKS.entries()) {
    g.fillStyle = colours[(['warn', 'bad', 'muted', 'accent'] as const)[i]!];
    eachPresent(axis.marks[kind], (from, to) => g.fillRect(from - 1, 0, to - from + 2, 4));
  }
}

function drawParts(
  g: CanvasRenderingContext2D, picture: Picture, { width, height, layer }: Area & { layer: OffscreenCanvas }, colours: Colours,
): void {
  const { view, range, position, length } = picture;
  const scale = mapScale(picture, width);
  const [from, to] = [scale.x(view.from), scale.x(view.to)];
  g.fillStyle = colours.paper;
  g.fillRect(0, 0, width, height);
  g.fillStyle = colours['accent-wash'];
  g.fillRect(from, 0, Math.max(2, to - from), height);
  g.drawImage(layer, 0, 0, width, height);
  g.fillStyle = colours.accent;
  if (range) g.fillRect(scale.xOf(range.from), height - 3, Math.max(2, scale.xOf(range.to) - scale.xOf(range.from)), 3);
  if (position <= length) g.fillRect(scale.xOf(position) - 1, 0, 2, height);
  g.strokeStyle = colours.accent;
  g.lineWidth = 1;
  g.strokeRect(from + 0.5, 0.5, Math.max(2, to - from - 1), height - 1);
}
