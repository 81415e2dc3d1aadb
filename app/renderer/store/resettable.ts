/** What a page knows beyond its components, so that a test can begin with a fresh page. */
import { type StoreApi, type UseBoundStore, create } from 'zustand';

const resets: (() => void)[] = [];

/** A store for components. @param make returns the initial values, as at loading. */
export function pageStore<T>(make: () => T): UseBoundStore<StoreApi<T>> {
  const store = create<T>(make);
  onReset(() => store.setState(make(), true));
  return store;
}

/**
 * Values that no component shows: requests under way, listeners, timers. @param make returns the initial values; fresh objects
 * each time.
 */
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
