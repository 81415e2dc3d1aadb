/** From steps to pixels and back. A place on the axis is a step number, or milliseconds. */
import type { StepNumber } from '../domain/ids.ts';
import type { Times } from './times.ts';

export type Unit = 'steps' | 'time';

/** The visible part, in places. */
export interface View {
  from: number;
  to: number;
}

/** Space before the first and after the last step, as a part of all. */
const PAD = 0.01;

/** All of a trace. @param total recorded and planned steps together; the planned ones have no time. */
export function wholeOf(times: Times, unit: Unit, total: number): View {
  if (unit === 'steps') return { from: 0, to: total + 1 };
  const [first, last] = [times.of(1), times.of(times.length)];
  const pad = Math.max(0.5, (last - first) * PAD);
  return { from: first - pad, to: last + pad };
}

export class Scale {
  readonly unit: Unit;
  readonly view: View;
  readonly #times: Times;
  readonly #left: number;
  readonly #pitch: number;

  /** The view fills `width` pixels after the first `left` ones. */
  constructor(times: Times, unit: Unit, view: View, { left, width }: { left: number; width: number }) {
    this.#times = times;
    this.unit = unit;
    this.view = view;
    this.#left = left;
    this.#pitch = Math.max(1, width) / Math.max(Number.EPSILON, view.to - view.from);
  }

  /** Pixels per step or millisecond. */
  get pitch(): number {
    return this.#pitch;
  }

  x(place: number): number {
    return this.#left + (place - this.view.from) * this.#pitch;
  }

  place(x: number): number {
    return this.view.from + (x - this.#left) / this.#pitch;
  }

  placeOf(n: StepNumber): number {
    if (this.unit === 'steps') return n;
    // Planned steps have no time: they follow the last recorded one.
    return n < 1 ? this.view.from : this.#times.of(n);
  }

  xOf(n: StepNumber): number {
    return this.x(this.placeOf(n));
  }

  /** The first step that is drawn at `x` or to the right of it. */
  firstAt(x: number): StepNumber {
    const place = this.place(x);
    return this.unit === 'steps' ? Math.max(1, Math.ceil(place)) : this.#times.stepAt(place);
  }

  /** The step nearest to `x`, from 0 to `total`. */
  nearest(x: number, total: number): StepNumber {
    if (this.unit === 'steps') return Math.max(0, Math.min(total, Math.round(this.place(x))));
    const after = Math.min(total, this.firstAt(x));
    return after > 0 && Math.abs(this.xOf(after - 1) - x) < Math.abs(this.xOf(after) - x) ? after - 1 : after;
  }
}
