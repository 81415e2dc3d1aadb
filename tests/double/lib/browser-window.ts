/** `BrowserWindow`: options, events, and the contents that do the work. */
import { windowClosed } from './app.ts';
import { Contents } from './contents.ts';
import { startup, violations } from './state.ts';
import { Emitter, onlyKnown, strict } from './strict.ts';
import type { WebPreferences } from './preferences.ts';
import { windows } from './windows.ts';

interface Options {
  width?: number; height?: number; minWidth?: number; minHeight?: number;
  title?: string; show?: boolean; webPreferences?: Partial<WebPreferences>;
}

const OPTIONS = ['width', 'height', 'minWidth', 'minHeight', 'title', 'show', 'webPreferences'];

/** All windows ever made, for the tests; the last is the one they mean. */
export const made: DoubleWindow[] = [];

class DoubleWindow extends Emitter {
  readonly contents: Contents;
  readonly size: { width: number; height: number };
  visible: boolean;
  #destroyed = false;

  constructor(options: Options) {
    if (!startup.ready) throw new Error('Cannot create BrowserWindow before app is ready');
    if (!startup.sandboxed) violations.push('app.enableSandbox() was not called');
    onlyKnown('BrowserWindow options', options, OPTIONS);
    super('BrowserWindow', ['ready-to-show', 'closed']);
    this.visible = options.show ?? true;
    this.size = { width: options.width ?? 800, height: options.height ?? 600 };
    this.contents = new Contents(options.webPreferences ?? {}, () => this.#gone());
    windows.add(this);
    made.push(this);
  }

  get webContents(): Contents {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
    return this.contents.face;
  }

  async loadURL(address: string): Promise<void> {
    const { page } = await this.contents.open();
    await page.setViewportSize(this.size);
    await this.contents.load(address);
    this.fire('ready-to-show');
  }

  show(): void { this.visible = true; }
  focus(): void { this.visible = true; }
  restore(): void { this.visible = true; }
  isMinimized(): boolean { return false; }
  isDestroyed(): boolean { return this.#destroyed; }

  /** For the stand-in's quit. */
  async shut(): Promise<void> {
    await this.contents.close();
  }

  #gone(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    windows.delete(this);
    this.fire('closed');
    windowClosed();
  }
}

/** What `new BrowserWindow(…)` gives: the window, with all else refused. */
export const BrowserWindow = function BrowserWindow(options: Options = {}) {
  return strict('BrowserWindow', new DoubleWindow(options));
} as unknown as new (options?: Options) => DoubleWindow;
