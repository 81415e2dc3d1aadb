/** The result of `work`, or `otherwise` if it throws: for readings whose failure is an answer, such as a process that has ended. */
export function attempt<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch {
    return otherwise;
  }
}
