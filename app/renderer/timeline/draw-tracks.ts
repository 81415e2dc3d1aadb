/** Lanes and sockets of the time axis. Where steps are closer than pixels, a pixel shows how many there are. */
import type { Column } from '../../shared/axis/column.ts';
import { eachRun } from '../../shared/axis/runs.ts';
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

export function drawLanes(canvas: Canvas, picture: Picture): void {
  const { g, colours, width, top, height } = canvas;
  for (const [i, lane] of picture.lanes.entries()) {
    const y = laneY(i) - top;
    if (y < -BAR || y > height + BAR) continue;
    g.fillStyle = colours.hairline;
    g.fillRect(LABEL, y - 1, width - LABEL, 2);
    g.fillStyle = colours[`hue-${lane.hue}` as keyof Colours];
    drawSteps(canvas, picture, lane.steps, y);
    drawPlanned(canvas, lane, y);
    g.globalAlpha = 1;
  }
}

function drawSteps(canvas: Canvas, { log, unit, length }: Picture, columns: readonly Column[], y: number): void {
  const { g, scale, width, edges } = canvas;
  const first = edges[0]!;
  const last = Math.min(length, edges.at(-1)!);
  if ((last - first + 1) * SINGLE > width) {
    drawDensity(canvas, columns, y);
    return;
  }
  const bar = Math.max(2, Math.min(30, scale.pitch * 0.6));
  for (const steps of columns) {
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
}

function box(g: CanvasRenderingContext2D, x: number, y: number, w: number): void {
  if (w < 5) g.fillRect(x, y - BAR / 2, w, BAR);
  else {
    g.beginPath();
    g.roundRect(x, y - BAR / 2, w, BAR, 3);
    g.fill();
  }
}

function drawDensity({ g, edges }: Canvas, columns: readonly Column[], y: number): void {
  const at = columns.map((steps) => steps.firstFrom(edges[0]!));
  eachRun(edges.length - 1, (px) => {
    let count = 0;
    for (let i = 0; i < at.length; i++) {
      const end = columns[i]!.firstFrom(edges[px + 1]!, at[i]);
      count += end - at[i]!;
      at[i] = end;
    }
    return count === 0 ? 0 : opacityOf(count / Math.max(1, edges[px + 1]! - edges[px]!));
  }, (alpha, from, to) => {
    if (alpha === 0) return;
    g.globalAlpha = alpha;
    g.fillRect(LABEL + from, y - BAR / 2, to - from, BAR);
  });
  g.globalAlpha = 1;
}

/** How opaque a lane is where so large a share of the steps is its own. */
const opacityOf = (share: number): number => (share >= 0.5 ? 1 : share >= 0.1 ? 0.75 : 0.45);

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

export function drawSockets(canvas: Canvas, picture: Picture): void {
  const { axis, lanes } = picture;
  for (const row of axis.sockets.rows.keys()) {
    const y = socketY(lanes.length, row) - canvas.top;
    if (y >= -SOCKET.h && y <= canvas.height + SOCKET.h) drawRow(canvas, picture, row, y);
  }
}

function drawRow({ g, colours, edges, scale }: Canvas, { axis, selection, length }: Picture, row: number, y: number): void {
  const { holders } = axis.sockets.rows[row]!;
  const end = edges.length - 1;
  let [begun, thick, fill] = [0, 0, colours.faint];
  const flush = (px: number) => {
    if (thick === 0) return;
    g.fillStyle = fill;
    g.fillRect(LABEL + begun, y - thick / 2, px - begun, thick);
  };
  for (let px = 0; px < end;) {
    const from = edges[px]! - 1;
    const change = holders.changeAt(from);
    const next = change ? holders.nextAfter(change.index) ?? Infinity : holders.nextAfter(-1) ?? Infinity;
    // Nothing changes for some pixels. The socket ends with the last recorded step.
    const stop = next < edges[px + 1]! ? px + 1
      : Math.min(end, Math.max(px + 1, Math.floor((next > length ? scale.xOf(length) + 1 : scale.xOf(next)) - LABEL)));
    const most = stop === px + 1 ? holders.mostIn(from, Math.max(from, edges[stop]! - 1)) : change?.value ?? 0;
    const thickHere = from > length ? 0 : SOCKET.thickness[Math.min(most, SOCKET.thickness.length - 1)]!;
    const fillHere = selection !== null && axis.sockets.socketAt(row, Math.max(0, from))?.id === selection ? colours.ink
      : most > 1 ? colours.accent : colours.faint;
    if (thickHere !== thick || fillHere !== fill) {
      flush(px);
      [begun, thick, fill] = [px, thickHere, fillHere];
    }
    px = stop;
  }
  flush(end);
}
