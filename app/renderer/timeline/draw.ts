/** Draws one frame of the time axis: ruler, lanes, sockets, transfers, marks, range and position. */
import { visible } from '../../shared/base/visible.ts';
import { drawFlows } from './draw-flows.ts';
import { drawMarks, drawRuler } from './draw-ruler.ts';
import { type Canvas, drawLanes, drawSockets } from './draw-tracks.ts';
import { LABEL, RIGHT, RULER, laneY, socketY } from './metrics.ts';
import { type Picture, edgesOf, scaleFor } from './picture.ts';
import { strings } from './strings.ts';

export const COLOUR_NAMES = ['paper', 'ink', 'muted', 'hairline', 'line', 'faint', 'accent', 'accent-wash', 'warn', 'bad', 'good', 'hue-0',
  'hue-1', 'hue-2', 'hue-3', 'hue-4', 'hue-5', 'hue-6', 'hue-7', 'hue-8'] as const;
export type Colours = Record<(typeof COLOUR_NAMES)[number], string>;

export interface Size {
  width: number;
  height: number;
  /** How far the sheet is scrolled. */
  top: number;
}

export function drawAxis(g: CanvasRenderingContext2D, picture: Picture, { width, height, top }: Size, colours: Colours): void {
  const scale = scaleFor(picture, width);
  const canvas: Canvas = { g, colours, scale, width, top, height, edges: edgesOf(scale, LABEL, width) };
  g.fillStyle = colours.paper;
  g.fillRect(0, 0, width, height);
  drawLanes(canvas, picture);
  drawSockets(canvas, picture);
  drawFlows(canvas, picture);
  drawVeils(canvas, picture);
  drawNames(canvas, picture);
  g.fillStyle = colours.paper;
  g.fillRect(0, 0, width, RULER.h);
  drawRuler(canvas, picture);
  drawMarks(canvas, picture);
  drawPosition(canvas, picture);
}

/** A veil over what is outside of the range, and a lighter one over the recorded steps after the position. */
function drawVeils({ g, colours, scale, width, height }: Canvas, { range, position, length, unit }: Picture): void {
  const half = unit === 'steps' ? scale.pitch / 2 : 1;
  const veil = (from: number, to: number, alpha: number) => {
    const left = Math.max(LABEL, from);
    if (to <= left) return;
    g.globalAlpha = alpha;
    g.fillStyle = colours.paper;
    g.fillRect(left, RULER.h, Math.min(width, to) - left, height);
    g.globalAlpha = 1;
  };
  if (position < length) veil(scale.xOf(position) + half, scale.xOf(length) + half, 0.5);
  if (!range) return;
  const [from, to] = [scale.xOf(range.from) - half, scale.xOf(range.to) + half];
  veil(LABEL, from, 0.8);
  veil(to, width, 0.8);
  g.fillStyle = colours.accent;
  for (const x of [from, to]) if (x >= LABEL && x <= width) g.fillRect(x, 0, 1, height);
}

function drawPosition({ g, colours, scale, width, height }: Canvas, { position }: Picture): void {
  const x = scale.xOf(position);
  if (x < LABEL - 1 || x > width - RIGHT + 2) return;
  g.fillStyle = colours.accent;
  g.fillRect(x - 1, RULER.numbers, 2, height - RULER.numbers);
}

function drawNames({ g, colours, top, height }: Canvas, { lanes, axis }: Picture): void {
  g.fillStyle = colours.paper;
  g.fillRect(0, 0, LABEL - 1, height);
  g.font = '400 12px "Inter Variable", sans-serif';
  g.textBaseline = 'middle';
  g.textAlign = 'left';
  g.save();
  g.beginPath();
  g.rect(0, 0, LABEL - 6, height);
  g.clip();
  for (const [i, lane] of lanes.entries()) {
    const y = laneY(i) - top;
    if (y < 0 || y > height + 8) continue;
    g.fillStyle = colours[`hue-${lane.hue}` as keyof Colours];
    g.fillText(visible(lane.name), 0, y);
  }
  if (axis.sockets.rows.length > 0) {
    g.fillStyle = colours.muted;
    g.fillText(strings.sockets, 0, socketY(lanes.length, 0) - top);
  }
  g.restore();
}
