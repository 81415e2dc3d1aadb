import { describe, expect, it } from 'vitest';
import { edgePath, pointOn } from './path.ts';

const numbers = (d: string) => d.match(/-?[\d.]+/g)!.map(Number);
const LONG = { x1: 200, y1: 100, x2: 400, y2: 100_100, shape: 'across' } as const;

describe('the part of a line between two heights', () => {
  it('is the whole line if it is between them', () => {
    expect(edgePath(LONG, { top: 0, bottom: 200_000 })).toBe(edgePath(LONG));
  });

  it('starts and ends on the line at these heights', () => {
    for (const edge of [LONG, { ...LONG, y1: LONG.y2, y2: LONG.y1 }, { ...LONG, shape: 'left' } as const]) {
      const d = numbers(edgePath(edge, { top: 30_000, bottom: 31_000 }));
      const [first, last] = [{ x: d[0]!, y: d[1]! }, { x: d[6]!, y: d[7]! }];
      expect([first.y, last.y].sort((a, b) => a - b)).toEqual([30_000, 31_000]);
      // Nearest to the end of the part among points of the whole.
      const near = Array.from({ length: 20_001 }, (_, i) => pointOn(edge, i / 20_000)).reduce((best,
        p) => (Math.abs(p.y - first.y) < Math.abs(best.y - first.y) ? p : best));
      expect(Math.abs(near.x - first.x)).toBeLessThan(1);
    }
  });

  it('keeps an end that is between them', () => {
    const d = numbers(edgePath(LONG, { top: 0, bottom: 1000 }));
    expect(d.slice(0, 2)).toEqual([200, 100]);
    expect(d.at(-1)).toBe(1000);
  });
});
