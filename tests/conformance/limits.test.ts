/** What is refused because a session, a user or a host has as much as it might have: by one sentence, and with everything else going on. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HostBudget } from '../../app/main/services/open-sessions/budget.ts';
import { SessionEngine } from '../../app/main/services/session/engine.ts';
import { SCENARIO, SESSION, USER } from '../../app/shared/base/limits.ts';
import { ModelProvider } from '../../app/shared/model/provider.ts';
import type { Scenario, ScenarioStep } from '../../app/shared/scenario/format.ts';
import type { Step } from '../../app/shared/trace/step.ts';
import { linuxProvider } from '../support/providers.ts';
import { ServedPage, longScenario } from '../support/served.ts';
import { withService } from '../support/service.ts';

const HANDOFF = { provider: 'linux', scenario: { library: 'linux/hand-a-connection-over' } } as const;
const MODEL = { ...HANDOFF, provider: 'model' } as const;

const call = (process: string, name: string, args: object = {}, as?: string | string[]): ScenarioStep =>
  ({ process, call: name, args, ...(as === undefined ? {} : { as }) }) as ScenarioStep;
const scenario = (steps: readonly ScenarioStep[], processes = ['main', 'worker']): Scenario =>
  ({ format: 'handoff-scenario/1', title: 'Much', rules: 'linux', processes: processes.map((name) => ({ name })), steps: [...steps] });
const socket = (process: string, as?: string) => call(process, 'socket', { domain: 'AF_INET', type: 'SOCK_STREAM' }, as);

/** Performs all steps; what came of each. */
async function performed(of: Scenario, real: boolean): Promise<Step[]> {
  const steps: Step[] = [];
  const session = await SessionEngine.open({
    scenario: of, providerId: real ? 'linux' : 'model', onEvent: (event) => { if (event.event === 'session.step') steps.push(event.step); },
    makeProvider: (events) => (real ? linuxProvider(events) : Promise.resolve(new ModelProvider('linux', events))),
  });
  while (!session.finished) await session.step();
  await session.close();
  return steps;
}
const reasons = (steps: readonly Step[]) => steps.flatMap(({ outcome }) => (outcome.kind === 'refused' ? [outcome.reason] : []));

describe('sessions', () => {
  it('are limited per user; a restart at the limit is allowed', async () => {
    await withService(async ({ ask, refused }) => {
      const opened: string[] = [];
      for (let i = 0; i < USER.sessions; i++) opened.push((await ask('session.open', { ...MODEL, unlisted: true })).state.session);
      const { sessions } = USER;
      const most =
        `unavailable: The session was not opened: you have ${sessions} sessions open, and ${sessions} are the most. Close one first.`;
      expect(await refused('session.open', MODEL)).toBe(most);
      expect(await refused('session.branch', { session: opened[0], at: 0 })).toBe(most);
      const { state } = await ask('session.restart', { session: opened[0]! });
      await ask('session.reopen', { session: state.session, text: longScenario(2) });
      expect(await refused('session.open', MODEL)).toBe(most);
      await ask('session.close', { session: opened[1]! });
      await ask('session.branch', { session: opened[2]!, at: 0 });
      expect(await ask('session.list', {})).toHaveLength(USER.sessions);
    });
  });

  it('of all users of a host share its processes', async () => {
    const budget = new HostBudget({ sessions: 8, processes: 5 });
    await withService(async (one) => {
      await withService(async (two) => {
        const { state, scenario: { processes } } = await one.ask('session.open', HANDOFF);
        const needs = processes.length - 1;
        expect(needs * 3).toBeGreaterThan(5);
        await two.ask('session.open', HANDOFF);
        const full = 'unavailable: The session was not opened: '
          + `it needs ${needs} processes, all users of this host have ${needs * 2}, and 5 are the most. Close a session first.`;
        expect(await two.refused('session.open', HANDOFF)).toBe(full);
        expect(await one.refused('session.branch', { session: state.session, at: 0 })).toBe(full);
        // One in place of another, and one that the model performs.
        const { state: again } = await one.ask('session.restart', { session: state.session });
        await two.ask('session.open', MODEL);
        await one.ask('session.close', { session: again.session });
        await two.ask('session.open', HANDOFF);
      }, undefined, budget);
    }, undefined, budget);
    expect(budget.used).toEqual({ sessions: 0, processes: 0 });
  });

  it('release their quota if opening fails or is cancelled', async () => {
    const budget = new HostBudget({ sessions: 1, processes: 8 });
    await withService(async ({ ask, refused, service }) => {
      service.onEvent((event) => { if (event.event === 'session.opening') void ask('session.cancel', { opening: 'a' }); });
      expect(await refused('session.open', { ...HANDOFF, opening: 'a' })).toContain('cancelled');
      await ask('session.open', HANDOFF);
      expect(budget.used.sessions).toBe(1);
    }, undefined, budget);
  });
});

describe('a scenario file', () => {
  it.each([
    ['steps', `steps: a scenario has at most ${SCENARIO.steps} steps, and this one has ${SCENARIO.steps + 1}. `
      + 'Split it, or type further steps in the console of its session.', longScenario(SCENARIO.steps + 1)],
    ['processes', `processes: a scenario has at most ${SCENARIO.processes} processes, and this one has 17. `
      + 'Leave some out, or split it into several scenarios.',
      JSON.stringify(scenario([], ['main', ...Array.from({ length: 16 }, (_, i) => `p${i}`)]))],
  ])('with too many %s is refused before anything runs', async (_what, message, text) => {
    await withService(async ({ ask, refused }) => {
      expect(await refused('session.open', { provider: 'linux', scenario: { text, file: 'much.json' } })).toBe(`bad-input: ${message}`);
      const { state } = await ask('session.open', MODEL);
      expect(await refused('session.reopen', { session: state.session, text })).toBe(`bad-input: ${message}`);
    });
  });
});

it('limits the steps of a session for Step, Run and typed lines; a kill is always allowed', async () => {
  const session = await SessionEngine.open({
    scenario: scenario(Array.from({ length: 9 }, () => socket('worker'))), mostSteps: 5,
    providerId: 'model', clock: () => 0,
    makeProvider: (events) => Promise.resolve(new ModelProvider('linux', events)),
  });
  for (let i = 0; i < 5; i++) await session.step();
  const full = '“Much” has 5 steps, and a session keeps at most 5. Save its trace, and open a new session.';
  await expect(session.step()).rejects.toThrow(full);
  await expect(session.insert(socket('worker'))).rejects.toThrow(full);
  expect(session.performed).toBe(5);
  await session.kill('worker');
  expect(session.log.length).toBe(6);
  await session.close();
});

describe('descriptors', () => {
  it('are limited per process: further calls are refused, closing is not', async () => {
    const steps = await performed(scenario([
      ...Array.from({ length: SESSION.descriptors }, (_, i) => socket('worker', `s${i}`)),
      socket('worker'), call('worker', 'dup', { fd: '$s0' }, 'd'), call('worker', 'close', { fd: '$s0' }), socket('worker'), socket('main'),
    ]), true);
    const most = SESSION.descriptors;
    const full = `worker has ${most} descriptors and handles, and ${most} are the most for one process. Close some first`;
    expect(reasons(steps)).toEqual([full, full]);
    expect(steps.at(-2)!.outcome.kind).toBe('ok');
    expect(steps.at(-1)!.outcome.kind).toBe('ok');
  });

  it('of the inspector are not exhausted by main: it can still serve the page and end sessions', async () => {
    const config = mkdtempSync(join(tmpdir(), 'handoff-limits-'));
    const page = await ServedPage.open({ config, within: ['sh', '-c', 'ulimit -n 200 && exec "$@"', 'sh'] });
    try {
      const text = JSON.stringify(scenario(Array.from({ length: 200 }, () => socket('main')), ['main']));
      const opened = await page.request('session.open', { provider: 'linux', scenario: { text, file: 'many.json' } });
      const session = opened.ok ? opened.value.state.session : '';
      await page.request('session.run', { session, pace: 0 });
      await page.until(() => page.events.some((e) => e.event === 'session.state' && e.state.status === 'finished'));
      const steps = page.events.flatMap((e) => (e.event === 'session.step' ? [e.step] : []));
      expect(steps).toHaveLength(200);
      expect(steps[0]!.outcome.kind).toBe('ok');
      expect(reasons(steps).length).toBeGreaterThan(50);
      for (const reason of reasons(steps)) {
        expect(reason)
          .toMatch(/^The inspector can open \d\d more descriptors, and keeps 64 for itself\. Close some in main, .* "ulimit -n"$/);
      }
      // No call has run into the system's own limit.
      expect(steps.filter(({ outcome }) => outcome.kind === 'error')).toEqual([]);
      expect(await page.request('session.open', HANDOFF)).toMatchObject({
        ok: false, code: 'unavailable',
        message: expect.stringMatching(/^The inspector can open \d+ more descriptors, and needs 7\d to start \d processes\./) as string,
      });
      expect(await page.request('session.close', { session })).toMatchObject({ ok: true });
      expect(await page.request('session.open', HANDOFF)).toMatchObject({ ok: true });
    } finally {
      await page.end();
      rmSync(config, { recursive: true, force: true });
    }
  });
});

it('limits the outstanding calls of one process', async () => {
  const steps = await performed(scenario([
    call('worker', 'socketpair', { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, ['a', 'b']),
    ...Array.from({ length: SESSION.waiting + 2 }, () => call('worker', 'recv', { fd: '$a', length: 1 })),
    call('worker', 'getsockopt', { fd: '$a', level: 'SOL_SOCKET', name: 'SO_TYPE' }),
  ]), false);
  const most = SESSION.waiting;
  const full = `worker has ${most} calls that have not returned, and ${most} are the most for one process. Let some return, or kill it`;
  expect(reasons(steps)).toEqual([full, full]);
  expect(steps.at(-1)!.outcome.kind).toBe('ok');
});

it('processes that were named are kept up to a number; the oldest has to be named again', async () => {
  const other = spawn('sleep', ['60']);
  try {
    await withService(async ({ ask, refused }) => {
      const { state: { session } } = await ask('session.open', HANDOFF);
      for (let i = 0; i <= USER.named; i++) await ask('own.process', { pid: other.pid! });
      const give = (id: string) => refused('own.give', { session, descriptor: 'descriptor:99', process: id, place: null });
      expect(await give('own-1')).toBe('refused: There is no own-1: name the process first');
      expect(await give('own-2')).toContain('there is no descriptor:99 now');
    });
  } finally {
    other.kill('SIGKILL');
  }
});
