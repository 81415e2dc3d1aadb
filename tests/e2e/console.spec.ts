/** The console, a run's breakpoints, and branches: by keyboard, with real calls where this machine makes them. */
import { faultsInBoth } from './axe.ts';
import { expect, test } from './fixtures.ts';
import { divergences, needProvider, open, position, step, trace } from './session.ts';
import { strings as run } from '../../app/renderer/breakpoints/strings.ts';

const SCENARIO = 'linux/hand-a-connection-over';

test('a call is typed with completion, performed, and stays a step of the scenario', async ({ app }) => {
  await needProvider(app, 'linux');
  await open(app, 'linux', SCENARIO);
  for (let i = 0; i < 3; i++) await step(app);
  await app.keyboard.press('`');
  const line = app.getByTestId('console-line');
  await expect(line).toBeFocused();
  await app.keyboard.type('getso');
  await expect(app.getByTestId('console-line-suggestions').getByRole('option')).toHaveText([/^getsockopt/, /^getsockname/]);
  await app.keyboard.press('Tab');
  await app.keyboard.type('fd=');
  await expect(app.getByTestId('console-line-suggestions').getByRole('option').first()).toHaveText(/^\$s/);
  await app.keyboard.press('Tab');
  await app.keyboard.type('level=SOL_SOCKET name=SO_TYPE as kind');
  await expect(line).toHaveValue('getsockopt fd=$s level=SOL_SOCKET name=SO_TYPE as kind');
  await expect(app.getByTestId('call-prototype')).toHaveText(/^int getsockopt\(int sockfd, int level/);
  await expect(app.getByTestId('call-help').getByRole('link')).toHaveAttribute('href', /man7\.org/);
  expect(await faultsInBoth(app)).toEqual([]);
  await app.keyboard.press('Enter');
  await expect(app.getByTestId('typed-lines')).toContainText('SOCK_STREAM');
  await expect.poll(() => position(app)).toEqual({ at: 4, of: 21 });
  const log = await trace(app);
  expect(log.step(4)).toMatchObject({ plan: 3, action: { call: 'getsockopt', as: ['kind'] },
    outcome: { kind: 'ok', results: { value: 'SOCK_STREAM' } } });
  expect(log.header.scenario.steps[3]).toMatchObject({ call: 'getsockopt', as: 'kind' });
  // The scenario goes on where it was, and the arrow brings the line back.
  await app.keyboard.press('ArrowUp');
  await expect(line).toHaveValue('getsockopt fd=$s level=SOL_SOCKET name=SO_TYPE as kind');
  await step(app);
  expect(divergences(await trace(app))).toEqual([]);
});

test('fields and line show the same call, and an error is reported once, with its position', async ({ app }) => {
  await open(app, 'model', 'winsock/the-second-registration-cancels-the-first');
  for (let i = 0; i < 13; i++) await step(app);
  await app.keyboard.press('`');
  const line = app.getByTestId('console-line');
  await app.getByTestId('console-process').selectOption('reader');
  await line.fill('WSAEventSelect ');
  await app.keyboard.press('Escape');
  await app.getByTestId('field-s').selectOption('$r');
  await app.getByTestId('field-event').selectOption('$readEvent');
  await app.getByTestId('flag-FD_READ').check();
  await app.getByTestId('flag-FD_CLOSE').check();
  await expect(line).toHaveValue('WSAEventSelect s=$r event=$readEvent mask=FD_READ|FD_CLOSE');
  await app.getByTestId('console-perform').click();
  await expect(app.getByTestId('typed-lines')).toContainText('WSAEventSelect');
  for (const [typed, problem] of [
    ['WSAEventSelct s=$r', 'no call is named "WSAEventSelct". Did you mean "WSAEventSelect"?'],
    ['recv s=$nothing length=1', 's: $nothing has no value yet.'],
    ['closesocket s=204', 's: closesocket takes a name here, not a number.'],
  ] as const) {
    await line.fill(typed);
    await app.keyboard.press('Escape');
    await app.keyboard.press('Enter');
    await expect(app.getByTestId('console-problem')).toContainText(problem);
  }
  expect((await trace(app)).length).toBe(14);
  // A bare call gets its usual arguments first; then it is performed.
  await app.getByTestId('console-process').selectOption('main');
  await line.fill('WSASocketW');
  await app.keyboard.press('Escape');
  await app.keyboard.press('Enter');
  await expect(line).toHaveValue(/^WSASocketW af=AF_INET type=SOCK_STREAM as \w+$/);
  expect((await trace(app)).length).toBe(14);
  await app.keyboard.press('Enter');
  await expect.poll(async () => (await trace(app)).length).toBe(15);
});

test('a run stops right after the step that meets a breakpoint, and shows the reason', async ({ app }) => {
  await open(app, 'model', SCENARIO);
  await app.getByTestId('breakpoints').press('Enter');
  await expect(app.getByTestId('break-divergence')).toBeFocused();
  await app.getByTestId('break-call').selectOption('recvmsg');
  await app.getByTestId('pace').selectOption('0');
  expect(await faultsInBoth(app)).toEqual([]);
  await app.keyboard.press('Escape');
  await expect(app.getByTestId('breakpoints')).toBeFocused();
  await app.getByTestId('break-at-5').click();
  await app.getByTestId('run').click();
  await expect(app.getByTestId('stopped')).toContainText('the breakpoint at step 5 of the scenario');
  await expect.poll(() => position(app)).toEqual({ at: 5, of: 20 });
  await app.getByTestId('run').click();
  await expect(app.getByTestId('stopped')).toContainText('a call of recvmsg');
  await expect.poll(async () => (await position(app)).at).toBe(10);
  // A chosen thing: its next change, or that of what refers to it.
  await app.getByTestId('node-socket-1').click();
  await app.getByTestId('breakpoints').click();
  await app.getByTestId('break-change').check();
  await app.getByTestId('run-panel-done').click();
  await app.getByTestId('run').click();
  await expect(app.getByTestId('stopped')).toContainText(run.changeOf(''));
  await app.getByTestId('run').click();
});

test('a branch performs the steps before it again, in fresh processes', async ({ app }) => {
  await needProvider(app, 'linux');
  await open(app, 'linux', SCENARIO);
  for (let i = 0; i < 6; i++) await step(app);
  const before = await trace(app);
  await app.keyboard.press('ArrowLeft');
  await app.keyboard.press('ArrowLeft');
  await expect.poll(async () => (await position(app)).at).toBe(4);
  await app.keyboard.press('Shift+B');
  await expect(app.getByTestId('replay')).toContainText(run.branch.same(4, 4));
  await expect.poll(() => position(app)).toEqual({ at: 4, of: 20 });
  const branch = await trace(app, 'session-2');
  const pid = (log: typeof before) => (log.worldAt(0).get('process:target') as { pid: number }).pid;
  expect(pid(branch)).not.toBe(pid(before));
  expect(await faultsInBoth(app)).toEqual([]);
  await step(app);
});
