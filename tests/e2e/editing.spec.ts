/** A scenario edited in the window: every change can be taken back, and the result is opened in fresh processes. */
import { readFileSync } from 'node:fs';
import { parseScenario } from '../../app/shared/scenario/check.ts';
import { faultsInBoth } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { open, position, step, trace } from './session.ts';
import { strings as editor } from '../../app/renderer/editor/strings.ts';

test('steps are changed, added, moved and deleted by keyboard, undone, and opened', async ({ app }) => {
  await open(app, 'model', 'winsock/hand-a-connection-over');
  for (let i = 0; i < 4; i++) await step(app);
  await app.keyboard.press('e');
  const rows = app.locator('[data-testid^="edit-row-"]');
  await expect(rows.first()).toBeVisible();
  const count = await rows.count();
  const lineOf = (n: number) => app.getByTestId(`edit-row-${n}`).locator('.edit-line');
  const was = await lineOf(6).innerText();

  await lineOf(6).focus();
  await app.keyboard.press('Alt+ArrowDown');
  await expect(lineOf(7)).toHaveText(was);
  await app.keyboard.press('Control+z');
  await expect(lineOf(6)).toHaveText(was);
  await app.keyboard.press('Delete');
  await expect(rows).toHaveCount(count - 1);
  await app.keyboard.press('Control+z');
  await expect(rows).toHaveCount(count);

  await lineOf(count).focus();
  await app.keyboard.press('Insert');
  await app.getByTestId('edit-line').fill('main: nothing');
  await app.keyboard.press('Enter');
  await expect(app.getByTestId('typed-step').getByRole('alert')).toContainText('no call is named "nothing"');
  await app.getByTestId('edit-line').fill('main: WSACreateEvent as e expect ok');
  await app.getByTestId('edit-note').fill('One more thing.');
  // Enter of an input method takes its candidate.
  await app.getByTestId('edit-note').dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true });
  await app.getByTestId('edit-line').dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true });
  await expect(app.getByTestId('typed-step')).toBeVisible();
  await app.getByTestId('edit-note').focus();
  await app.keyboard.press('Enter');
  await expect(lineOf(count + 1)).toHaveText('main: WSACreateEvent as e expect ok');
  await expect(app.getByTestId('edit-state')).toContainText(editor.edited(4));
  expect(await faultsInBoth(app)).toEqual([]);

  const download = app.waitForEvent('download');
  await app.getByTestId('save-scenario').click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('hand-a-connection-over.json');
  await app.getByTestId('apply').click();
  await expect.poll(() => position(app)).toEqual({ at: 4, of: count + 1 });
  const log = await trace(app, 'session-2');
  expect(log.header.scenario.steps.at(-1)).toEqual({ process: 'main', call: 'WSACreateEvent', as: 'e', expect: { ok: true },
    note: 'One more thing.' });
  await expect(app.getByTestId('edit-state')).toHaveText(editor.unchanged);
});

test('an invalid step is marked, and the scenario is not opened', async ({ app }) => {
  await open(app, 'model', 'winsock/hand-a-connection-over');
  await app.keyboard.press('e');
  await app.getByTestId('edit-row-2').locator('.edit-line').focus();
  await app.keyboard.press('Delete');
  await expect(app.getByTestId('edit-fault-2')).toContainText('args.s: $s has no value yet');
  await expect(app.getByTestId('edit-state')).toHaveText(editor.faults(await app.locator('.edit-row[data-fault="true"]').count()));
  await expect(app.getByTestId('apply')).toHaveAttribute('aria-disabled', 'true');
  expect(await faultsInBoth(app)).toEqual([]);
});

test('expectations are recorded from the outcomes', async ({ app, inspector }) => {
  const bare = { format: 'handoff-scenario/1', title: 'Bare', rules: 'winsock', processes: [{ name: 'main' }], steps: [
    { process: 'main', call: 'WSASocketW', args: { af: 'AF_INET', type: 'SOCK_STREAM' }, as: 's' },
    { process: 'main', call: 'getsockopt', args: { s: '$s', level: 'SOL_SOCKET', name: 'SO_TYPE' } },
    { process: 'main', call: 'closesocket', args: { s: '$s' } },
    { process: 'main', call: 'closesocket', args: { s: '$s' } },
  ] };
  await app.locator('input[data-testid="scenario-file"]').setInputFiles({ name: 'bare.json', mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(bare)) });
  await expect(app.getByTestId('position')).toContainText(/^0 of 4/);
  for (let i = 0; i < 4; i++) await step(app);
  await app.keyboard.press('e');
  await app.getByTestId('record').click();
  await expect(app.getByTestId('edit-row-2')).toContainText('expect value=SOCK_STREAM');
  await expect(app.getByTestId('edit-row-4')).toContainText('expect error=WSAENOTSOCK');
  if (inspector.double) return;
  const download = app.waitForEvent('download');
  await app.getByTestId('save-scenario').click();
  const path = await (await download).path();
  expect(parseScenario(readFileSync(path, 'utf8'), 'bare.json').steps[3]).toMatchObject({ expect: { error: 'WSAENOTSOCK' } });
});

test('several steps are selected, duplicated, moved by keys and by dragging, and deleted; each change is undone', async ({ app }) => {
  await open(app, 'model', 'winsock/hand-a-connection-over');
  await app.keyboard.press('e');
  const lines = app.locator('.edit-line');
  await expect(lines.first()).toBeVisible();
  const was = await lines.allInnerTexts();
  const chosen = app.locator('.edit-row[data-chosen="true"]');
  const undone = async () => {
    await app.getByTestId('undo').click();
    await expect(lines).toHaveText(was);
  };
  await lines.nth(1).focus();
  await app.keyboard.press('Shift+ArrowDown');
  await app.keyboard.press('Control+d');
  await expect(lines).toHaveText([...was.slice(0, 3), ...was.slice(1)]);
  await expect(chosen).toHaveCount(2);
  await undone();
  await app.getByTestId('choose-2').click();
  await app.getByTestId('choose-4').click({ modifiers: ['Shift'] });
  await expect(chosen).toHaveCount(3);
  await lines.nth(3).focus();
  await app.keyboard.press('Alt+ArrowUp');
  await expect(lines).toHaveText([...was.slice(1, 4), was[0]!, ...was.slice(4)]);
  await undone();
  await app.getByTestId('choose-1').click();
  await app.getByTestId('choose-2').click();
  await app.getByTestId('edit-row-1')
    .dragTo(app.getByTestId('edit-row-5'), { sourcePosition: { x: 30, y: 20 }, targetPosition: { x: 30, y: 30 } });
  await expect(lines).toHaveText([...was.slice(2, 5), ...was.slice(0, 2), ...was.slice(5)]);
  await undone();
  await lines.first().focus();
  await app.keyboard.press('Control+a');
  await app.keyboard.press('Delete');
  await expect(lines).toHaveCount(0);
  await undone();
  await app.getByTestId('redo').click();
  await expect(lines).toHaveCount(0);
});

test('processes are renamed and removed in the graph, and undone there; the session follows', async ({ app }) => {
  await open(app, 'model', 'winsock/hand-a-connection-over');
  const head = (name: string) => app.getByTestId('graph').locator('.process-head b', { hasText: new RegExp(`^${name}$`) });
  await head('target').click();
  await app.getByTestId('change-process').click();
  await app.getByTestId('process-name').fill('receiver');
  await app.keyboard.press('Enter');
  await expect(head('receiver')).toBeVisible();
  await expect(head('target')).toHaveCount(0);
  await app.keyboard.press('Control+z');
  await expect(head('target')).toBeVisible();
  await app.keyboard.press('Control+Shift+z');
  await expect(head('receiver')).toBeVisible();
  await head('receiver').click();
  await app.getByTestId('change-process').click();
  await app.getByTestId('process-name').fill('third');
  await app.keyboard.press('Enter');
  await expect(head('third')).toBeVisible();
  // Two that follow each other while the first is still being opened.
  await app.keyboard.press('Control+z');
  await app.keyboard.press('Control+z');
  await expect(head('target')).toBeVisible();
  await app.keyboard.press('Control+Shift+z');
  await app.keyboard.press('Control+Shift+z');
  await expect(head('third')).toBeVisible();
  await app.keyboard.press('Control+z');
  await expect(head('receiver')).toBeVisible();
  await app.keyboard.press('e');
  await app.getByTestId('edit-process-receiver').click();
  await app.getByTestId('process-remove').click();
  await expect(app.getByTestId('edit-process-receiver')).toHaveCount(0);
  await app.getByTestId('first-fault').click();
  await expect(app.locator('.edit-row[data-here="true"]')).toHaveAttribute('data-fault', 'true');
  await app.getByTestId('undo').click();
  await expect(app.getByTestId('edit-process-receiver')).toBeVisible();
  await expect(app.getByTestId('edit-state')).toHaveText(editor.unchanged);
  await app.getByTestId('leave').click();
  await expect(app.getByTestId('unsaved'), 'the list has what was just left').toContainText('Hand a connection over');
});
