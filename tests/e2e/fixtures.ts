/** `inspector`: a fresh host for each test. `app`: its page, ready to be used. */
import { test as base } from '@playwright/test';
import type { Page } from '@playwright/test';
import { startUnderDouble } from './hosts/double.ts';
import { HAS_ELECTRON, startElectron } from './hosts/electron.ts';
import type { HostKind, Inspector } from './hosts/inspector.ts';
import { startWeb } from './hosts/web.ts';

interface Fixtures {
  hostKind: HostKind;
  /** The test itself makes the page complain. */
  complaintsExpected: boolean;
  inspector: Inspector;
  app: Page;
}

export const test = base.extend<Fixtures>({
  hostKind: ['web', { option: true }],
  complaintsExpected: [false, { option: true }],
  inspector: async ({ hostKind, complaintsExpected, browser }, use) => {
    base.skip(hostKind === 'electron' && !HAS_ELECTRON, 'not run: the Electron binary is not on this machine');
    const inspector = hostKind === 'web' ? await startWeb(browser)
      : hostKind === 'double' ? await startUnderDouble() : await startElectron();
    const wrong: string[] = [];
    inspector.page.on('pageerror', (error) => wrong.push(`page error: ${error.message}`));
    inspector.page.on('console', (message) => {
      if (message.type() === 'error') wrong.push(`console: ${message.text()}`);
    });
    await use(inspector);
    // Where the page has closed, the stand-in has ended, and has nothing more to say.
    const report = await inspector.double?.report().catch(() => null);
    await inspector.stop();
    base.expect(report?.violations ?? [], 'what the page got away with').toEqual([]);
    if (complaintsExpected) return;
    const errors = wrong.filter((text) => !EXPECTED_ERRORS.some((expected) => expected.test(text)));
    base.expect(errors, 'errors in the page').toEqual([]);
  },
  app: async ({ inspector }, use) => {
    await inspector.page.getByTestId('provider-model').waitFor();
    await use(inspector.page);
  },
});

/** Chromium says these of its own accord, when a host ends before its page. */
const EXPECTED_ERRORS = [/WebSocket connection to .* failed/, /ERR_CONNECTION_REFUSED/];

export { expect } from '@playwright/test';
