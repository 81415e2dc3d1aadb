/** The visible part or the range of the axis in numbers: for readers who do not see the canvas. */
import { MARKS, type AxisMark } from '../../shared/axis/axis.ts';
import type { StepNumber } from '../../shared/domain/ids.ts';
import { type Picture, scaleFor } from './picture.ts';

export interface Told {
  from: StepNumber;
  to: StepNumber;
  lanes: readonly { name: string; steps: number }[];
  marks: Readonly<Record<AxisMark, number>>;
  transfers: number;
  /** Steps that a search found; null without one. */
  found: number | null;
  /** Sockets with a descriptor at the last step, and those with several. */
  sockets: number;
  shared: number;
}

/** Of the range, else of the visible part. */
export function toldOf(picture: Picture): Told {
  const { axis, range, length, lanes, view, found } = picture;
  const scale = scaleFor(picture, 1000);
  const from = range?.from ?? Math.min(length, scale.firstAt(scale.x(view.from)));
  const to = range?.to ?? Math.max(from, Math.min(length, scale.firstAt(scale.x(view.to) + 0.001) - 1));
  const marks = Object.fromEntries(MARKS.map((kind) => [kind, axis.marks[kind].countIn(from, to)])) as Record<AxisMark, number>;
  const holders = axis.sockets.rows.map((row) => row.holders.changeAt(to)?.value ?? 0);
  return {
    from, to, marks, transfers: axis.exports.countIn(from, to),
    lanes: lanes.map(({ name, steps }) => ({ name, steps: steps.reduce((sum, column) => sum + column.countIn(from, to), 0) })),
    found: found === null ? null : found.filter((n) => n >= from && n <= to).length,
    sockets: holders.filter((n) => n > 0).length, shared: holders.filter((n) => n > 1).length,
  };
}
