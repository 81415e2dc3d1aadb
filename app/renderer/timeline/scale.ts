/** Where steps and lanes are on the strip. The scrubber's thumb uses the same scale. */
export const LABEL = 84;
export const LANE = 20;
export const BAR = 13;
/** Space at both ends, so that the last bar is complete; the scrubber is inset to match (timeline.css). */
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

/** Below this width, in pixels, corners are invisible. */
const ROUNDED_FROM = 5;

/**
 * Bars of many steps as one path: ten thousand rectangles would each be an element. If steps are closer
 * than pixels, neighbours are drawn as one.
 */
export function barsPath(scale: Scale, lane: number, steps: readonly number[]): string {
  const top = laneY(lane) - BAR / 2;
  const w = scale.barWidth;
  const parts: string[] = [];
  for (let i = 0; i < steps.length; i++) {
    const left = scale.x(steps[i]!) - w / 2;
    let right = left + w;
    while (i + 1 < steps.length && scale.x(steps[i + 1]!) - w / 2 <= right + 0.5) right = scale.x(steps[++i]!) + w / 2;
    parts.push(w < ROUNDED_FROM ? box(left, top, right - left) : roundedBox(left, top, right - left));
  }
  return parts.join('');
}

function box(left: number, top: number, w: number): string {
  return `M${tenth(left)} ${top}h${tenth(w)}v${BAR}h${tenth(-w)}z`;
}

function roundedBox(left: number, top: number, w: number): string {
  const r = Math.min(3, w / 2);
  const across = tenth(w - 2 * r);
  const down = BAR - 2 * r;
  const corner = (dx: number, dy: number) => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
  const rightSide = `${corner(r, r)}v${down}${corner(-r, r)}`;
  const leftSide = `${corner(-r, -r)}v${-down}${corner(r, -r)}`;
  return `M${tenth(left + r)} ${top}h${across}${rightSide}h${-across}${leftSide}z`;
}

/** Rounded to visible precision. */
export function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
