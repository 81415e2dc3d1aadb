/** `webContents`: one page of Chromium, with its loads, its messages and its end. */
import type { CDPSession, Page } from 'playwright-core';
import { decode, encode } from '../in-page/copy.mjs';
import { fireApp } from './app.ts';
import { newPage, theContext } from './browser.ts';
import { findFrame } from './frames.ts';
import { invoke } from './ipc-main.ts';
import { intercept, watchWindows } from './navigation.ts';
import type { OpenHandler } from './navigation.ts';
import { effective } from './preferences.ts';
import type { WebPreferences } from './preferences.ts';
import { fromBrowser, toBrowser } from './scheme.ts';
import { applyPermissions } from './session.ts';
import { Emitter, strict } from './strict.ts';
import { ISOLATED_WORLD, SEND, prepareWorlds } from './worlds.ts';

interface World { frame: string; isDefault: boolean; name: string; origin: string }

export class Contents extends Emitter {
  readonly preferences: WebPreferences;
  /** What the main process holds: this, with all else refused. */
  readonly face: Contents;
  windowOpenHandler: OpenHandler | null = null;
  /** The load that main asked for; whatever else sets out, the page did. */
  expected: string | null = null;
  readonly #onGone: () => void;
  readonly #worlds = new Map<number, World>();
  #opening: Promise<{ page: Page; cdp: CDPSession }> | null = null;
  #page: Page | null = null;
  #cdp: CDPSession | null = null;
  #topFrame = '';

  constructor(preferences: Partial<WebPreferences>, onGone: () => void) {
    super('webContents',
      ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview', 'did-start-navigation', 'render-process-gone']);
    this.preferences = effective(preferences);
    this.#onGone = onGone;
    this.face = strict<Contents>('webContents', this);
    fireApp('web-contents-created', {}, this.face);
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.windowOpenHandler = handler;
  }

  getURL(): string {
    return fromBrowser(this.#page?.url() ?? '');
  }

  send(channel: string, ...args: unknown[]): void {
    const tree = JSON.stringify(encode(args));
    for (const [id, world] of this.#worlds) {
      if (world.frame === this.#topFrame && this.#isPreloads(world))
        void this.#evaluate(id, `deliver(${JSON.stringify(channel)}, ${tree})`);
    }
  }

  /** Loads an address for the main process. Permissions are those of its origin. */
  async load(address: string): Promise<void> {
    const { page, cdp } = await this.open();
    const target = toBrowser(address);
    await applyPermissions(cdp, this.face, new URL(target).origin);
    this.expected = target;
    await page.goto(target);
  }

  /** The page, made when first asked for. */
  open(): Promise<{ page: Page; cdp: CDPSession }> {
    this.#opening ??= this.#make();
    return this.#opening;
  }

  /** Has a frame send what its preload never would, as a page that was taken over could. */
  async sendFrom(frameName: string | null, channel: string, args: unknown[]): Promise<unknown> {
    const { page, cdp } = await this.open();
    const tree = (await cdp.send('Page.getFrameTree')).frameTree;
    const id = frameName === null ? tree.frame.id : tree.childFrames?.find(({ frame }) => frame.name === frameName)?.frame.id;
    const context = [...this.#worlds].find(([, world]) => world.frame === id && this.#isPreloads(world))?.[0];
    if (context === undefined) throw new Error(`No frame ${frameName} in ${page.url()}`);
    const { result, exceptionDetails } = await cdp.send('Runtime.evaluate', {
      contextId: context, awaitPromise: true, returnByValue: true,
      expression:
        `globalThis[${JSON.stringify(`${SEND}_ipc`)}].invoke(${[channel, ...args].map((value) => JSON.stringify(value)).join(', ')})`,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async crash(): Promise<void> {
    const { page, cdp } = await this.open();
    const gone = new Promise((resolve) => page.once('crash', resolve));
    // The answer never comes: who would give it is gone.
    cdp.send('Page.crash').catch(() => undefined);
    await gone;
  }

  async close(): Promise<void> {
    await this.#page?.close();
  }

  async #make(): Promise<{ page: Page; cdp: CDPSession }> {
    const page = await newPage();
    const cdp = await theContext().newCDPSession(page);
    this.#page = page;
    this.#cdp = cdp;
    this.#worlds.clear();
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      const { frameId, isDefault } = context.auxData as unknown as { frameId: string; isDefault: boolean };
      this.#worlds.set(context.id, { frame: frameId, isDefault, name: context.name, origin: context.origin });
    });
    cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => this.#worlds.delete(executionContextId));
    cdp.on('Runtime.executionContextsCleared', () => this.#worlds.clear());
    cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === SEND) void this.#receive(cdp, executionContextId, payload);
    });
    await cdp.send('Page.enable');
    // The main frame keeps its id for as long as the page lives.
    this.#topFrame = (await cdp.send('Page.getFrameTree')).frameTree.frame.id;
    await cdp.send('Runtime.enable');
    await prepareWorlds(cdp, this.preferences);
    await intercept(page, this);
    watchWindows(page, cdp, this);
    page.on('crash', () => this.#crashed(page));
    page.on('close', () => { if (this.#page === page) this.#onGone(); });
    return { page, cdp };
  }

  /** Playwright has no use for a page that crashed: the next load gets a new one. */
  #crashed(page: Page): void {
    this.#page = null;
    this.#cdp = null;
    this.#opening = null;
    this.fire('render-process-gone', {}, strict('details', { reason: 'crashed', exitCode: 5 }));
    void page.close();
  }

  #isPreloads(world: World): boolean {
    return this.preferences.contextIsolation ? world.name === ISOLATED_WORLD : world.isDefault;
  }

  #originOf(frame: string): string {
    for (const world of this.#worlds.values()) if (world.frame === frame && world.isDefault) return world.origin;
    return 'null';
  }

  async #receive(cdp: CDPSession, context: number, payload: string): Promise<void> {
    const { call, channel, args } = JSON.parse(payload) as { call: number; channel: string; args: [string, unknown] };
    const world = this.#worlds.get(context);
    const senderFrame = world ? await findFrame(cdp, world.frame, (frame) => this.#originOf(frame)) : null;
    const event = strict('IpcMainInvokeEvent', { sender: this.face, senderFrame, type: 'frame' });
    let settled: string;
    try {
      const value: unknown = await invoke(channel, event, decode(args) as unknown[]);
      settled = `true, ${JSON.stringify(encode(value))}`;
    } catch (error) {
      settled = `false, ${JSON.stringify(encode(error))}`;
    }
    await this.#evaluate(context, `settle(${call}, ${settled})`);
  }

  async #evaluate(context: number, call: string): Promise<void> {
    const expression = `globalThis[${JSON.stringify(`${SEND}_ipc`)}].${call}`;
    // The document might be gone by now, and whoever waited with it.
    await this.#cdp?.send('Runtime.evaluate', { contextId: context, expression }).catch(() => undefined);
  }
}
