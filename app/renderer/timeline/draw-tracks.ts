/** Lanes and sockets of the time axis. Where steps are closer than pixels, a pixel shows how many there are. */
import type { Column } from '../../shared/axis/column.ts';
import type { Scale } from '../../shared/axis/scale.ts';
import type { Colours } from './draw.ts';
import { BAR, LABEL, RIGHT, SOCKET, laneY, socketY } from './metrics.ts';
import type { DrawnLane, Picture } from './picture.ts';

export interface Canvas {
  g: CanvasRenderingContext2D;
  colours: Colours;
  scale: Scale;
  width: number;
  /** The part of the sheet that is visible. */
  top: number;
  height: number;
  /** The first step of each pixel from LABEL on. */
  edges: Uint32Array;
}

/** Single bars are drawn from this many pixels per step on. */
const SINGLE = 3;
/** Shares of a pixel's steps, and how opaque the lane is there. */
const DENSITY = [[0.5, 1], [0.1, 0.75], [0, 0.45]] as const;

export function drawLanes(canvas: Canvas, picture: Picture): void {
  const { g, colours, width, top, height } = canvas;
  for (const [i, lane] of picture.lanes.entries()) {
    const y = laneY(i) - top;
    if (y < -BAR || y > height + BAR) continue;
    g.fillStyle = colours.hairline;
    g.fillRect(LABEL, y - 1, width - LABEL, 2);
    g.fillStyle = colours[`hue-${lane.hue}` as keyof Colours];
    for (const steps of lane.steps) drawSteps(canvas, picture, steps, y);
    drawPlanned(canvas, lane, y);
    g.globalAlpha = 1;
  }
}

function drawSteps(canvas: Canvas, { log, unit, length }: Picture, steps: Column, y: number): void {
  const { g, scale, width, edges } = canvas;
  const first = edges[0]!;
  const last = Math.min(length, edges.at(-1)!);
  if ((last - first + 1) * SINGLE > width) {
    drawDensity(canvas, steps, y);
    return;
  }
  const bar = Math.max(2, Math.min(30, scale.pitch * 0.6));
  for (let i = steps.firstFrom(first - 1); i < steps.length && steps.at(i) <= last; i++) {
    const n = steps.at(i);
    const x = scale.xOf(n);
    if (unit === 'steps') box(g, x - bar / 2, y, bar);
    else {
      // A call is recorded when it ends.
      const took = ((log.step(n)?.micros ?? 0) / 1000) * scale.pitch;
      box(g, Math.max(LABEL, x - took), y, Math.max(2, Math.min(took, x - LABEL)));
    }
  }
}

function box(g: CanvasRenderingContext2D, x: number, y: number, w: number): void {
  if (w < 5) g.fillRect(x, y - BAR / 2, w, BAR);
  else {
    g.beginPath();
    g.roundRect(x, y - BAR / 2, w, BAR, 3);
    g.fill();
  }
}

function drawDensity({ g, edges }: Canvas, steps: Column, y: number): void {
  let at = steps.firstFrom(edges[0]!);
  let [begun, alpha] = [0, 0];
  const flush = (px: number) => {
    if (alpha === 0) return;
    g.globalAlpha = alpha;
    g.fillRect(LABEL + begun, y - BAR / 2, px - begun, BAR);
  };
  for (let px = 0; px + 1 < edges.length; px++) {
    const end = steps.firstFrom(edges[px + 1]!, at);
    const share = (end - at) / Math.max(1, edges[px + 1]! - edges[px]!);
    const next = end === at ? 0 : DENSITY.find(([least]) => share >= least)![1];
    at = end;
    if (next === alpha) continue;
    flush(px);
    [begun, alpha] = [px, next];
  }
  flush(edges.length - 1);
  g.globalAlpha = 1;
}

function drawPlanned({ g, scale, colours, width }: Canvas, { planned, hue }: DrawnLane, y: number): void {
  if (planned.length === 0 || scale.unit === 'time') return;
  const bar = Math.max(1, Math.min(30, scale.pitch * 0.6));
  g.globalAlpha = 0.55;
  g.lineWidth = 1;
  g.strokeStyle = colours[`hue-${hue}` as keyof Colours];
  for (const n of planned) {
    const x = scale.xOf(n);
    if (x < LABEL || x > width - RIGHT + bar) continue;
    g.beginPath();
    g.roundRect(x - bar / 2, y - BAR / 2, bar, BAR, 3);
    g.stroke();
  }
}

export function drawSockets({ g, colours, edges, top, height, scale }: Canvas, { axis, lanes, selection, length }: Picture): void {
  const end = edges.length - 1;
  for (const [row, { holders }] of axis.sockets.rows.entries()) {
    const y = socketY(lanes.length, row) - top;
    if (y < -SOCKET.h || y > height + SOCKET.h) continue;
    for (let px = 0; px < end;) {
      const from = edges[px]! - 1;
      const change = holders.changeAt(from);
      const next = change ? holders.nextAfter(change.index) ?? Infinity : holders.nextAfter(-1) ?? Infinity;
      // Nothing changes for some pixels: they are one rectangle. The socket ends with the last recorded step.
      const stop = next < edges[px + 1]! ? px + 1
        : Math.min(end, Math.max(px + 1, Math.floor((next > length ? scale.xOf(length) + 1 : scale.xOf(next)) - LABEL)));
      const most = stop === px + 1 ? holders.mostIn(from, Math.max(from, edges[stop]! - 1)) : change?.value ?? 0;
      const thick = SOCKET.thickness[Math.min(most, SOCKET.thickness.length - 1)]!;
      if (thick > 0 && from <= length) {
        g.fillStyle = selection !== null && axis.sockets.socketAt(row, Math.max(0, from))?.id === selection ? colours.ink
          : most > 1 ? colours.accent : colours.faint;
        g.fillRect(LABEL + px, y - thick / 2, stop - px, thick);
      }
      px = stop;
    }
  }
}
