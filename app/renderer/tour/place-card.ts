/** Where the card of the tour covers least of what it is about. */
export interface Box { left: number; top: number; width: number; height: number }

const GAP = 12;
const EDGE = 16;

/**
 * Beside the frame, within it, or in a corner of the window. Of places that cover the same, the nearest to the frame.
 * @param covered what should stay in sight.
 */
export function placeCard(
  card: { width: number; height: number }, frame: Box, covered: readonly Box[], window: { width: number; height: number },
): { left: number; top: number } {
  const [right, bottom] = [window.width - card.width - EDGE, window.height - card.height - EDGE];
  const [middle, centre] = [frame.left + (frame.width - card.width) / 2, frame.top + (frame.height - card.height) / 2];
  const below = frame.top + frame.height + GAP;
  const foot = frame.top + frame.height - card.height - GAP;
  const places = [[frame.left + frame.width + GAP, frame.top], [frame.left - card.width - GAP, frame.top], [middle, below],
    [middle, frame.top - card.height - GAP], [middle, foot], [middle, centre], [frame.left + GAP, foot],
    [frame.left + frame.width - card.width - GAP, foot], [EDGE, bottom], [right, bottom], [EDGE, EDGE], [right, EDGE],
    [(window.width - card.width) / 2, bottom]]
    .map(([left, top]) => ({ left: within(left!, EDGE, right), top: within(top!, EDGE, bottom) }));
  const cost = ({ left, top }: { left: number; top: number }) =>
    covered.reduce((sum, box) => sum + overlap({ left, top, width: card.width, height: card.height }, box), 0);
  const costs = places.map(cost);
  return places[costs.indexOf(Math.min(...costs))]!;
}

const within = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value));

function overlap(one: Box, other: Box): number {
  const across = Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
  const down = Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
  return across > 0 && down > 0 ? across * down : 0;
}
