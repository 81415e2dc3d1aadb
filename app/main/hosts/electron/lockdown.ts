/** What no page may do, ours included: go elsewhere, open windows, embed, fetch files, ask for permissions. */
import { app, session } from 'electron';
import type { WebContents } from 'electron';
import { openDocument } from './links.ts';
import { PAGE_ORIGIN } from './origin.ts';

/** Refuses for every page that will ever be made. Called before the first one is. */
export function lockDown(): void {
  app.on('web-contents-created', (_event, contents) => stay(contents));
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
  defaultSession.on('will-download', (event, item) => {
    // The page saves what it made itself (traces, pictures): Electron then asks the user where to.
    if (!item.getURL().startsWith(`blob:${PAGE_ORIGIN}/`)) event.preventDefault();
  });
}

function stay(contents: WebContents): void {
  // `will-navigate` is for the page, `will-frame-navigate` for its frames as well.
  contents.on('will-navigate', (details) => {
    details.preventDefault();
    openDocument(details.url);
  });
  contents.on('will-frame-navigate', (details) => details.preventDefault());
  contents.on('will-redirect', (details) => details.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openDocument(url);
    return { action: 'deny' };
  });
}
