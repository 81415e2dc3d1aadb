/** Splits work that is too long for one turn of the event loop into slices. */

/** Milliseconds per slice; between slices the page draws and handles input. */
export const SLICE_MS = 12;

/** Lets all other work run; a timer would cost four milliseconds each time. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => { port1.close(); resolve(); }, { once: true });
    port1.start();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
    port2.postMessage(null);
  });
}
