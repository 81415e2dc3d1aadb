/** Where steps and lanes are on the strip. The scrubber's thumb uses the same scale. */
export const LABEL = 84;
export const LANE = 20;
export const BAR = 13;
/** Room at both ends, so that the last bar is whole; the scrubber is inset to match (timeline.css). */
const PAD = 17;

export interface Scale {
  x(n: number): number;
  barWidth: number;
}

export function scaleFor(width: number, total: number): Scale {
  const room = width - LABEL - 2 * PAD;
  const pitch = room / Math.max(1, total);
  return { x: (n) => LABEL + PAD + n * pitch, barWidth: Math.max(1, Math.min(30, pitch * 0.6)) };
}

export function laneY(lane: number): number {
  return lane * LANE + LANE / 2;
}

/** Bars of many steps as one path: ten thousand rectangles would each be an element. */
export function barsPath(scale: Scale, lane: number, steps: readonly number[]): string {
  const w = scale.barWidth;
  const r = Math.min(3, w / 2);
  const top = laneY(lane) - BAR / 2;
  return steps.map((n) => {
    const left = Math.round((scale.x(n) - w / 2) * 10) / 10;
    return `M${left + r} ${top}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${BAR - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}h${-(w - 2 * r)}a${r} ${r} 0 0 1 ${-r} ${-r}v${-(BAR - 2 * r)}a${r} ${r} 0 0 1 ${r} ${-r}z`;
  }).join('');
}
