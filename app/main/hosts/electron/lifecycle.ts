/** One instance, one window; quitting ends every peer first, with a time limit. */
import { app, type BrowserWindow } from 'electron';

/** Peers blocked in a call are killed, not asked; a longer wait means that something hangs. */
const DISPOSE_MS = 5_000;

/** Claims to be the only instance; false if another one is running (its window comes to the front). */
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

/** Quits when the last window closes, and disposes the service first. */
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
