/** A scenario reaches the processes of its session and no other: with literal numbers, with what names stand for, and raw. */
import { closeSync, openSync, readdirSync, readlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SessionEngine } from '../../app/main/services/session/engine.ts';
import { checkScenario } from '../../app/shared/scenario/check.ts';
import { type CallStep, SCENARIO_FORMAT, type Scenario, type ScenarioStep } from '../../app/shared/scenario/format.ts';
import type { Action } from '../../app/shared/trace/step.ts';
import { libc } from '../../native-bridge/linux/bindings.ts';
import { openNumbers } from '../../native-bridge/linux/inspect.ts';
import { TestSession } from '../../native-bridge/host/session.fixture.ts';
import { type Bystander, bystander } from '../support/bystander.ts';
import { linuxProvider } from '../support/providers.ts';

const PIDFD_OPEN = 434;
const NOT_OURS = 'is not a process of this session';

let other: Bystander;
beforeAll(async () => { other = await bystander(); });
afterAll(async () => { await other.end(); });

const SOCKET = { process: 'worker', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_DGRAM' }, as: 's' } as const;

/** A scenario as a file could have it, without a check. */
const scenarioOf = (...steps: object[]): Scenario => ({
  format: SCENARIO_FORMAT, title: 'T', rules: 'linux', processes: [{ name: 'main' }, { name: 'worker' }], steps: steps as ScenarioStep[],
});

const open = (scenario: Scenario): Promise<SessionEngine> =>
  SessionEngine.open({ scenario, providerId: 'linux', makeProvider: linuxProvider });

async function inSession(steps: object[], use: (session: SessionEngine) => Promise<void>): Promise<void> {
  const session = await open(scenarioOf(...steps));
  try {
    while (!session.finished) await session.step();
    await use(session);
  } finally {
    await session.close();
  }
}

const last = (session: SessionEngine) => session.log.steps().at(-1)!.outcome;
const refusal = (text: string) => ({ kind: 'refused', reason: expect.stringContaining(text) as string });

/** A value that has come into main from outside of the session. */
const CAME: Action = { kind: 'message', from: 'main', to: 'main', carrier: 'ipc', name: null, content: { kind: 'text', text: '' },
  as: null };

/** Calls of a file that name the bystander by its number. */
const reaching = (pid: number): [string, string, object][] => [
  ['pidfd_open', 'pid', { pid }],
  ['kcmp', 'pid1', { pid1: pid, fd1: 0, pid2: '$worker', fd2: '$s' }],
  ['kcmp', 'pid2', { pid1: '$worker', fd1: '$s', pid2: pid, fd2: 0 }],
  ['fcntl', 'owner', { fd: '$s', command: 'F_SETOWN', owner: pid }],
  ['fcntl', 'owner', { fd: '$s', command: 'F_SETOWN', owner: -pid }],
];

describe.each([false, true])('a literal number of another process (raw: %s)', (raw) => {
  const steps = (pid: number) =>
    reaching(pid).map(([call, arg, args]) => ({ step: { process: 'worker', call, args, ...(raw ? { raw } : {}) }, arg }));

  it('is refused by the check, with its place', () => {
    for (const { step, arg } of steps(other.pid)) {
      expect(() => checkScenario(scenarioOf(SOCKET, step)))
        .toThrow(new RegExp(`^steps\\[1\\]\\.args\\.${arg}: .* reaches processes of the scenario only`));
    }
  });

  it('is refused by the session, and the process has no signal', async () => {
    const [address, asking] = ['$at', { process: 'worker', call: 'fcntl', args: { fd: '$s', command: 'F_SETFL', value: ['O_ASYNC'] } }];
    await inSession([
      SOCKET, { process: 'worker', call: 'bind', args: { fd: '$s', address: '127.0.0.1:0' } },
      { process: 'worker', call: 'getsockname', args: { fd: '$s' }, as: 'at' }, asking, { ...SOCKET, process: 'main', as: 'from' },
    ], async (session) => {
      for (const { step } of steps(other.pid)) {
        await session.perform(step as ScenarioStep);
        expect([step.call, last(session)]).toMatchObject([step.call, { kind: 'refused' }]);
      }
      await session.perform({ process: 'main', call: 'sendto', args: { fd: '$from', data: 'x', to: address } });
      expect(last(session)).toMatchObject({ kind: 'ok' });
    });
    expect(await other.signals()).toEqual([]);
  });
});

it('a name is checked by its value: a number from a binding', async () => {
  await inSession([{ ...SOCKET, process: 'main' }], async (session) => {
    await session.surroundings.note(CAME, () => {}, { name: 'n', value: other.pid });
    await session.surroundings.note(CAME, () => {}, { name: 'group', value: -other.pid });
    for (const [args, why] of [
      [{ call: 'pidfd_open', args: { pid: '$n' } }, NOT_OURS],
      [{ call: 'kcmp', args: { pid1: '$n', fd1: '$s', pid2: '$main', fd2: '$s' } }, NOT_OURS],
      [{ call: 'fcntl', args: { fd: '$s', command: 'F_SETOWN', owner: '$n' } }, NOT_OURS],
      [{ call: 'fcntl', args: { fd: '$s', command: 'F_SETOWN', owner: '$group' } }, 'stands for a process group'],
    ] as const) {
      await session.perform({ process: 'main', ...args });
      expect(last(session)).toMatchObject(refusal(why));
    }
  });
});

it('a number that came through a name is held to the range of its argument', async () => {
  await inSession([{ ...SOCKET, process: 'main' }], async (session) => {
    await session.surroundings.note(CAME, () => {}, { name: 'wide', value: 2 ** 32 });
    for (const [call, args] of [
      ['close', { fd: '$wide' }], ['poll', { fd: '$s', events: ['POLLIN'], timeout: '$wide' }], ['pidfd_open', { pid: '$wide' }],
      ['setsockopt', { fd: '$s', level: 'SOL_SOCKET', name: 'SO_RCVBUF', value: '$wide' }],
    ] as const) {
      await session.perform({ process: 'main', call, args: args as NonNullable<CallStep['args']> });
      expect(last(session)).toMatchObject(refusal('4294967296 does not fit'));
    }
  });
});

it("a process of the user's own that was given a socket is none of the session's", async () => {
  await inSession([], async (session) => {
    await session.surroundings.note(CAME, (draft) => {
      const { pid } = other;
      draft.put({ kind: 'process', id: 'process:own-1', name: 'own-1', role: 'participant', pid, state: 'running', threads: [],
        endedAt: null, received: [] });
    }, { name: 'n', value: other.pid });
    await session.perform({ process: 'main', call: 'pidfd_open', args: { pid: '$n' } });
    expect(last(session)).toMatchObject(refusal(NOT_OURS));
  });
});

it('processes of the session, no owner and numbers that are never a process stay possible', async () => {
  const scenario = scenarioOf(
    SOCKET,
    { process: 'worker', call: 'fcntl', args: { fd: '$s', command: 'F_SETOWN', owner: '$worker' }, expect: { ok: true } },
    { process: 'worker', call: 'fcntl', args: { fd: '$s', command: 'F_SETOWN', owner: '$main' }, expect: { ok: true } },
    { process: 'worker', call: 'fcntl', args: { fd: '$s', command: 'F_SETOWN', owner: 0 }, expect: { ok: true } },
    { process: 'worker', call: 'pidfd_open', args: { pid: 4_194_304 }, expect: { error: 'ESRCH' } },
    { process: 'worker', call: 'pidfd_open', args: { pid: 0 }, expect: { error: 'EINVAL' } },
  );
  const session = await open(checkScenario(structuredClone(scenario)));
  while (!session.finished) await session.step();
  await session.close();
  expect(session.log.steps().filter((step) => step.verdict?.met === false)).toEqual([]);
});

it('a process of the session that has ended is not reached by its number', async () => {
  await inSession([SOCKET, { kill: 'worker' }], async (session) => {
    await session.perform({ process: 'main', call: 'pidfd_open', args: { pid: '$worker' }, raw: true });
    expect(last(session)).toMatchObject(refusal('has ended, and its number can be another'));
  });
});

describe('pidfd_getfd', () => {
  it('fetches nothing by a pidfd that stands for another process', async () => {
    const pidfd = Number(libc().syscall(PIDFD_OPEN, other.pid, 0, 0, 0, 0));
    await inSession([], async (session) => {
      // It has come into main as what a user's own process gives does.
      await session.surroundings.adopt([pidfd]);
      await session.surroundings.note(CAME, () => {}, { name: 'p', value: pidfd });
      await session.perform({ process: 'main', call: 'pidfd_getfd', args: { pidfd: '$p', targetfd: 0 } });
      expect(last(session)).toMatchObject(refusal(`${other.pid} ${NOT_OURS}`));
    });
  });

  it('keeps no descriptor of a participant that the session did not make, and leaves a number that is not open to the system', async () => {
    await inSession([{ process: 'main', call: 'pidfd_open', args: { pid: '$worker' }, as: 'p' }], async (session) => {
      const { action } = session.log.steps()[0]!;
      const folder = `/proc/${action.kind === 'call' ? Number(action.resolved['pid']) : 0}/fd`;
      // Its connection to the inspector.
      const channel = readdirSync(folder).find((n) => readlinkSync(`${folder}/${n}`).startsWith('socket:'))!;
      await session.perform({ process: 'main', call: 'pidfd_getfd', args: { pidfd: '$p', targetfd: Number(channel) } });
      expect(last(session)).toMatchObject(refusal(`${channel} is not a descriptor that this session knows in worker`));
      const here = openNumbers().map((n) => readlinkSync(`/proc/self/fd/${n}`));
      expect(here).not.toContain(readlinkSync(`${folder}/${channel}`));
      await session.perform({ process: 'main', call: 'pidfd_getfd', args: { pidfd: '$p', targetfd: 60_000 } });
      expect(last(session)).toMatchObject({ kind: 'error', name: 'EBADF' });
    });
  });

  it('fetches no descriptor of the inspector that the session did not make', async () => {
    const secret = openSync('/etc/hostname', 'r');
    try {
      await inSession([{ process: 'worker', call: 'pidfd_open', args: { pid: '$main' }, as: 'p' }], async (session) => {
        await session.perform({ process: 'worker', call: 'pidfd_getfd', args: { pidfd: '$p', targetfd: secret }, raw: true });
        expect(last(session)).toMatchObject(refusal(`${secret} is not a descriptor that this session knows in main`));
        await session.perform({ process: 'worker', call: 'kcmp', args: { pid1: '$main', fd1: secret, pid2: '$worker', fd2: '$p' } });
        expect(last(session)).toMatchObject(refusal(`${secret} is not a descriptor that this session knows in main`));
      });
    } finally {
      closeSync(secret);
    }
  });
});

it('the process that makes the call checks again: a bridge without a session reaches no process either', async () => {
  const session = await TestSession.open(['main', 'worker']);
  try {
    for (const process of ['main', 'worker']) {
      expect((await session.perform(process, 'pidfd_open', { pid: other.pid })).outcome).toMatchObject(refusal(NOT_OURS));
      expect((await session.perform(process, 'pidfd_open', { pid: 1 })).outcome).toMatchObject(refusal(NOT_OURS));
    }
    expect((await session.perform('main', 'pidfd_open', { pid: session.pids.get('worker')! })).outcome).toMatchObject({ kind: 'ok' });
    // Cut to 32 bits it would be the worker.
    const cut = session.pids.get('worker')! + 2 ** 32;
    expect((await session.perform('main', 'pidfd_open', { pid: cut })).outcome)
      .toMatchObject(refusal(`${cut} does not fit "pid" of pidfd_open`));
  } finally {
    await session.provider.dispose();
  }
});
