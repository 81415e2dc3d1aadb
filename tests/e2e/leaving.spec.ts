import { expect, test } from './fixtures.ts';
import { isRunning, peers } from './processes.ts';
import { needProvider, open, step, stepToEnd, trace } from './session.ts';

const SCENARIO = 'linux/hand-a-connection-over';

test('killing a process while a session runs is a step, and the app continues', async ({ app, inspector }) => {
  await needProvider(app, 'linux');
  await open(app, 'linux', SCENARIO);
  for (let i = 0; i < 3; i++) await step(app);
  const victims = peers(inspector.pid);
  expect(victims.length).toBeGreaterThan(0);
  const before = (await trace(app)).length;
  for (const { pid } of victims) process.kill(pid, 'SIGKILL');
  await expect.poll(async () => (await trace(app)).length).toBeGreaterThan(before);
  const log = await trace(app);
  const deaths = log.steps().filter((s) => s.action.kind === 'death');
  expect(deaths.length).toBeGreaterThan(0);
  const name = deaths[0]!.action.kind === 'death' ? deaths[0]!.action.process : '';
  expect(log.worldAt(log.length).get(`process:${name}`)).toMatchObject({ state: 'crashed' });
  await expect(app.getByTestId('steps-list')).toContainText(name);

  await app.getByTestId('restart').click();
  await expect(app.getByTestId('position')).toContainText(/^0 of/);
  await stepToEnd(app);
  const again = await trace(app, 'session-2');
  expect(again.length).toBeGreaterThanOrEqual(again.header.scenario.steps.length);
});

test('closing the page leaves no process behind', async ({ app, inspector }) => {
  await needProvider(app, 'linux');
  await open(app, 'linux', SCENARIO);
  for (let i = 0; i < 3; i++) await step(app);
  const left = peers(inspector.pid);
  expect(left.length).toBeGreaterThan(0);
  await app.close();
  await expect.poll(() => left.filter(({ pid }) => isRunning(pid)), { timeout: 20_000 }).toEqual([]);
  expect(peers(inspector.pid)).toEqual([]);
  if (inspector.endsWithPage) await expect.poll(() => isRunning(inspector.pid), { timeout: 15_000 }).toBe(false);
  else expect(isRunning(inspector.pid), 'the host goes on').toBe(true);
});

test('leaving a session ends its processes', async ({ app, inspector }) => {
  await needProvider(app, 'linux');
  await open(app, 'linux', SCENARIO);
  await step(app);
  const left = peers(inspector.pid);
  expect(left.length).toBeGreaterThan(0);
  await app.getByTestId('leave').click();
  await expect.poll(() => left.filter(({ pid }) => isRunning(pid)), { timeout: 10_000 }).toEqual([]);
  await expect(app.getByTestId('provider-model')).toBeVisible();
});

test('a page that crashes is loaded again, and its processes are ended', async ({ app, inspector }) => {
  const { double } = inspector;
  test.skip(!double, 'only the stand-in can bring its page down');
  await needProvider(app, 'linux');
  await open(app, 'linux', SCENARIO);
  await step(app);
  const left = peers(inspector.pid);
  expect(left.length).toBeGreaterThan(0);
  const next = app.context().waitForEvent('page');
  await double!.ask({ what: 'crash' });
  await expect((await next).getByTestId('provider-model')).toBeVisible();
  // They wait a while for the page to take them up again; the stand-in's new page has another memory.
  await expect.poll(() => left.filter(({ pid }) => isRunning(pid)), { timeout: 25_000 }).toEqual([]);
});
