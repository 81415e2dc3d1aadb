/** Settings of a run: milliseconds between its steps, and its breakpoints. The browser stores the pace. */
import type { Breakpoint } from '../../shared/trace/breakpoints.ts';
import { pageStore } from './resettable.ts';

const KEY = 'run-pace';
const USUAL = 450;
/** Milliseconds; the limits are those of the contract. */
export const PACES = [0, 100, 250, 450, 1000, 2000, 5000] as const;

export interface RunOrder {
  pace: number;
  breakpoints: readonly Breakpoint[];
}

export const useRunOrder = pageStore<RunOrder>(() => ({ pace: stored(), breakpoints: [] }));

export const runOrder = (): { pace: number; breakpoints: Breakpoint[] } => {
  const { pace, breakpoints } = useRunOrder.getState();
  return { pace, breakpoints: [...breakpoints] };
};

export function keepPace(pace: number): void {
  localStorage.setItem(KEY, String(pace));
  useRunOrder.setState({ pace });
}

const markOf = (b: Breakpoint): string => JSON.stringify(b);

export function isSet(breakpoints: readonly Breakpoint[], wanted: Breakpoint): boolean {
  return breakpoints.some((b) => markOf(b) === markOf(wanted));
}

export function toggleBreakpoint(wanted: Breakpoint): void {
  useRunOrder.setState(({ breakpoints }) => ({
    breakpoints: isSet(breakpoints, wanted) ? breakpoints.filter((b) => markOf(b) !== markOf(wanted)) : [...breakpoints, wanted],
  }));
}

export function clearBreakpoints(): void {
  useRunOrder.setState({ breakpoints: [] });
}

/** Another scenario has other steps and things; breakpoints on kinds of effects apply to any. */
export function forgetPlaces(): void {
  useRunOrder.setState(({ breakpoints }) =>
    ({ breakpoints: breakpoints.filter((b) => b.kind !== 'plan' && b.kind !== 'step' && b.kind !== 'change' && b.kind !== 'process') }));
}

function stored(): number {
  const value = Number(localStorage.getItem(KEY) ?? USUAL);
  return PACES.find((pace) => pace === value) ?? USUAL;
}
