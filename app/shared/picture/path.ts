/** The curve of an edge as an SVG path, and points on it. */
import type { PictureEdge } from './types.ts';

type Curve = readonly [number, number, number, number, number, number, number, number];

function curveOf(edge: Pick<PictureEdge, 'x1' | 'y1' | 'x2' | 'y2' | 'shape'>): Curve {
  const { x1, y1, x2, y2, shape } = edge;
  if (shape === 'across') {
    const bend = (x2 - x1) / 2;
    return [x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2];
  }
  // A loop beside its column: further out for ends that are further apart, so that loops nest.
  const out = (28 + Math.min(60, Math.abs(y2 - y1) / 8)) * (shape === 'left' ? -1 : 1);
  return [x1, y1, x1 + out, y1, x2 + out, y2, x2, y2];
}

/** The `d` of an SVG path. */
export function edgePath(edge: Pick<PictureEdge, 'x1' | 'y1' | 'x2' | 'y2' | 'shape'>): string {
  const [x1, y1, ...rest] = curveOf(edge).map(round);
  return `M${x1} ${y1}C${rest.join(' ')}`;
}

/** The point at `t` (0 to 1) of an edge's curve: where the cross of a cancelled notification stands. */
export function pointOn(edge: Pick<PictureEdge, 'x1' | 'y1' | 'x2' | 'y2' | 'shape'>, t: number): { x: number; y: number } {
  const [x1, y1, ax, ay, bx, by, x2, y2] = curveOf(edge);
  const u = 1 - t;
  const at = (p: number, a: number, b: number, q: number) => u * u * u * p + 3 * u * u * t * a + 3 * u * t * t * b + t * t * t * q;
  return { x: round(at(x1, ax, bx, x2)), y: round(at(y1, ay, by, y2)) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
