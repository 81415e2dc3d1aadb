/** Calls `draw` for each run of pixels from 0 to `end` that look alike: a rectangle per run is much faster than one per pixel. */
export function eachRun<T>(end: number, at: (px: number) => T, draw: (what: T, from: number, to: number) => void): void {
  if (end <= 0) return;
  let begun = 0;
  let run = at(0);
  for (let px = 1; px < end; px++) {
    const next = at(px);
    if (next === run) continue;
    draw(run, begun, px);
    [begun, run] = [px, next];
  }
  draw(run, begun, end);
}
