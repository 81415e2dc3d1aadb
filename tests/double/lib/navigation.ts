/** Where a page may go: every request passes here, and those of navigations are first put to the main process. */
import type { CDPSession, Page, Request, Route } from 'playwright-core';
import type { Contents } from './contents.ts';
import { theContext } from './browser.ts';
import { answerScheme, privilegesOf } from './protocol.ts';
import { fromBrowser } from './scheme.ts';
import { refusesDownload } from './session.ts';
import { downloads, violations } from './state.ts';
import { onlyKnown, preventable, strict } from './strict.ts';

export type OpenHandler = (details: { url: string; frameName: string; features: string; disposition: string }) => { action: string };

/** Has every request of the page answered by us: by a custom scheme's handler, or as the rest of the world. */
export async function intercept(page: Page, contents: Contents): Promise<void> {
  await page.route('**/*', async (route, request) => {
    const address = fromBrowser(request.url());
    if (request.isNavigationRequest() && !mayGo(request, address, contents)) return route.abort('aborted');
    const { scheme, fetchable } = privilegesOf(address);
    if (scheme && !fetchable && ['fetch', 'xhr'].includes(request.resourceType())) return route.abort('blockedbyclient');
    const answer = await answerScheme(address, request.method());
    if (answer) return fulfill(route, answer);
    if (!request.isNavigationRequest()) {
      // Electron would let it out to the network; the page's policy should not have let it come to this.
      violations.push(`the page asked the network for ${address}`);
      return route.abort();
    }
    // No network here: a page of a foreign origin, for what a gate must refuse.
    return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>foreign</title>' });
  });
  page.on('download', (download) => {
    const address = download.url().replace(/^blob:(.*)$/, (_, inner: string) => `blob:${fromBrowser(inner)}`);
    if (refusesDownload(address)) void download.cancel();
    else downloads.push(address);
  });
}

function mayGo(request: Request, address: string, contents: Contents): boolean {
  const frame = request.frame();
  const isMainFrame = frame.parentFrame() === null;
  const fields = { url: address, isSameDocument: false, isMainFrame };
  if (isMainFrame && contents.expected === request.url()) {
    contents.expected = null;
    contents.fire('did-start-navigation', strict('did-start-navigation event', fields));
    return true;
  }
  const every = preventable('will-frame-navigate event', fields);
  contents.fire('will-frame-navigate', every.event);
  const main = preventable('will-navigate event', fields);
  if (isMainFrame) contents.fire('will-navigate', main.event);
  if (every.prevented() || main.prevented()) return false;
  violations.push(`the page went to ${address}`);
  if (isMainFrame) contents.fire('did-start-navigation', strict('did-start-navigation event', fields));
  return true;
}

async function fulfill(route: Route, answer: Response): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer());
  await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body });
}

/** Puts new windows to the handler. Chromium has opened one by then, so it is closed again. */
export function watchWindows(page: Page, cdp: CDPSession, contents: Contents): void {
  cdp.on('Page.windowOpen', ({ url, windowName, windowFeatures }) => {
    const details = { url: fromBrowser(url), frameName: windowName, features: windowFeatures.join(','), disposition: 'new-window' };
    const decision = contents.windowOpenHandler?.(strict('HandlerDetails', details)) ?? { action: 'allow' };
    onlyKnown('WindowOpenHandlerResponse', decision, ['action']);
    if (decision.action !== 'deny') violations.push(`the page opened a window with ${details.url}`);
  });
  // One after the other: Chromium's renderer does not survive several that close while they still open.
  let closing = Promise.resolve();
  // On the context, since what a page opens with `noopener` is nobody's popup.
  theContext().on('page', (other) => {
    if (other !== page) closing = closing.then(() => closePopup(other, page));
  });
}

async function closePopup(other: Page, opener: Page): Promise<void> {
  if (await other.opener() !== opener) return;
  await other.waitForLoadState('domcontentloaded', { timeout: 2_000 }).catch(() => undefined);
  await other.close();
}
