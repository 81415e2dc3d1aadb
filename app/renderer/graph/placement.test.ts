import { describe, expect, it } from 'vitest';
import { crowd } from './placement.fixture.ts';
import { mapScale, placementAfter, placementOf, placementWith } from './placement.ts';

const PANEL = { width: 900, height: 500 };

describe('placementAfter', () => {
  it('stays while the change is in sight, and moves to it otherwise', () => {
    const first = placementAfter(crowd(0), PANEL, { x: 0, y: 0, zoom: 1 });
    expect(first).toEqual(placementOf(crowd(0), PANEL, false));
    expect(placementAfter(crowd(2), PANEL, first)).toEqual(first);
    const there = placementAfter(crowd(30), PANEL, first);
    expect(there.y).toBeLessThan(first.y);
    expect(placementAfter(crowd(27), PANEL, there)).toEqual(there);
    expect(placementAfter(crowd(0), PANEL, there).y).toBe(first.y);
    // A step that changed nothing to be seen moves nothing.
    expect(placementAfter(crowd(null), PANEL, there)).toEqual(there);
  });

  it('shows a picture that fits from its top', () => {
    const small = crowd(1, 3);
    expect(placementAfter(small, PANEL, { ...placementOf(small, PANEL, false), y: -40 })).toEqual(placementOf(small, PANEL, false));
  });
});

describe('placementOf', () => {
  it('puts a tall picture in the middle, or as far to the left as its map needs', () => {
    const tall = crowd(null);
    const right = (width: number) => { const { x, zoom } = placementOf(tall, { width, height: 500 }, false);
      return [x, width - x - tall.width * zoom]; };
    const [left, rest] = right(900);
    expect(Math.abs(left! - rest!)).toBeLessThanOrEqual(1);
    const map = tall.width * mapScale(tall);
    const narrow = right(tall.width * 0.76 + map + 20);
    expect(narrow[1]).toBeGreaterThanOrEqual(map);
    expect(narrow[0]).toBeLessThan(narrow[1]!);
  });
});

describe('placementWith', () => {
  const now = { x: 0, y: 0, zoom: 1 };
  it('moves only as far as necessary, and not at all for a visible entity', () => {
    expect(placementWith(crowd(null), 'socket:1', PANEL, now)).toBeNull();
    const { y } = placementWith(crowd(null), 'socket:20', PANEL, now)!;
    const node = crowd(null).nodes.find((n) => n.id === 'socket:20')!;
    // Above the line with the census and the zoom buttons, and with some room.
    expect(node.y + node.h + y).toBe(PANEL.height - 40 - 24);
    expect(placementWith(crowd(null), 'socket:999', PANEL, now)).toBeNull();
  });
});
