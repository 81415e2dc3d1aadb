/** The curve of an edge as an SVG path, and points on it. */
import type { GraphEdge } from './types.ts';

type Curve = readonly [number, number, number, number, number, number, number, number];

function curveOf(edge: Pick<GraphEdge, 'x1' | 'y1' | 'x2' | 'y2' | 'shape'>): Curve {
  const { x1, y1, x2, y2, shape } = edge;
  if (shape === 'across') {
    const bend = (x2 - x1) / 2;
    return [x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2];
  }
  // A loop beside its column: the further apart its ends, the further out, so that loops nest.
  const out = (28 + Math.min(60, Math.abs(y2 - y1) / 8)) * (shape === 'left' ? -1 : 1);
  return [x1, y1, x1 + out, y1, x2 + out, y2, x2, y2];
}

/**
 * Returns the `d` of an SVG path, limited to `within` if given: a dashed line through a picture of thousands of
 * boxes has a hundred thousand dashes, each of which is painted even when it is not visible.
 */
export function edgePath(
  edge: Pick<GraphEdge, 'x1' | 'y1' | 'x2' | 'y2' | 'shape'>, within: { top: number; bottom: number } | null = null,
): string {
  const whole = curveOf(edge);
  const [x1, y1, ...rest] = (within === null ? whole : cut(whole, edge, within)).map(round);
  return `M${x1} ${y1}C${rest.join(' ')}`;
}

/** Returns the part of a curve between two heights. Every curve here follows `3t² - 2t³` from 0 to 1. */
function cut(curve: Curve, { y1, y2 }: Pick<GraphEdge, 'y1' | 'y2'>, { top, bottom }: { top: number; bottom: number }): Curve {
  const at = (y: number): number => {
    const part = Math.max(0, Math.min(1, (y - y1) / (y2 - y1)));
    return 0.5 - Math.sin(Math.asin(1 - 2 * part) / 3);
  };
  const [low, high] = [Math.min(y1, y2), Math.max(y1, y2)];
  if (low >= top && high <= bottom) return curve;
  return y1 < y2 ? part(curve, at(top), at(bottom)) : part(curve, at(bottom), at(top));
}

/** The part of a curve between two of its points. */
function part([x1, y1, ax, ay, bx, by, x2, y2]: Curve, from: number, to: number): Curve {
  const axis = (p: number, a: number, b: number, q: number): [number, number, number, number] => {
    // Blossoming: the control points of a part are values of the curve's blossom at its ends.
    const blend = (u: number, v: number, w: number): number => {
      const mix = (m: number, n: number, t: number) => m + (n - m) * t;
      const [pa, ab, bq] = [mix(p, a, u), mix(a, b, u), mix(b, q, u)];
      return mix(mix(pa, ab, v), mix(ab, bq, v), w);
    };
    return [blend(from, from, from), blend(from, from, to), blend(from, to, to), blend(to, to, to)];
  };
  const [px, cx, dx, qx] = axis(x1, ax, bx, x2);
  const [py, cy, dy, qy] = axis(y1, ay, by, y2);
  return [px, py, cx, cy, dx, dy, qx, qy];
}

/** Returns the point at `t` (0 to 1) of an edge's curve, where the cross of a cancelled notification is drawn. */
export function pointOn(edge: Pick<GraphEdge, 'x1' | 'y1' | 'x2' | 'y2' | 'shape'>, t: number): { x: number; y: number } {
  const [x1, y1, ax, ay, bx, by, x2, y2] = curveOf(edge);
  const u = 1 - t;
  const at = (p: number, a: number, b: number, q: number) => u * u * u * p + 3 * u * u * t * a + 3 * u * t * t * b + t * t * t * q;
  return { x: round(at(x1, ax, bx, x2)), y: round(at(y1, ay, by, y2)) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
