/** A wait that ends by itself. */
import { InputProblem } from '../../../shared/base/input-problem.ts';

const DEFAULT_SECONDS = 60;

/**
 * `told`, aborted too after the seconds that --wait says (60 when it is left out), with what `reason` makes of them.
 * `done` ends the counting. @throws InputProblem for a text that is no number above 0.
 */
export function withTimeout(told: AbortSignal, text: string | undefined, reason: (seconds: number) => Error): { signal: AbortSignal; done(): void } {
  const seconds = text === undefined ? DEFAULT_SECONDS : Number(text);
  if (!(seconds > 0 && seconds <= 86_400)) throw new InputProblem(`"${text}" is no number of seconds`, '--wait', 'Give one above 0 and up to 86400.');
  const over = new AbortController();
  const timer = setTimeout(() => { over.abort(reason(seconds)); }, seconds * 1000);
  // What is waited for keeps the process alive, not the limit.
  timer.unref();
  const done = () => { clearTimeout(timer); };
  told.addEventListener('abort', done, { once: true });
  return { signal: AbortSignal.any([told, over.signal]), done };
}
