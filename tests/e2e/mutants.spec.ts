import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { startUnderDouble } from './hosts/double.ts';
import { OUT, ROOT } from './hosts/inspector.ts';
import { securityFaults } from './security.ts';

/** The build made worse in one place each: what to find in its main process, what to put there, and what must then be noticed. */
const MUTANTS: readonly (readonly [name: string, find: RegExp, put: string, found: RegExp])[] = [
  ['sandbox off', /\bsandbox: true/, 'sandbox: false', /webPreferences\.sandbox/],
  ['context isolation off', /contextIsolation: true/, 'contextIsolation: false', /window\.handoff is missing/],
  ['Node in the page', /nodeIntegration: false/, 'nodeIntegration: true', /webPreferences\.nodeIntegration /],
  ['Node in frames', /nodeIntegrationInSubFrames: false/, 'nodeIntegrationInSubFrames: true',
    /a frame inside the page has window\.handoff/],
  ['web security off', /webSecurity: true/, 'webSecurity: false', /webPreferences\.webSecurity/],
  ['webview on', /webviewTag: false/, 'webviewTag: true', /webPreferences\.webviewTag/],
  ['no sandbox for all', /app\.enableSandbox\(\);/, '', /enableSandbox/],
  ['frames inside the page heard', /frame\.parent !== null/, 'false', /a frame inside the page was heard/],
  ['foreign origins heard', /frame\.origin !== "handoff-app:\/\/inspector"/, 'false', /a page of a foreign origin was heard/],
  ['navigation allowed', /(will-navigate", \(details\) => \{\s*)details\.preventDefault\(\);([\s\S]*?)details\.preventDefault\(\)/,
    '$1$2void 0', /the page went to https:\/\/elsewhere\.invalid/],
  ['windows allowed', /action: "deny"/, 'action: "allow"', /the page opened a window/],
  ['any link leaves', /if \(!isDocumentLink\(address\)\) return;/, '', /opened outside/],
  ['permissions granted', /decide\(false\)\);(\s*defaultSession)\.setPermissionCheckHandler\(\(\) => false\)/,
    'decide(true));$1.setPermissionCheckHandler(() => true)', /permission geolocation is granted/],
  ['devices granted', /setDevicePermissionHandler\(\(\) => false\)/, 'setDevicePermissionHandler(() => true)', /devices are open/],
  ['downloads of anything', /else event\.preventDefault\(\);/, '', /a file was saved from data:/],
  ['a wider policy', /"script-src 'self'"/, '"script-src \'self\' \'unsafe-inline\'"', /content-security-policy/],
  ['no nosniff', /"x-content-type-options": "nosniff"/, '"x-other": "nosniff"', /nosniff/],
  ['any host of the scheme', /\|\| url\.host !== "inspector"/, '', /handoff-app:\/\/elsewhere\/ was served/],
];

test.describe('a build made worse is found out', () => {
  test.skip(({ hostKind }) => hostKind !== 'double', 'needs the stand-in');
  for (const [name, find, put, found] of MUTANTS) {
    test(name, async () => {
      const folder = mutate(find, put);
      try {
        const inspector = await startUnderDouble(join(folder, 'out'));
        try {
          const faults = await securityFaults(inspector);
          expect(faults.join('\n'), 'what was found').toMatch(found);
        } finally {
          await inspector.stop();
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});

/** A copy of the build, changed in one place, where Node still finds the project's packages. */
function mutate(find: RegExp, put: string): string {
  mkdirSync(join(ROOT, 'test-results'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'test-results', 'mutant-'));
  cpSync(OUT, join(folder, 'out'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(ROOT, 'assets'), join(folder, 'assets'));
  const main = join(folder, 'out', 'main');
  const files = [...readdirSync(main), ...readdirSync(join(main, 'chunks')).map((file) => join('chunks', file))].filter((file) =>
    file.endsWith('.js'));
  let changed = 0;
  for (const file of files) {
    const before = readFileSync(join(main, file), 'utf8');
    const after = before.replace(find, put);
    if (after === before) continue;
    writeFileSync(join(main, file), after);
    changed++;
  }
  // A pattern that finds nothing would leave a healthy build, and a test that tells nothing.
  expect(changed, 'files that were changed').toBeGreaterThan(0);
  return folder;
}
