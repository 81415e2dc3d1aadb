/** A scenario from scratch, by mouse alone and by keyboard alone, without JSON. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { parseScenario } from '../../app/shared/scenario/check.ts';
import type { Scenario } from '../../app/shared/scenario/format.ts';
import { faultsInBoth } from './axe.ts';
import { expect, test } from './fixtures.ts';
import type { Inspector } from './hosts/inspector.ts';
import { ask } from './wire.ts';
import { divergences, position, stepToEnd, trace, unmet } from './session.ts';
import { strings as editor } from '../../app/renderer/editor/strings.ts';

/** Two processes, a listener, export, import, accept in both; two clients connect. */
const LINES = [
  'main: WSASocketW af=AF_INET type=SOCK_STREAM as s',
  'main: bind s=$s address=127.0.0.1:0',
  'main: listen s=$s backlog=100',
  'main: getsockname s=$s as address',
  'main: WSADuplicateSocketW s=$s processId=$worker as blob',
  'message $blob main worker by ipc',
  'worker: WSASocketW protocolInfo=$blob as s2',
  'client: connects to=$address',
  'main: accept s=$s as s3',
  'client: closes',
  'client: connects to=$address',
  'worker: accept s=$s2 as s4',
];

/** Whether a user sees it where it is: in the window, and below nothing else. */
const isInSight = (app: Page, testId: string) => app.getByTestId(testId).evaluate((element) => {
  const { left, top, width, height } = element.getBoundingClientRect();
  return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
});

const linesOf = (app: Page) => app.locator('.edit-line').allInnerTexts();

async function command(app: Page, text: string): Promise<void> {
  await app.keyboard.press('Control+k');
  await expect(app.getByTestId('palette-input')).toBeFocused();
  await app.keyboard.type(text);
  await app.keyboard.press('Enter');
}

/** Opens the scenario in fresh processes, runs it, and saves it. */
async function performAndSave(app: Page, inspector: Inspector, apply: () => Promise<void>): Promise<void> {
  expect(await linesOf(app)).toEqual(LINES);
  await apply();
  await expect.poll(() => position(app)).toEqual({ at: 0, of: LINES.length });
  await stepToEnd(app);
  const log = await trace(app, 'session-2');
  expect([...unmet(log), ...divergences(log)]).toEqual([]);
  expect(log.steps().filter((s) => s.action.kind === 'call').map((s) => s.outcome.kind)).toEqual(Array(11).fill('ok'));
  const download = app.waitForEvent('download');
  await app.getByTestId('save-scenario').click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('one-listener-two-acceptors.json');
  // The app tells its page when the file is written.
  await expect(app.getByTestId('done')).toHaveText(editor.savedAs('one-listener-two-acceptors.json'));
  await app.getByTestId('leave').click();
  await expect(app.getByTestId('open-session')).toBeVisible();
  await expect.poll(() => ask(app, 'session.list', {})).toEqual([]);
  expect((await ask(app, 'work.list', {})).unsaved, 'what is saved is not unsaved').toEqual([]);
  if (inspector.double) return;
  const scenario: Scenario = parseScenario(readFileSync(await file.path(), 'utf8'), 'saved');
  expect(scenario.title).toBe('One listener, two acceptors');
  expect(scenario.processes).toEqual([{ name: 'main' }, { name: 'worker' }, { name: 'client', role: 'outside' }]);
  expect(scenario.steps).toHaveLength(LINES.length);
}

test('a handoff of a listener is composed, performed and saved by mouse', async ({ app, inspector }) => {
  await app.getByTestId('new-scenario').click();
  await app.getByTestId('new-title').fill('One listener, two acceptors');
  const choice = app.getByTestId('new-provider').locator('option').filter({ hasText: /^Model.*Winsock/ });
  await app.getByTestId('new-provider').selectOption(await choice.getAttribute('value'));
  expect(await faultsInBoth(app)).toEqual([]);
  await app.getByTestId('new-start').click();
  // The peer is added in the graph, while the first step is still open.
  await app.getByTestId('edit-cancel').click();
  await app.getByTestId('graph-add-process').click();
  await app.getByTestId('process-name').fill('client');
  await app.getByTestId('process-outside').check();
  await app.getByTestId('process-keep').click();
  await app.setViewportSize({ width: 1280, height: 800 });
  await app.getByTestId('add-step').click();
  for (const [process, call, more] of [
    ['main', 'WSASocketW'], ['main', 'bind'], ['main', 'listen'], ['main', 'getsockname'], ['main', 'WSADuplicateSocketW'],
    ['main', 'message'], ['worker', 'WSASocketW'], ['client', 'connects'], ['main', 'accept', '$s'], ['client', 'closes'],
    ['client', 'connects'], ['worker', 'accept', '$s2']] as const) {
    await app.getByTestId('edit-process').selectOption(process);
    await app.getByTestId('call-choice').selectOption(call);
    if (more !== undefined) await app.getByTestId('field-s').selectOption(more);
    if (call === 'WSASocketW' && process === 'worker') {
      for (const part of ['edit-line', 'edit-note', 'edit-done']) expect(await isInSight(app, part), part).toBe(true);
      expect(await faultsInBoth(app)).toEqual([]);
    }
    await app.getByTestId('edit-done').click();
  }
  await app.getByTestId('edit-cancel').click();
  await performAndSave(app, inspector, () => app.getByTestId('apply').click());
});

test('a handoff of a listener is composed, performed and saved by keyboard', async ({ app, inspector }) => {
  await app.keyboard.press('n');
  await expect(app.getByTestId('new-title')).toBeFocused();
  await expect(app.getByTestId('new-provider').locator('option').first()).toBeAttached();
  await app.keyboard.type('One listener, two acceptors');
  await app.keyboard.press('Tab');
  await app.keyboard.type('Model, W');
  await app.keyboard.press('Tab');
  await app.keyboard.press('Enter');
  await expect(app.getByTestId('edit-line')).toBeFocused();
  await app.keyboard.press('Escape');
  await expect(app.getByTestId('add-step')).toBeFocused();
  await command(app, 'add a process');
  await expect(app.getByTestId('process-name')).toBeFocused();
  await app.keyboard.type('client');
  await app.keyboard.press('Tab');
  await app.keyboard.press('ArrowUp');
  await expect(app.getByTestId('process-outside')).toBeChecked();
  await app.keyboard.press('Enter');
  await expect(app.getByTestId('edit-process-client')).toBeVisible();
  await app.keyboard.press('a');
  // A call without its arguments gets the usual ones, and stays open until the next Enter.
  await expect(app.getByTestId('edit-line')).toBeFocused();
  await app.keyboard.press('Control+a');
  await app.keyboard.type('main: listen');
  await app.keyboard.press('Enter');
  await expect(app.getByTestId('edit-line')).toHaveValue(/^main: listen .*backlog=\d/);
  await expect(app.locator('.edit-line')).toHaveCount(0);
  for (const [i, line] of LINES.entries()) {
    await expect(app.getByTestId('edit-line')).toBeFocused();
    await app.keyboard.press('Control+a');
    await app.keyboard.type(line);
    await app.keyboard.press('Enter');
    await expect(app.locator('.edit-line')).toHaveCount(i + 1);
  }
  await app.keyboard.press('Escape');
  await performAndSave(app, inspector, async () => {
    await command(app, 'apply');
  });
});
