/** Transfers between lanes: from the step of the export to that of the import. One per pixel, where there are many. */
import type { Flow } from '../../shared/axis/axis.ts';
import type { Colours } from './draw.ts';
import type { Canvas } from './draw-tracks.ts';
import { BAR, LABEL, laneY } from './metrics.ts';
import type { Picture } from './picture.ts';

/** Transfers before the visible part that are looked at: they can end in it. */
const BEFORE = 200;

export function drawFlows(canvas: Canvas, picture: Picture): void {
  const { axis: { exports, flows } } = picture;
  const { edges } = canvas;
  let i = exports.firstFrom(edges[0]!);
  for (const flow of flows.slice(Math.max(0, i - BEFORE), i)) if ((flow.to ?? Infinity) >= edges[0]!) drawFlow(canvas, picture, flow);
  for (let px = 0; px + 1 < edges.length && i < exports.length; px++) {
    const next = exports.firstFrom(edges[px + 1]!, i);
    if (next > i) drawFlow(canvas, picture, flows[i]!);
    i = next;
  }
}

function drawFlow({ g, scale, colours, top, width }: Canvas, { laneOf, lanes, position, length }: Picture, flow: Flow): void {
  const from = laneOf.get(flow.sender);
  const to = laneOf.get(flow.receiver ?? flow.sender);
  if (from === undefined || to === undefined || flow.from > length) return;
  const inFlight = flow.to === null || flow.to > position;
  const half = (to > from ? BAR : to < from ? -BAR : 0) / 2;
  const [x1, x2] = [scale.xOf(flow.from), scale.xOf(inFlight ? Math.max(flow.from, Math.min(flow.to ?? length, position)) : flow.to!)];
  if (x2 < LABEL || x1 > width) return;
  g.strokeStyle = colours[`hue-${lanes[to]!.hue}` as keyof Colours];
  g.lineWidth = 1.2;
  g.setLineDash(inFlight ? [4, 3] : []);
  g.beginPath();
  g.moveTo(x1, laneY(from) + half - top);
  g.lineTo(x2, laneY(to) - (inFlight ? 0 : half) - top);
  g.stroke();
  g.setLineDash([]);
}
