import { describe, expect, it } from 'vitest';
import { barsPath, scaleFor } from './scale.ts';

const boxes = (path: string) => path.match(/M/g)?.length ?? 0;

describe('barsPath', () => {
  it('draws a bar a step where there is room', () => {
    expect(boxes(barsPath(scaleFor(1000, 20), 0, [1, 2, 5]))).toBe(3);
  });

  it('draws neighbours as one where steps are closer than pixels', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => i + 1);
    expect(boxes(barsPath(scaleFor(1000, 10_000), 0, many))).toBe(1);
  });

  it('keeps the last bar inside the strip', () => {
    const scale = scaleFor(1000, 20);
    expect(scale.x(20) + scale.barWidth / 2).toBeLessThanOrEqual(1000);
  });
});
