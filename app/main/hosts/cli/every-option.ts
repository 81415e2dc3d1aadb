import { InputProblem } from '../../../shared/base/input-problem.ts';

/** Milliseconds of --every. @throws InputProblem for what is no interval. */
export function everyOf(text = '1'): number {
  const seconds = Number(text);
  if (seconds >= 0.1 && seconds <= 3600) return seconds * 1000;
  throw new InputProblem(`"${text}" is not a valid interval`, '--every', 'Give a number of seconds from 0.1 to 3600.');
}

export const pause = (ms: number): Promise<null> => new Promise((resolve) => { setTimeout(() => { resolve(null); }, ms); });
