/** Everything that must hold of the Electron host, as a list of what does not. Used on the build, and on builds made worse. */
import type { Page } from '@playwright/test';
import type { Double } from '../double/client.ts';
import type { Inspector } from './hosts/inspector.ts';

const PREFERENCES: Readonly<Record<string, unknown>> = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  webviewTag: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  navigateOnDragDrop: false,
  spellcheck: false,
};

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src "
    + "'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Tries what an attacker would; empty when all of it was refused. Leaves the page at a foreign origin. */
export async function securityFaults(inspector: Inspector): Promise<string[]> {
  const { page, double } = inspector;
  if (!double) throw new Error('Only the stand-in can be asked this');
  const faults: string[] = [];
  const check = (holds: boolean, what: string) => { if (!holds) faults.push(what); };

  const { preferences, schemes } = await double.report();
  for (const [name, value] of Object.entries(PREFERENCES))
    check(preferences[name] === value, `webPreferences.${name} is ${String(preferences[name])}`);
  check(JSON.stringify(schemes) === '{"handoff-app":{"standard":true,"secure":true}}',
    `privileges of the scheme: ${JSON.stringify(schemes)}`);
  const index = await served(double, 'handoff-app://inspector/');
  check(index?.headers['content-security-policy'] === POLICY, `content-security-policy: ${index?.headers['content-security-policy']}`);
  check(index?.headers['x-content-type-options'] === 'nosniff', 'nosniff');
  for (const address of ['handoff-app://inspector/..%2f..%2fpackage.json', 'handoff-app://inspector/..%5cmain%5celectron.js',
    'handoff-app://elsewhere/']) {
    const answer = await served(double, address);
    check(answer !== null && answer.status >= 400, `${address} was served`);
  }

  faults.push(...await pageFaults(page));
  const send = (frame: string | null,
    channel: string) => double.ask({ what: 'send', frame, channel, args: [{}] }).catch((error: unknown) => ({ thrown: String(error) }));
  check(isRefusal(await send('inner', 'handoff:app.info')), 'a frame inside the page was heard');
  check(isRefusal(await send('inner', 'handoff:library.list')), 'a frame inside the page was heard');
  // A page that is torn away under the attempt has left.
  await tryLeaving(page).catch((error: unknown) => faults.push(`while trying to leave: ${String(error)}`));
  const home = (await double.report()).url;
  check(home.startsWith('handoff-app://inspector/'), `navigation: the page is at ${home}`);
  const { opened, downloads, violations } = await double.report();
  check(JSON.stringify(opened) === '["https://learn.microsoft.com/windows","https://man7.org/"]',
    `opened outside: ${JSON.stringify(opened)}`);
  for (const address of downloads) faults.push(`a file was saved from ${address}`);
  for (const violation of violations) faults.push(violation);

  const unknown = await send(null, 'handoff:__proto__');
  check('thrown' in (unknown as object), 'a channel that is none was answered');
  await double.ask({ what: 'load', url: 'https://elsewhere.invalid/' });
  check(isRefusal(await send(null, 'handoff:app.info')), 'a page of a foreign origin was heard');
  return faults;
}

const served = (double: Double,
  url: string) => double.ask({ what: 'fetch', url }) as Promise<{ status: number; headers: Record<string, string> } | null>;
const isRefusal = (answer: unknown) => typeof answer === 'object' && answer !== null && 'code' in answer && answer.code === 'refused';

/** What the page itself can reach. */
async function pageFaults(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const faults: string[] = [];
    const api = (window as unknown as { handoff?: { requests: Record<string, unknown>; onEvent: unknown } }).handoff;
    if (!api) return ['window.handoff is missing: the preload was not isolated, or failed'];
    if (Object.keys(api).sort().join() !== 'onEvent,requests') faults.push(`window.handoff has ${Object.keys(api).join()}`);
    for (const name of ['require', 'process', 'module', 'Buffer', 'global', 'electron'])
      if (name in window) faults.push(`the page has ${name}`);
    if (Object.getOwnPropertyDescriptor(window, 'handoff')?.writable) faults.push('window.handoff can be replaced');
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read'] as PermissionName[];
    for (const name of names) {
      const { state } = await navigator.permissions.query({ name });
      if (state !== 'denied') faults.push(`permission ${name} is ${state}`);
    }
    const frame = document.createElement('iframe');
    frame.name = 'inner';
    frame.srcdoc = '<p>inner</p>';
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    if (frame.contentWindow && 'handoff' in frame.contentWindow) faults.push('a frame inside the page has window.handoff');
    return faults;
  });
}

/** Every way out that a page has. */
async function tryLeaving(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const pause = () => new Promise((resolve) => setTimeout(resolve, 250));
    location.href = 'https://elsewhere.invalid/';
    await pause();
    const inner = document.querySelector<HTMLIFrameElement>('iframe[name="inner"]')!;
    inner.contentWindow!.location.href = 'https://elsewhere.invalid/';
    await pause();
    // One at a time: a burst of windows under two debuggers brings Chromium's renderer down.
    for (const address of ['https://elsewhere.invalid/', 'https://learn.microsoft.com.elsewhere.invalid/', 'http://man7.org/',
      'https://x@man7.org/', 'javascript:1', 'file:///etc/passwd', 'https://learn.microsoft.com/windows']) {
      window.open(address);
      await pause();
    }
    const link = document.createElement('a');
    link.href = 'https://man7.org/';
    link.target = '_blank';
    link.textContent = 'out';
    document.body.append(link);
    link.click();
    await pause();
    const save = document.createElement('a');
    save.href = 'data:text/plain,x';
    save.download = 'x.txt';
    save.click();
    await pause();
  });
}
