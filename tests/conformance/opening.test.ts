/** A session that is being opened: how far it is, and an end to it that leaves nothing behind. Real processes. */
import { expect, it } from 'vitest';
import { isOurChild, Leftovers } from '../support/leftovers.ts';
import { type Served, withService } from '../support/service.ts';
import { readdirSync, readFileSync } from 'node:fs';

const MANY = 6;

function scenario(rules: 'linux' | 'winsock'): { text: string; file: string } {
  const [call, args] = rules === 'linux' ? ['socket', { domain: 'AF_INET', type: 'SOCK_STREAM' }]
    : ['WSASocketW', { af: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP' }];
  return { file: 'many.json', text: JSON.stringify({
    format: 'handoff-scenario/1', title: 'Many', rules,
    processes: Array.from({ length: MANY }, (_, i) => ({ name: i === 0 ? 'main' : `worker${i}` })),
    steps: [{ process: 'main', call, args, as: 's' }],
  }) };
}

const children = (): number[] => readdirSync('/proc').map(Number).filter((pid) => Number.isInteger(pid) && isOurChild(pid));

/** Resolves once the opening has started so many processes. */
function whenStarted({ service }: Served, opening: string, wanted: number): Promise<void> {
  return new Promise((resolve) => {
    const off = service.onEvent((event) => {
      if (event.event !== 'session.opening' || event.opening !== opening || event.started < wanted) return;
      off();
      resolve();
    });
  });
}

for (const [provider, rules] of [['linux', 'linux'], ['winsock', 'winsock']] as const) {
  it(`${provider}: a cancelled opening reports the cancellation and leaves no process`, async () => {
    const left = new Leftovers();
    const before = children();
    await withService(async (served) => {
      const answered = served.refused('session.open', { provider, scenario: scenario(rules), opening: 'a' });
      await whenStarted(served, 'a', 3);
      left.see(children().filter((pid) => !before.includes(pid)));
      expect(left.seen.processes).toBeGreaterThan(0);
      await served.ask('session.cancel', { opening: 'a' });
      expect(await answered).toBe('cancelled: Opening the session was cancelled.');
      expect(left.left()).toEqual([]);
      expect(await served.ask('session.list', {})).toEqual([]);
      const told = served.events.flatMap((e) => (e.event === 'session.opening' ? [e.started] : []));
      expect(told.slice(0, 4)).toEqual([0, 1, 2, 3]);
      expect(told.at(-1)).toBeLessThan(MANY);
      // The next one is not touched by it.
      const { state } = await served.ask('session.open', { provider, scenario: scenario(rules), opening: 'b' });
      await served.ask('session.cancel', { opening: 'b' });
      await served.ask('session.cancel', { opening: 'never heard of' });
      await served.ask('session.step', { session: state.session });
      expect(served.stateOf(state.session)).toMatchObject({ length: 1, unmet: 0 });
    });
  });
}

it('Wine: an opening is cancelled before its host has connected', async () => {
  await withService(async (served) => {
    const before = children();
    const answered = served.refused('session.open', { provider: 'winsock', scenario: scenario('winsock'), opening: 'a' });
    let host: number | undefined;
    while (host === undefined) {
      host = children().find((pid) => !before.includes(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('bridge-host'));
      await new Promise((resolve) => { setTimeout(resolve, 5); });
    }
    const left = new Leftovers();
    left.see([host]);
    await served.ask('session.cancel', { opening: 'a' });
    expect(await answered).toContain('cancelled');
    expect(left.left()).toEqual([]);
    expect(served.events.filter((e) => e.event === 'session.opening')).toEqual([]);
  });
});

it('a process that hangs while it starts does not keep an opening from being cancelled', async () => {
  const before = children();
  await withService(async (served) => {
    const answered = served.refused('session.open', { provider: 'linux', scenario: scenario('linux'), opening: 'a' });
    let stopped: number | undefined;
    while (stopped === undefined) {
      stopped = children().find((pid) => !before.includes(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('peer.js'));
      await new Promise((resolve) => { setImmediate(resolve); });
    }
    process.kill(stopped, 'SIGSTOP');
    const left = new Leftovers();
    left.see([stopped]);
    await served.ask('session.cancel', { opening: 'a' });
    expect(await answered).toContain('cancelled');
    expect(left.left()).toEqual([]);
  });
});

it('cancelling a restart, a branch or an edited scenario keeps the current session', async () => {
  await withService(async (served) => {
    const { state: { session } } = await served.ask('session.open', { provider: 'linux', scenario: scenario('linux') });
    await served.ask('session.step', { session });
    const { text } = scenario('linux');
    for (const [name, input] of [['session.restart', { session }], ['session.branch', { session, at: 1 }],
      ['session.reopen', { session, text }]] as const) {
      const answered = served.refused(name, { ...input, opening: name });
      await whenStarted(served, name, 2);
      await served.ask('session.cancel', { opening: name });
      expect(await answered, name).toContain('cancelled');
    }
    expect((await served.ask('session.list', {})).map(({ state }) => state)).toMatchObject([{ session, length: 1, status: 'finished' }]);
    await served.ask('session.perform', { session, step: { process: 'main', call: 'listen', args: { fd: '$s', backlog: 1 } } });
    // Not cancelled, each takes its place.
    const { state: next } = await served.ask('session.restart', { session });
    const { state: last } = await served.ask('session.reopen', { session: next.session, text });
    expect((await served.ask('session.list', {})).map(({ state }) => state.session)).toEqual([last.session]);
  });
});
