/** Updates of the screen that many events ask for: one per frame, and fewer while they take long, so that the user can act meanwhile. */

/** Pause between two updates, as a multiple of the time that the last one took. */
const SHARE = 3;

/**
 * Returns a function that asks for an update; it comes with the next frame, or later.
 * @param update returns whether the next one can come without a pause.
 */
export function paced(update: () => boolean): () => void {
  let asked = false;
  /** Milliseconds of the page's clock. */
  let next = 0;
  const now = () => {
    asked = false;
    const start = performance.now();
    const free = update();
    // Measured when the page has rendered it.
    if (!free) setTimeout(() => { next = performance.now() + SHARE * (performance.now() - start); });
  };
  return () => {
    if (asked) return;
    asked = true;
    const wait = next - performance.now();
    // A hidden page gets no animation frames, but its trace must grow all the same.
    if (wait <= 0 && document.visibilityState === 'visible') requestAnimationFrame(now);
    else setTimeout(now, Math.max(16, wait));
  };
}
