/** A wait with a time limit. */
import { InputProblem } from '../../../shared/base/input-problem.ts';

const DEFAULT_SECONDS = 60;

/**
 * A signal that aborts with `outer`, or with `reason` after the seconds given by --wait (default 60).
 * `done` stops the timer. @throws InputProblem if the text is not a number above 0.
 */
export function withTimeout(
  outer: AbortSignal, text: string | undefined, reason: (seconds: number) => Error,
): { signal: AbortSignal; done(): void } {
  const seconds = text === undefined ? DEFAULT_SECONDS : Number(text);
  if (!(seconds > 0 && seconds <= 86_400)) {
    throw new InputProblem(`"${text}" is not a valid number of seconds`, '--wait', 'Give a number above 0 and up to 86400.');
  }
  const over = new AbortController();
  const timer = setTimeout(() => { over.abort(reason(seconds)); }, seconds * 1000);
  // The awaited operation keeps the process alive, not the timer.
  timer.unref();
  const done = () => { clearTimeout(timer); };
  outer.addEventListener('abort', done, { once: true });
  return { signal: AbortSignal.any([outer, over.signal]), done };
}
