/** What is too long for one turn of the page is done in slices. */

/** Milliseconds of such work, after which the page draws and listens. */
export const SLICE_MS = 12;

/** Lets everything else have its turn; a timer would cost four milliseconds each time. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => { port1.close(); resolve(); }, { once: true });
    port1.start();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
    port2.postMessage(null);
  });
}
