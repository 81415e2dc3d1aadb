/** The one window, and its page across loads and crashes. */
import { BrowserWindow } from 'electron';
import { brief } from '../../../shared/base/visible.ts';
import { PAGE_URL } from './origin.ts';

/** More crashes than this within a minute mean that reloading does not help. */
const MAX_CRASHES = 3;

export interface WindowOptions {
  preload: string;
  devTools: boolean;
  /** The previous page is gone: it crashed, or another load begins. */
  onPageGone: () => void;
}

/** Opens the window and loads the page. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 720,
    minHeight: 480,
    title: 'Socket Handoff Inspector',
    show: false,
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      // The spell checker would download dictionaries.
      spellcheck: false,
      devTools: options.devTools,
    },
  });
  window.once('ready-to-show', () => window.show());
  window.webContents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) options.onPageGone();
  });
  reloadAfterCrash(window, options.onPageGone);
  load(window);
  return window;
}

function load(window: BrowserWindow): void {
  // A failed load leaves an empty window; the protocol handler has nothing to add.
  window.loadURL(PAGE_URL).catch((error: unknown) => process.stderr.write(`${brief(`The page did not load: ${String(error)}`)}\n`));
}

function reloadAfterCrash(window: BrowserWindow, onPageGone: () => void): void {
  const crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, details) => {
    onPageGone();
    if (details.reason === 'clean-exit' || window.isDestroyed()) return;
    const now = Date.now();
    crashes.push(now);
    if (crashes.filter((at) => now - at < 60_000).length > MAX_CRASHES) return;
    load(window);
  });
}
