import { expect, it } from 'vitest';
import { placeCard } from './place-card.ts';

const card = { width: 360, height: 200 };
const screen = { width: 1280, height: 800 };

it('stays off what should be seen, in the window', () => {
  const frame = { left: 260, top: 90, width: 650, height: 500 };
  const node = { left: 300, top: 120, width: 220, height: 260 };
  const steps = { left: 0, top: 90, width: 250, height: 700 };
  const details = { left: 920, top: 90, width: 360, height: 500 };
  const at = placeCard(card, frame, [node, steps, details], screen);
  for (const { left, top, width, height } of [node, steps, details]) {
    const apart = at.left + card.width <= left || at.left >= left + width || at.top + card.height <= top || at.top >= top + height;
    expect(apart).toBe(true);
  }
});

it('is beside its subject where nothing is in the way, and always in the window', () => {
  expect(placeCard(card, { left: 0, top: 100, width: 250, height: 600 }, [], screen)).toEqual({ left: 262, top: 100 });
  expect(placeCard(card, { left: 0, top: 0, width: 640, height: 400 }, [], { width: 640, height: 400 })).toEqual({ left: 264, top: 16 });
});
