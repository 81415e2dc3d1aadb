/** The windows that are open. A list of its own, so that `app` and windows need not import one another. */
export const windows = new Set<{ shut(): Promise<void> }>();
