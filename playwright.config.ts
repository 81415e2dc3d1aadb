import { defineConfig } from '@playwright/test';
import { CHROMIUM, CHROMIUM_ARGS } from './tests/double/chromium.ts';
import type { HostKind } from './tests/e2e/hosts/inspector.ts';

// One set of specs, three hosts. Each test starts a host of its own, so that it can look for what is left behind.
export default defineConfig<{ hostKind: HostKind }>({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  workers: 3,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  globalTimeout: 28 * 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    headless: true,
    actionTimeout: 10_000,
    navigationTimeout: 15_000,
    viewport: { width: 1440, height: 900 },
    // Playwright starts Chromium with an empty profile folder each time.
    launchOptions: { executablePath: CHROMIUM, args: [...CHROMIUM_ARGS] },
  },
  projects: [
    // What breaks the Electron build on purpose needs the stand-in; it is not a test that the other hosts do not run.
    { name: 'web', testIgnore: 'mutants.spec.ts', use: { hostKind: 'web' } },
    // An exported page has no host at all: once is enough.
    { name: 'double', testIgnore: 'replay.spec.ts', use: { hostKind: 'double' } },
    { name: 'electron', testIgnore: ['mutants.spec.ts', 'replay.spec.ts'], use: { hostKind: 'electron' } },
  ],
});
