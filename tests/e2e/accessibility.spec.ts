import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type axe from 'axe-core';
import { expect, test } from './fixtures.ts';
import { ROOT } from './hosts/inspector.ts';
import { open, step } from './session.ts';

const AXE = readFileSync(join(ROOT, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');

async function faults(page: Page): Promise<string[]> {
  // Evaluated, not added as an element: the page's policy stays as it is.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] }));
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`));
}

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing, ${scheme}`, async ({ app }) => {
    // Colours that are still fading would be measured half way.
    await app.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    expect(await faults(app), 'start screen').toEqual([]);
    await open(app, 'model', 'winsock/the-second-registration-cancels-the-first');
    for (let i = 0; i < 17; i++) await step(app);
    expect(await faults(app), 'graph').toEqual([]);
    await app.getByTestId('tab-log').click();
    expect(await faults(app), 'call log').toEqual([]);
  });
}
