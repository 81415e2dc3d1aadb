/** Rejects with the signal's reason once it comes, to be raced with what may take long; never resolves, and is no unhandled rejection by itself. */
export function abortedBy(signal: AbortSignal | undefined): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    if (signal?.aborted) reject(signal.reason as Error);
    else signal?.addEventListener('abort', () => { reject(signal.reason as Error); }, { once: true });
  });
  aborted.catch(() => {});
  return aborted;
}
