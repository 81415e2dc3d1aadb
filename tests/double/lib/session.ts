/** `session`: the decisions about permissions, and what they come to in Chromium. */
import type { CDPSession } from 'playwright-core';
import { saving, violations } from './state.ts';
import { Emitter, preventable, strict } from './strict.ts';

type RequestHandler = (contents: unknown, permission: string, decide: (granted: boolean) => void, details: object) => void;
type CheckHandler = (contents: unknown, permission: string, origin: string, details: object) => boolean;

/** Electron's names of permissions beside Chromium's. */
const PERMISSIONS: readonly (readonly [string, string])[] = [
  ['geolocation', 'geolocation'], ['notifications', 'notifications'], ['media', 'camera'], ['media', 'microphone'],
  ['clipboard-read', 'clipboard-read'], ['clipboard-sanitized-write', 'clipboard-write'], ['midi', 'midi'],
];

class Session extends Emitter {
  request: RequestHandler | null = null;
  check: CheckHandler | null = null;
  device: (() => boolean) | null = null;

  setPermissionRequestHandler(handler: RequestHandler | null): void { this.request = handler; }
  setPermissionCheckHandler(handler: CheckHandler | null): void { this.check = handler; }
  setDevicePermissionHandler(handler: (() => boolean) | null): void { this.device = handler; }
}

const theSession = new Session('session', ['will-download']);

export const session = strict('session', { defaultSession: strict('session.defaultSession', theSession) });

/** Asks the handlers for every permission and tells Chromium. Without handlers Electron grants all, so do we. */
export async function applyPermissions(cdp: CDPSession, contents: unknown, browserOrigin: string): Promise<void> {
  if (theSession.device === null || theSession.device()) violations.push('devices are open to the page');
  for (const [name, chromiumName] of PERMISSIONS) {
    let granted = theSession.check?.(contents, name, browserOrigin, {}) ?? true;
    if (theSession.request) theSession.request(contents, name, (answer) => { granted = granted && answer; }, {});
    await cdp.send('Browser.setPermission', {
      permission: { name: chromiumName, ...(name === 'clipboard-sanitized-write' ? { allowWithoutSanitization: false } : {}) },
      setting: granted ? 'granted' : 'denied',
      origin: browserOrigin,
    });
  }
}

class DownloadItem extends Emitter {
  readonly getURL: () => string;

  constructor(url: string) {
    super('DownloadItem', ['done']);
    this.getURL = () => url;
  }
}

/** Fires `will-download`, and the end of the download; true when the app or the user refused it. */
export function refusesDownload(url: string): boolean {
  const { event, prevented } = preventable('will-download event', {});
  const item = new DownloadItem(url);
  theSession.fire('will-download', event, strict('DownloadItem', item));
  if (prevented()) return true;
  item.fire('done', {}, saving.cancelled ? 'cancelled' : 'completed');
  return saving.cancelled;
}
