/** The numbers above the lanes, and the marks below them: hazards, divergences, cancellations, holds, and steps that a search found. */
import { MARKS, type AxisMark } from '../../shared/axis/axis.ts';
import type { Colours } from './draw.ts';
import type { Canvas } from './draw-tracks.ts';
import { LABEL, RULER } from './metrics.ts';
import type { Picture } from './picture.ts';
import { strings } from './strings.ts';

/** Pixels between numbers, at least. */
const APART = 90;
/** Marks nearer than this are one. */
const MARK = 5;
const COLOUR: Readonly<Record<AxisMark, keyof Colours>> = { hazard: 'warn', divergence: 'bad', cancellation: 'muted', hold: 'accent' };

export function drawRuler({ g, scale, colours, width }: Canvas, { unit, total, axis }: Picture): void {
  const every = roundUp(APART / scale.pitch, unit === 'steps' ? 1 : 0.001);
  const origin = unit === 'steps' ? 0 : axis.times.of(1);
  g.font = '400 11px "Inter Variable", sans-serif';
  g.textBaseline = 'alphabetic';
  g.textAlign = 'center';
  for (let k = Math.max(0, Math.ceil((scale.view.from - origin) / every)); ; k++) {
    const place = origin + k * every;
    const x = scale.x(place);
    if (x > width - 12 || (unit === 'steps' && place > total)) break;
    if (x < LABEL + 12) continue;
    g.fillStyle = colours.line;
    g.fillRect(x, RULER.h - 3, 1, 3);
    g.fillStyle = colours.muted;
    g.fillText(unit === 'steps' ? String(place) : strings.millis(k * every), x, RULER.numbers - 3);
  }
  g.fillStyle = colours.line;
  g.fillRect(LABEL, RULER.h - 1, width - LABEL, 1);
}

/** 1, 2 or 5 times a power of ten. */
function roundUp(value: number, least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, least)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((nice) => nice >= Math.max(value, least) * 0.999)!;
}

export function drawMarks({ g, colours, edges }: Canvas, { axis, found }: Picture): void {
  const y = (RULER.numbers + RULER.h) / 2;
  if (found) {
    g.fillStyle = colours.good;
    // The numbers are in order: the next one of a pixel is found by search.
    eachMark(edges, (n) => firstFrom(found, n), (i) => found[i], (x) => g.fillRect(x - 1, RULER.numbers, 2, RULER.h - RULER.numbers - 1));
  }
  for (const kind of MARKS) {
    const marks = axis.marks[kind];
    g.fillStyle = colours[COLOUR[kind]];
    eachMark(edges, (n) => marks.firstFrom(n), (i) => (i < marks.length ? marks.at(i) : undefined), (x) => shape(g, kind, x, y));
  }
}

/** One mark for all that are nearer to each other than it is wide. */
function eachMark(
  edges: Uint32Array, firstFrom: (n: number) => number, at: (i: number) => number | undefined, draw: (x: number) => void,
): void {
  for (let px = 0; px + 1 < edges.length;) {
    const n = at(firstFrom(edges[px]!));
    if (n === undefined) return;
    let [low, high] = [px, edges.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (edges[middle + 1]! <= n) low = middle + 1;
      else high = middle;
    }
    if (low >= edges.length - 1) return;
    draw(LABEL + low + 1);
    px = low + MARK;
  }
}

function firstFrom(numbers: readonly number[], n: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! < n) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A shape per kind, so that they differ without colour. */
function shape(g: CanvasRenderingContext2D, kind: AxisMark, x: number, y: number): void {
  g.beginPath();
  if (kind === 'hazard') [[0, -5], [5, 4], [-5, 4]].forEach(([dx, dy]) => g.lineTo(x + dx!, y + dy!));
  else if (kind === 'divergence') [[0, -5], [5, 0], [0, 5], [-5, 0]].forEach(([dx, dy]) => g.lineTo(x + dx!, y + dy!));
  else if (kind === 'hold') g.rect(x - 4, y - 4, 8, 8);
  else g.arc(x, y, 3.5, 0, 2 * Math.PI);
  g.fill();
}
