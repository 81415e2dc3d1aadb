/** `app`: from start to quit. Ready once Chromium runs. */
import { join } from 'node:path';
import { closeBrowser, startBrowser, userData } from './browser.ts';
import { startup } from './state.ts';
import { Emitter, preventable, strict } from './strict.ts';
import { windows } from './windows.ts';

class App extends Emitter {
  readonly isPackaged = false;
  #ready: Promise<void> | null = null;
  #quitting = false;

  constructor() {
    super('app',
      ['web-contents-created', 'second-instance', 'open-file', 'open-url', 'window-all-closed', 'before-quit', 'will-quit', 'ready']);
  }

  enableSandbox(): void {
    if (startup.ready) throw new Error('app.enableSandbox() must be called before the app is ready');
    startup.sandboxed = true;
  }

  /** One process, one profile: nobody else can hold it. */
  requestSingleInstanceLock(): boolean {
    return true;
  }

  whenReady(): Promise<void> {
    this.#ready ??= startBrowser().then(() => {
      startup.ready = true;
      this.fire('ready');
    });
    return this.#ready;
  }

  getPath(name: string): string {
    if (name !== 'userData') throw new Error(`The stand-in for electron does not know app.getPath('${name}')`);
    return join(userData(), 'app');
  }

  /** Closes windows, asks, and exits, in Electron's order. */
  quit(): void {
    if (this.#quitting) return;
    this.#quitting = true;
    setImmediate(() => void this.#end());
  }

  async #end(): Promise<void> {
    const before = preventable('before-quit event', {});
    this.fire('before-quit', before.event);
    if (before.prevented()) return this.#goOn();
    await Promise.all([...windows].map((window) => window.shut()));
    const last = preventable('will-quit event', {});
    this.fire('will-quit', last.event);
    if (last.prevented()) return this.#goOn();
    await closeBrowser();
    process.exit(0);
  }

  #goOn(): void {
    this.#quitting = false;
  }
}

const theApp = new App();

/** Fires an event of `app` from elsewhere in the stand-in. */
export function fireApp(event: string, ...args: unknown[]): void {
  theApp.fire(event, ...args);
}

export function windowClosed(): void {
  if (windows.size === 0 && !theApp.fire('window-all-closed')) theApp.quit();
}

export function quitApp(): void {
  theApp.quit();
}

export const app = strict('app', theApp);
