/**
 * Draws the live graph on a canvas. The scene (bands, lines, cells) is drawn to a bitmap larger than the panel, so that
 * panning copies it; only the few hovered, selected or new things are redrawn each time.
 */
import { visible } from '../../shared/base/visible.ts';
import { KINDS, STATES } from '../../shared/live/kinds.ts';
import { type Box, CELL, type LiveLayout, PROCESS } from './graph-layout.ts';
import { strings } from './strings.ts';

export interface Camera {
  x: number;
  y: number;
  zoom: number;
}

export interface Colours {
  paper: string;
  card: string;
  ink: string;
  muted: string;
  hairline: string;
  line: string;
  faint: string;
  accent: string;
  wash: string;
  warn: string;
  good: string;
}

export const COLOUR_NAMES: readonly (keyof Colours)[] = ['paper', 'card', 'ink', 'muted', 'hairline', 'line', 'faint', 'accent', 'wash',
  'warn', 'good'];

/** Below these sizes on screen, text is omitted, then outlines. */
const WORDS_FROM = 0.5;
const NAMES_FROM = 0.32;
/** A path of many strokes is slow to draw in software; up to this many it is not. */
const CHUNK = 64;

/** Where a line leaves its process and meets its socket: on the sides that face each other, so that it crosses neither. */
function endsOf(process: Box, socket: Box): { x1: number; y1: number; x2: number; y2: number; out: number; into: number } {
  const back = socket.x + CELL.w <= process.x;
  return {
    x1: back ? process.x : process.x + PROCESS.w, y1: process.y + PROCESS.h / 2, out: back ? -8 : 8,
    x2: back ? socket.x + CELL.w : socket.x, y2: socket.y + CELL.h / 2, into: back ? 8 : -8,
  };
}

/** Bits of LiveGroups.marks. */
const MARK = { stale: 1, noAcceptor: 2, inFlight: 4, hidden: 8 } as const;

export function drawScene(
  g: CanvasRenderingContext2D, layout: LiveLayout, camera: Camera, size: { w: number; h: number }, colours: Colours,
): void {
  g.setTransform(1, 0, 0, 1, 0, 0);
  g.fillStyle = colours.paper;
  g.fillRect(0, 0, size.w, size.h);
  g.setTransform(camera.zoom, 0, 0, camera.zoom, camera.x, camera.y);
  const view = { x: -camera.x / camera.zoom, y: -camera.y / camera.zoom, w: size.w / camera.zoom, h: size.h / camera.zoom };
  const inView = (x: number, y: number, w: number,
    h: number) => x + w >= view.x && x <= view.x + view.w && y + h >= view.y && y <= view.y + view.h;
  g.fillStyle = colours.card;
  for (const band of layout.bands) if (band && inView(band.x, band.y, band.w, band.h)) g.fillRect(band.x, band.y, band.w, band.h);
  const orphans = layout.bands[layout.groups.processes.length];
  if (orphans && inView(orphans.x, orphans.y, PROCESS.w, PROCESS.h)) {
    g.fillStyle = colours.muted;
    g.font = '400 12px "Inter Variable", sans-serif';
    g.textBaseline = 'middle';
    if (camera.zoom >= NAMES_FROM) g.fillText(strings.sockets.noHolder, orphans.x + 14, orphans.y + PROCESS.h / 2 + 4);
  }
  drawLines(g, layout, camera.zoom, view, colours);
  drawCells(g, layout, camera.zoom, colours, layout.sockets.keys(), inView);
  drawProcesses(g, layout, camera.zoom, colours, layout.processes.keys(), inView);
}

function drawLines(
  g: CanvasRenderingContext2D, { lines, processes, sockets }: LiveLayout, zoom: number,
  view: { x: number; y: number; w: number; h: number }, colours: Colours,
): void {
  const styles = { holds: [colours.faint, []], watches: [colours.good, [3, 4]], stale: [colours.warn, [6, 4]] } as const;
  for (const kind of ['holds', 'watches', 'stale'] as const) {
    const [colour, dash] = styles[kind];
    g.strokeStyle = colour;
    g.lineWidth = Math.max(0.6, (kind === 'stale' ? 1.4 : 0.9) / Math.min(1, zoom * 1.6));
    g.setLineDash(zoom > NAMES_FROM ? [...dash] : []);
    let strokes = 0;
    g.beginPath();
    for (const line of lines) {
      if (line.kind !== kind) continue;
      const { x1, y1, x2, y2, out, into } = endsOf(processes[line.process]!, sockets[line.socket]!);
      if (Math.max(x1, x2) < view.x || Math.min(x1, x2) > view.x + view.w || Math.max(y1, y2) < view.y
        || Math.min(y1, y2) > view.y + view.h) continue;
      g.moveTo(x1, y1);
      g.lineTo(x1 + out, y1);
      g.lineTo(x2 + into, y2);
      g.lineTo(x2, y2);
      strokes += 1;
      if (strokes % CHUNK === 0) {
        g.stroke();
        g.beginPath();
      }
    }
    g.stroke();
  }
  g.setLineDash([]);
}

type InView = (x: number, y: number, w: number, h: number) => boolean;

function drawCells(
  g: CanvasRenderingContext2D, { sockets, groups }: LiveLayout, zoom: number, colours: Colours, which: Iterable<number>,
  inView: InView = () => true,
): void {
  const words = zoom >= WORDS_FROM;
  g.font = '400 11px "JetBrains Mono Variable", monospace';
  g.textBaseline = 'middle';
  g.lineWidth = 1 / Math.min(1, zoom * 1.4);
  for (const s of which) {
    const { x, y } = sockets[s]!;
    if (!inView(x, y, CELL.w, CELL.h)) continue;
    const shared = groups.holders[s]! > 1;
    const listening = STATES[groups.state[s]!] === 'listening';
    const marks = groups.marks[s]!;
    if (!words) {
      g.fillStyle = (marks & (MARK.stale | MARK.noAcceptor)) !== 0 ? colours.warn
        : shared ? colours.ink : listening ? colours.accent : colours.faint;
      g.fillRect(x, y, CELL.w, CELL.h);
      continue;
    }
    g.fillStyle = colours.paper;
    g.fillRect(x, y, CELL.w, CELL.h);
    g.strokeStyle = shared ? colours.ink : colours.line;
    if (groups.holders[s] === 0) g.setLineDash([3, 3]);
    g.strokeRect(x + 0.5, y + 0.5, CELL.w - 1, CELL.h - 1);
    g.setLineDash([]);
    g.fillStyle = (marks & (MARK.stale | MARK.noAcceptor)) !== 0 ? colours.warn : listening ? colours.accent : colours.ink;
    g.fillText(fitting(visible(labelOf(groups.label[s]!, groups.kind[s]!)), shared ? 15 : 18), x + 6, y + CELL.h / 2 + 0.5);
    if (shared) {
      g.fillStyle = colours.muted;
      g.textAlign = 'right';
      g.fillText(`×${groups.holders[s]}`, x + CELL.w - 5, y + CELL.h / 2 + 0.5);
      g.textAlign = 'left';
    }
  }
}

function labelOf(label: string, kind: number): string {
  const name = KINDS[kind]!;
  return name === 'tcp' || name === 'unix' ? label : `${name} ${label}`;
}

/** Keeps a monospaced label within its cell. A path keeps its end, which distinguishes it from others. */
function fitting(label: string, room: number): string {
  if (label.length <= room) return label;
  return label.startsWith('/') ? `…${label.slice(1 - room)}` : `${label.slice(0, room - 1)}…`;
}

function drawProcesses(
  g: CanvasRenderingContext2D, { processes, groups }: LiveLayout, zoom: number, colours: Colours, which: Iterable<number>,
  inView: InView = () => true,
): void {
  g.textBaseline = 'middle';
  // Names stay readable longer than cells when zooming out.
  const size = zoom < WORDS_FROM ? Math.min(22, 12 / Math.max(zoom, NAMES_FROM)) : 12;
  for (const p of which) {
    const { x, y } = processes[p]!;
    if (!inView(x, y, PROCESS.w, PROCESS.h)) continue;
    const process = groups.processes[p]!;
    g.fillStyle = colours.paper;
    g.fillRect(x, y, PROCESS.w, PROCESS.h);
    g.strokeStyle = colours.accent;
    g.lineWidth = 1.25 / Math.min(1, zoom * 1.4);
    g.strokeRect(x + 0.5, y + 0.5, PROCESS.w - 1, PROCESS.h - 1);
    if (zoom < NAMES_FROM / 2) continue;
    g.fillStyle = colours.accent;
    g.font = `600 ${size}px "Inter Variable", sans-serif`;
    g.fillText(visible(process.name).slice(0, size > 14 ? 9 : 15), x + 8, y + PROCESS.h / 2);
    if (zoom < WORDS_FROM) continue;
    g.fillStyle = colours.muted;
    g.font = '400 11px "JetBrains Mono Variable", monospace';
    g.textAlign = 'right';
    g.fillText(String(process.pid), x + PROCESS.w - 8, y + PROCESS.h / 2);
    g.textAlign = 'left';
  }
}

export interface Lit {
  selected: number | null;
  hovered: number | null;
  fresh: readonly number[];
}

/** Highlights: new sockets washed, the hovered and the selected one framed with all their lines. */
export function drawLit(
  g: CanvasRenderingContext2D, layout: LiveLayout, camera: Camera, { selected, hovered, fresh }: Lit, colours: Colours,
): void {
  g.setTransform(camera.zoom, 0, 0, camera.zoom, camera.x, camera.y);
  g.fillStyle = colours.wash;
  g.globalAlpha = camera.zoom >= WORDS_FROM ? 0.55 : 0.9;
  for (const s of fresh) {
    const box = layout.sockets[s];
    if (box) g.fillRect(box.x, box.y, CELL.w, CELL.h);
  }
  g.globalAlpha = 1;
  for (const s of [hovered, selected]) {
    const box = s === null ? undefined : layout.sockets[s];
    if (!box) continue;
    const ends: number[] = [];
    g.strokeStyle = colours.accent;
    g.lineWidth = 2 / camera.zoom;
    g.beginPath();
    for (const line of layout.lines) {
      if (line.socket !== s) continue;
      const { x1, y1, x2, y2, out, into } = endsOf(layout.processes[line.process]!, box);
      g.moveTo(x1, y1);
      g.lineTo(x1 + out, y1);
      g.lineTo(x2 + into, y2);
      g.lineTo(x2, y2);
      ends.push(line.process);
    }
    g.stroke();
    // Over the lines again: the connected things must stay readable.
    drawCells(g, layout, camera.zoom, colours, [s!]);
    drawProcesses(g, layout, camera.zoom, colours, ends);
    g.strokeStyle = colours.accent;
    g.lineWidth = 2 / camera.zoom;
    g.strokeRect(box.x - 2, box.y - 2, CELL.w + 4, CELL.h + 4);
  }
}
