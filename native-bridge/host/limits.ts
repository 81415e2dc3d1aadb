/**
 * Resolves with the result of `work`, or rejects with the signal's reason as soon as it aborts. The listener is removed once
 * either has happened, so one signal can serve any number of calls.
 */
export async function orAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  let abort: () => void = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => { reject(signal.reason as Error); };
  });
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** The result of `work`, or that of `late` if there is none after `ms` milliseconds. */
export async function inTime<T, L>(work: Promise<T>, ms: number, late: () => L): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => { timer = setTimeout(resolve, ms); }).then(late);
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
