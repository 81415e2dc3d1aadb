/** One instance, one window; quitting ends every peer first, but never waits for long. */
import { app } from 'electron';
import type { BrowserWindow } from 'electron';

/** A peer blocked in a call is killed, not asked; more than this means that something hangs. */
const DISPOSE_MS = 5_000;

/** Claims to be the only instance; false when another one runs already (it comes to the front). */
export function claimInstance(ourWindow: () => BrowserWindow | null): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', () => {
    const window = ourWindow();
    if (!window) return;
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  return true;
}

/** Quits with the last window, and disposes the service before. */
export function disposeOnQuit(dispose: () => Promise<void>): void {
  let disposed = false;
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (disposed) return;
    event.preventDefault();
    void disposeAndQuit();
  });

  async function disposeAndQuit(): Promise<void> {
    const limit = new Promise<void>((resolve) => setTimeout(resolve, DISPOSE_MS));
    await Promise.race([dispose().catch(() => undefined), limit]);
    disposed = true;
    app.quit();
  }
}
