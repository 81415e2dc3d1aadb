/** Denies every page, the app's own included: navigation, new windows, embedding, downloads, permissions. */
import { app, session, type WebContents } from 'electron';
import { openDocument } from './links.ts';
import { PAGE_ORIGIN } from './origin.ts';

/** Applies to every page created from now on. Call it before the first one is created. `onSave`: the user saved a file, or cancelled. */
export function lockDown(onSave: (url: string, saved: boolean) => void): void {
  app.on('web-contents-created', (_event, contents) => stay(contents));
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
  defaultSession.on('will-download', (event, item) => {
    // The page saves files that it made (traces, pictures): Electron then asks the user for the target.
    const url = item.getURL();
    if (url.startsWith(`blob:${PAGE_ORIGIN}/`)) item.once('done', (_event, state) => onSave(url, state === 'completed'));
    else event.preventDefault();
  });
}

function stay(contents: WebContents): void {
  // `will-navigate` covers the page, `will-frame-navigate` its frames as well.
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
