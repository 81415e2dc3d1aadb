/** What the time axis shows, and the range of steps that it narrows every view to. Both belong to one history. */
import { type Unit, type View, wholeOf } from '../../shared/axis/scale.ts';
import type { StepNumber } from '../../shared/domain/ids.ts';
import { pageStore } from './resettable.ts';
import { totalSteps, useSession } from './session.ts';

export interface StepRange {
  from: StepNumber;
  to: StepNumber;
}

export interface AxisState {
  unit: Unit;
  /** Null: all of the trace. */
  view: View | null;
  /** Null: every view shows all steps. */
  range: StepRange | null;
  /** Steps that the filter of the call log has found, in order; null without a filter. */
  found: readonly StepNumber[] | null;
}

export const useAxis = pageStore<AxisState>(() => ({ unit: 'steps', view: null, range: null, found: null }));

useSession.subscribe(({ history }, before) => {
  if (history !== before.history) useAxis.setState({ view: null, range: null, found: null });
});

export const useRange = (): StepRange | null => useAxis((s) => s.range);

/** All of the trace on screen; steps that are planned included. */
export function wholeView(): View {
  const { history, length, state } = useSession.getState();
  return history ? wholeOf(history.axis.times, useAxis.getState().unit, totalSteps({ length, state })) : { from: 0, to: 1 };
}

/** Shows a part of the trace. All of it is followed as it grows. */
export function lookAt(view: View): void {
  const whole = wholeView();
  useAxis.setState({ view: view.from <= whole.from && view.to >= whole.to ? null : view });
}

/** Narrows every view to the steps between two, in either order; an empty range ends that. */
export function selectRange(one: StepNumber, other: StepNumber): void {
  const { length } = useSession.getState();
  const [from, to] = [Math.max(1, Math.min(one, other)), Math.min(length, Math.max(one, other))];
  useAxis.setState({ range: from <= to ? { from, to } : null });
}

export const clearRange = (): void => useAxis.setState({ range: null });

export const isInRange = (range: StepRange | null, n: StepNumber): boolean => range === null || (n >= range.from && n <= range.to);
