/** A trace as a sequence diagram. It receives every step once, in order; layoutSequence places any window of it. */
import type { Rules } from '../domain/entities.ts';
import type { StepNumber } from '../domain/ids.ts';
import type { Step, TraceHeader } from '../trace/step.ts';
import { Lanes } from './lanes.ts';
import { BOTTOM, GUTTER, LANE, RIGHT } from './metrics.ts';
import { Rows } from './rows.ts';
import { Tracker } from './track/tracker.ts';
import type { Spacing } from './types.ts';

export class Sequence {
  readonly rules: Rules;
  readonly lanes: Lanes;
  readonly rows = new Rows();
  readonly tracker: Tracker;

  constructor(header: TraceHeader) {
    this.rules = header.rules;
    this.lanes = new Lanes(header);
    this.tracker = new Tracker(header, this.lanes);
  }

  /** Adds the next step of the trace. */
  extend(step: Step): void {
    this.rows.add(step);
    this.tracker.add(step);
  }

  get length(): number {
    return this.rows.length;
  }

  /** The step that stands at `y`; 0 when there is none at all. */
  stepAt(y: number, spacing: Spacing): StepNumber {
    return this.rows.at(y, spacing);
  }

  /** Top and height of a step's row. */
  rowOf(n: StepNumber, spacing: Spacing): { y: number; h: number } {
    return { y: this.rows.top(n, spacing), h: this.rows.height(n, spacing) };
  }

  height(spacing: Spacing): number {
    return this.rows.top(this.length + 1, spacing) + BOTTOM;
  }

  /** The width that makes the lanes fill `width`, within what their words need. */
  laneWidthFor(width: number): number {
    return Math.max(LANE.least, Math.floor((width - GUTTER - RIGHT) / Math.max(1, this.lanes.columns(false).count)));
  }
}
