/** The question before a scenario or a typed step reaches another program, which sees nothing of what was not allowed. */
import { strings as consent } from '../../app/renderer/consent/strings.ts';
import type { Page } from '@playwright/test';
import { type Bystander, listening } from '../support/bystander-servers.ts';
import { faultsInBoth } from './axe.ts';
import { drop } from './drop.ts';
import { expect, test } from './fixtures.ts';
import { needProvider, open, step, trace } from './session.ts';
import { request } from './wire.ts';

let stranger: Bystander;
test.beforeEach(async () => { stranger = await listening(); });
test.afterEach(() => stranger.close());

const scenario = (...addresses: readonly string[]) => JSON.stringify({
  format: 'handoff-scenario/1', title: 'Reaches out', rules: 'linux', processes: [{ name: 'main' }, { name: 'worker' }],
  steps: addresses.flatMap((address, i) => [
    { process: 'worker', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' }, as: `s${i}` },
    { process: 'worker', call: 'connect', args: { fd: `$s${i}`, address } },
  ]),
});

const containing = (text: string): unknown => expect.stringContaining(text);

/** A scenario with the Linux provider chosen, dropped on the start screen; its question is shown. */
async function dropped(app: Page, text: string): Promise<void> {
  await needProvider(app, 'linux');
  await app.getByTestId('scenario-linux-stale-epoll').check();
  await app.getByTestId('provider-linux').check();
  await drop(app, 'from-elsewhere.json', text);
  await expect(app.getByRole('dialog', { name: consent.label })).toBeVisible();
}

test('each address is shown, and selected addresses are reached, by keyboard alone', async ({ app }) => {
  const other = await listening();
  try {
    await dropped(app, scenario(stranger.address, other.address));
    const dialog = app.getByRole('dialog');
    await expect(dialog.getByRole('heading')).toHaveText('Let from-elsewhere.json reach other programs?');
    await expect(dialog.getByRole('checkbox')).toHaveCount(2);
    expect(await faultsInBoth(app)).toEqual([]);
    await expect(dialog.getByRole('checkbox', { name: `Connect to ${stranger.address}` })).toBeFocused();
    await expect(app.getByTestId('consent-go')).toHaveText(consent.buttons.open.none);
    await app.keyboard.press('Space');
    await expect(app.getByTestId('consent-go')).toHaveText(consent.buttons.open.some);
    for (let i = 0; i < 3; i++) await app.keyboard.press('Tab');
    await expect(app.getByTestId('consent-go')).toBeFocused();
    await app.keyboard.press('Enter');
    await expect(app.getByTestId('position')).toContainText(/^0 of/);
    for (let i = 0; i < 4; i++) await step(app);
    const log = await trace(app);
    expect(log.step(2)).toMatchObject({ outcome: { kind: 'ok' } });
    expect(log.step(4)).toMatchObject({ outcome: { kind: 'refused', reason: containing(`--allow connect:${other.address}`) } });
    expect(await stranger.visits()).toBe(1);
    expect(await other.visits()).toBe(0);
  } finally {
    await other.close();
  }
});

test('nothing is opened when the user cancels, and the question comes again each time', async ({ app }) => {
  await dropped(app, scenario(stranger.address));
  await app.keyboard.press('Escape');
  await expect(app.getByRole('dialog')).toHaveCount(0);
  await expect(app.getByTestId('open-session')).toBeEnabled();
  await drop(app, 'from-elsewhere.json', scenario(stranger.address));
  await app.getByTestId('consent-0').check();
  await app.getByTestId('consent-go').click();
  await expect(app.getByTestId('position')).toContainText(/^0 of/);
  await step(app);
  // A restart is the same session for the user; the file opened again is not.
  await app.getByTestId('restart').click();
  await expect(app.getByTestId('position')).toContainText(/^0 of/);
  for (let i = 0; i < 2; i++) await step(app);
  expect((await trace(app, 'session-2')).step(2)).toMatchObject({ outcome: { kind: 'ok' } });
  await app.getByTestId('leave').click();
  await expect(app.getByTestId('open-session')).toBeEnabled();
  await drop(app, 'from-elsewhere.json', scenario(stranger.address));
  await app.getByTestId('consent-go').click();
  await expect(app.getByTestId('position')).toContainText(/^0 of/);
  for (let i = 0; i < 2; i++) await step(app);
  expect((await trace(app, 'session-3')).step(2)).toMatchObject({ outcome: { kind: 'refused' } });
  expect(await stranger.visits()).toBe(1);
});

test('a step that is typed is asked about before it is performed', async ({ app }) => {
  await needProvider(app, 'linux');
  await open(app, 'linux', 'linux/hand-a-connection-over');
  await app.keyboard.press('`');
  await expect(app.getByTestId('console-line')).toBeFocused();
  await app.keyboard.type('socket domain=AF_INET type=SOCK_STREAM as mine');
  await app.keyboard.press('Enter');
  await expect(app.getByTestId('position')).toContainText(/^1 of/);
  const line = app.getByTestId('console-line');
  await line.fill(`connect fd=$mine address=${stranger.address}`);
  await app.keyboard.press('Enter');
  await expect(app.getByRole('dialog').getByRole('heading')).toHaveText('Let this step reach other programs?');
  await app.keyboard.press('Escape');
  await expect(app.getByTestId('console-problem')).toContainText('The step was not performed');
  await expect(app.getByTestId('position')).toContainText(/^1 of/);
  expect(await stranger.visits()).toBe(0);
  await app.getByTestId('console-perform').click();
  await app.getByTestId('consent-0').check();
  await app.getByTestId('consent-go').click();
  await expect(app.getByTestId('position')).toContainText(/^2 of/);
  expect((await trace(app)).step(2)).toMatchObject({ outcome: { kind: 'ok' } });
  expect(await stranger.visits()).toBe(1);
});

test('a page cannot invent a consent', async ({ app }) => {
  const opens = (text: string,
    ...allow: string[]) => request(app, 'session.open', { provider: 'model', scenario: { text, file: 'mine.json' }, allow });
  const other = await opens(scenario(stranger.address), 'connect:127.0.0.1:1');
  expect(other).toMatchObject({ ok: false, code: 'bad-input', message: containing(`It reaches connect:${stranger.address}.`) });
  expect(await opens(scenario(), `connect:${stranger.address}`)).toMatchObject({ ok: false, code: 'bad-input' });
  expect(await opens(scenario(stranger.address), 'connect:10.0.0.1:80')).toMatchObject({ ok: false, code: 'bad-input' });
});
