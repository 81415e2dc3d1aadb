/** State of the page that no component shows, and that is therefore in no zustand store: requests under way, listeners, timers. */

const resets: (() => void)[] = [];

/** An object with these values. @param make returns the initial values; fresh objects each time. */
export function resettable<T extends object>(make: () => T): T {
  const values = make();
  onReset(() => Object.assign(values, make()));
  return values;
}

/** Called when the page is reset. */
export function onReset(reset: () => void): void {
  resets.push(reset);
}

/** Puts the page back to its state after loading, for a test. */
export function resetPage(): void {
  for (const reset of resets) reset();
}
