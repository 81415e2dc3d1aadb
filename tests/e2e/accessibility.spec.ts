import type { Page } from '@playwright/test';
import { faults } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { goTo, open, selectThing, stepTo, stepToEnd, trace } from './session.ts';
import { strings as start } from '../../app/renderer/start/strings.ts';
import { strings as shell } from '../../app/renderer/shell/strings.ts';
import { pattern } from './text.ts';

async function expectClean(page: Page, view: string): Promise<void> {
  expect.soft(await faults(page), view).toEqual([]);
}

/** A thing of each kind: the scenario in which one is, and words by which the palette finds it. */
const KINDS: readonly (readonly [scenario: string, kinds: Readonly<Record<string, string>>])[] = [
  ['winsock/the-second-registration-cancels-the-first', {
    process: 'process reader', descriptor: "main's descriptor", socket: 'underlying socket', transfer: 'transfer',
    registration: 'registration', event: 'event object',
  }],
  ['winsock/wsaasyncselect-against-wsaeventselect', { window: 'window' }],
  ['winsock/completion-port-owned-elsewhere', { port: 'completion port', operation: 'overlapped' }],
  ['linux/pidfd-getfd', { pidfd: 'process descriptor' }],
  ['linux/thundering-herd', { epoll: 'epoll instance', pending: 'blocked' }],
];

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in any view, ${scheme}`, async ({ app }) => {
    test.setTimeout(180_000);
    // Colours that are still fading would be measured half way.
    await app.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await expectClean(app, 'start screen');
    await app.getByTestId('library-search').fill('nothing has these words');
    await app.getByRole('button', { name: start.list.showAll }).waitFor();
    await expectClean(app, 'start screen, nothing found');
    await app.getByRole('button', { name: start.list.showAll }).click();
    await open(app, 'model', 'winsock/the-second-registration-cancels-the-first');
    await expectClean(app, 'before the first step');
    await app.keyboard.press('p');
    await app.getByTestId('presenter').waitFor();
    await expectClean(app, 'presenter, before the first step');
    await app.keyboard.press('Escape');
    await expect(app.getByTestId('presenter')).toHaveCount(0);
    await stepTo(app, 17);
    const tabs = await app.getByRole('tab').evaluateAll((all) => all.map((tab) => (tab as HTMLElement).dataset['testid']!));
    for (const tab of tabs) {
      await app.getByTestId(tab).click();
      await expect(app.getByRole('tabpanel')).not.toContainText(pattern(shell.opening('{view}'), true));
      await expectClean(app, tab);
    }
    await app.getByTestId('tab-sides').click();
    await app.getByTestId('sides-providers').check();
    await app.getByTestId('run-beside').waitFor();
    await expectClean(app, 'two providers');
    await app.getByTestId('tab-graph').click();
    await app.getByTestId('split').click();
    await expect(app.getByRole('tabpanel')).toHaveCount(2);
    await expectClean(app, 'two views');
    await app.getByTestId('split').click();

    await app.keyboard.press('Control+k');
    await expect(app.getByTestId('palette-input')).toBeFocused();
    await expectClean(app, 'palette');
    await app.getByTestId('palette-input').fill('WSA');
    await app.locator('[data-testid^="found-step-"]').first().waitFor();
    await expectClean(app, 'palette with steps');
    await app.getByTestId('palette-input').fill('colour:red');
    await app.getByRole('dialog').getByRole('alert').waitFor();
    await expectClean(app, 'palette with a problem');
    await app.keyboard.press('Escape');
    await expect(app.getByRole('dialog')).toHaveCount(0);
    await app.keyboard.press('?');
    await app.getByRole('dialog').waitFor();
    await expectClean(app, 'all keys');
    await app.keyboard.press('Escape');
    // A dialog is closed a moment after the key, and keys are its own until then.
    await expect(app.getByRole('dialog')).toHaveCount(0);
    await app.keyboard.press('p');
    await app.getByTestId('presenter').waitFor();
    await expectClean(app, 'presenter');
    await app.keyboard.press('q');
    await app.keyboard.press('PageDown');
    await app.getByTestId('question').waitFor();
    await expectClean(app, 'presenter, question');
    await app.keyboard.press('Escape');
  });

  test(`axe finds nothing in the inspector for any selection, ${scheme}`, async ({ app }) => {
    test.setTimeout(180_000);
    await app.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    for (const [i, [scenario, kinds]] of KINDS.entries()) {
      await open(app, 'model', scenario);
      await stepToEnd(app);
      const log = await trace(app, `session-${i + 1}`);
      for (const [kind, words] of Object.entries(kinds)) {
        // Processes are there from the start.
        const n = log.steps().find((s) => Object.values(s.diff.added).some((e) => e.kind === kind))?.n ?? 1;
        await goTo(app, n);
        await selectThing(app, kind, words);
        await expectClean(app, kind);
      }
      await app.getByTestId('leave').click();
    }
  });
}
