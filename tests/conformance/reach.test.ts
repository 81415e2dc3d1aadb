/** A scenario reaches only addresses of its own session; a bystander on this machine sees nothing of it. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { SessionEngine } from '../../app/main/services/session/engine.ts';
import type { Rules } from '../../app/shared/domain/entities.ts';
import { ModelProvider } from '../../app/shared/model/provider.ts';
import type { Provider, ProviderEvents } from '../../app/shared/provider/provider.ts';
import type { Permit } from '../../app/shared/reach/permit.ts';
import { checkScenario } from '../../app/shared/scenario/check.ts';
import type { Scenario } from '../../app/shared/scenario/format.ts';
import type { ProviderId, Step } from '../../app/shared/trace/step.ts';
import { type Bystander, listening, receiving, sharing } from '../support/bystander-servers.ts';
import { start } from '../support/clients.ts';
import { linuxProvider, wineProvider } from '../support/providers.ts';
import { faults } from '../support/run-scenario.ts';
import { runInWine, windowsPath } from '../support/wine-node.ts';

interface On {
  id: ProviderId;
  rules: Rules;
  make(events: ProviderEvents): Promise<Provider>;
}

const LINUX: On = { id: 'linux', rules: 'linux', make: linuxProvider };
const MODEL: On = { id: 'model', rules: 'linux', make: (events) => Promise.resolve(new ModelProvider('linux', events)) };
const WINE: On = { id: 'winsock', rules: 'winsock', make: wineProvider };
const WINSOCK_MODEL: On = { id: 'model', rules: 'winsock', make: (events) => Promise.resolve(new ModelProvider('winsock', events)) };

const ALL = [['Linux', LINUX], ['the model of Linux', MODEL], ['Winsock under Wine', WINE],
  ['the model of Winsock', WINSOCK_MODEL]] as const;
const REAL = [['Linux', LINUX], ['Winsock under Wine', WINE]] as const;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => { await Promise.all(closers.splice(0).map((close) => close())); });

function kept(bystander: Bystander): Bystander {
  closers.push(() => bystander.close());
  return bystander;
}

const scenarioOf = (rules: Rules, steps: readonly object[]): Scenario => checkScenario({
  format: 'handoff-scenario/1', title: 'T', rules, processes: [{ name: 'main' }, { name: 'worker' }, { name: 'client', role: 'outside' }],
  steps,
});

async function opened(on: On, scenario: Scenario, permits: readonly Permit[] = []): Promise<SessionEngine> {
  const session = await SessionEngine.open({ scenario, providerId: on.id, makeProvider: on.make, permits });
  closers.push(() => session.close());
  return session;
}

async function performed(on: On, steps: readonly object[], permits: readonly Permit[] = []): Promise<readonly Step[]> {
  const session = await opened(on, scenarioOf(on.rules, steps), permits);
  while (!session.finished) await session.step();
  return session.log.steps();
}

/** The calls of both platforms by one name for the descriptor's argument. */
const socket = (rules: Rules, process: string, as: string, type = 'SOCK_STREAM') => (rules === 'linux'
  ? { process, call: 'socket', args: { domain: 'AF_INET', type }, as }
  : { process, call: 'WSASocketW', args: { af: 'AF_INET', type }, as });
const on = (rules: Rules, process: string, call: string, s: string, args: object = {}, more: object = {}) =>
  ({ process, call, args: { [rules === 'linux' ? 'fd' : 's']: s, ...args }, ...more });
const CLOSE = { linux: 'close', winsock: 'closesocket' } as const;
const SOCKET_ERROR = { linux: 'ECONNREFUSED', winsock: 'WSAECONNREFUSED' } as const;

/** `name` listens, and its address is bound to `address`. */
const listener = (rules: Rules, process: string) => [
  socket(rules, process, 'l'), on(rules, process, 'bind', '$l', { address: '127.0.0.1:0' }),
  on(rules, process, 'listen', '$l', { backlog: 4 }),
  on(rules, process, 'getsockname', '$l', {}, { as: 'address' }),
];

/** Calls that connect to an address. */
const CONNECTS: Readonly<Record<Rules, readonly string[]>> = { linux: ['connect'], winsock: ['connect', 'WSAConnect'] };

/** Calls without an address that send through a connected datagram socket. */
const CONNECTED_SENDS: Readonly<Record<Rules, readonly (readonly [string, object])[]>> = {
  linux: [['write', { data: 'x' }], ['writev', { data: 'x', more: 'y' }]],
  winsock: [['WSASend', { data: 'x' }]],
};

const refusals = (steps: readonly Step[]): string[] => steps.flatMap(({ outcome }) => (outcome.kind === 'refused' ? [outcome.reason] : []));

describe.each(ALL)('%s', (_name, where) => {
  const { rules } = where;

  it('refuses to connect to a stranger, in a process and in an outside program, and names the flag', async () => {
    const stranger = kept(await listening());
    const steps = await performed(where, [
      socket(rules, 'worker', 's'), on(rules, 'worker', 'connect', '$s', { address: stranger.address }),
      socket(rules, 'main', 'm'), on(rules, 'main', 'connect', '$m', { address: stranger.address }),
      { process: 'client', call: 'connects', args: { to: stranger.address } },
    ]);
    const sentence =
      `would reach ${stranger.address}, which no process of this session has bound: allow it by name with --allow `
        + `connect:${stranger.address}, or when the session is opened`;
    expect(refusals(steps)).toEqual([`connect ${sentence}`, `connect ${sentence}`, `connects ${sentence}`]);
    expect(await stranger.visits()).toBe(0);
  });

  it.each(CONNECTS[rules])('refuses %s to a stranger, too', async (call) => {
    const stranger = kept(await listening());
    const steps = await performed(where, [socket(rules, 'worker', 's'), on(rules, 'worker', call, '$s', { address: stranger.address })]);
    expect(refusals(steps)).toEqual([expect.stringContaining(`--allow connect:${stranger.address}`)]);
    expect(await stranger.visits()).toBe(0);
  });

  it('refuses raw steps the same', async () => {
    const stranger = kept(await listening());
    const steps = await performed(where,
      [socket(rules, 'worker', 's'), on(rules, 'worker', 'connect', '$s', { address: stranger.address }, { raw: true })]);
    expect(refusals(steps)).toHaveLength(1);
    expect(await stranger.visits()).toBe(0);
  });

  it('refuses to send a datagram to a stranger', async () => {
    const stranger = kept(await receiving());
    const steps = await performed(where, [
      socket(rules, 'worker', 'u', 'SOCK_DGRAM'), on(rules, 'worker', 'sendto', '$u', { data: 'x', to: stranger.address }),
      ...(rules === 'linux' ? [on(rules, 'worker', 'sendmsg', '$u', { data: 'x', to: stranger.address })]
        : [{}, { overlapped: true }].map((how) => on(rules, 'worker', 'WSASendTo', '$u', { data: 'x', to: stranger.address, ...how }))),
    ]);
    expect(refusals(steps).every((reason) => reason.includes(`--allow send:${stranger.address}`))).toBe(true);
    expect(refusals(steps)).toHaveLength(rules === 'linux' ? 2 : 3);
    expect(await stranger.visits()).toBe(0);
  });

  it('checks an address by its value in the run: a $name can resolve to a received text', async () => {
    const stranger = kept(await listening());
    const steps = await performed(where, [
      { message: stranger.address, from: 'main', to: 'worker', carrier: 'ipc', as: 'address' },
      socket(rules, 'worker', 'gone'), on(rules, 'worker', CLOSE[rules], '$gone'),
      // It fails, so that the name keeps what it stood for.
      on(rules, 'worker', 'getsockname', '$gone', {}, { as: 'address' }),
      socket(rules, 'worker', 's'), on(rules, 'worker', 'connect', '$s', { address: '$address' }),
    ]);
    expect(refusals(steps)).toEqual([expect.stringContaining(`would reach ${stranger.address}`)]);
    expect(await stranger.visits()).toBe(0);
  });

  it('reaches its own, and a port that its socket has left is refused by the system', async () => {
    const steps = await performed(where, [
      ...listener(rules, 'main'),
      socket(rules, 'worker', 's'), on(rules, 'worker', 'connect', '$s', { address: '$address' }, { expect: { ok: true } }),
      { process: 'client', call: 'connects', args: { to: '$address' }, expect: { ok: true } },
      socket(rules, 'main', 'p'), on(rules, 'main', 'bind', '$p', { address: '127.0.0.1:0' }),
      on(rules, 'main', 'listen', '$p', { backlog: 1 }),
      on(rules, 'main', 'getsockname', '$p', {}, { as: 'left' }), on(rules, 'main', CLOSE[rules], '$p'),
      ...(where.id === 'model' ? [] : [
        socket(rules, 'worker', 't'),
        on(rules, 'worker', 'connect', '$t', { address: '$left' }, { expect: { error: SOCKET_ERROR[rules] } }),
      ]),
    ]);
    expect(faults(steps)).toEqual([]);
  });
});

describe.each(REAL)('%s, with real calls', (_name, where) => {
  const { rules } = where;

  it('does not reach a port that it has left and a stranger has taken', async () => {
    const leave = [...listener(rules, 'worker'), on(rules, 'worker', CLOSE[rules], '$l')];
    const session = await opened(where, scenarioOf(rules, [
      ...leave, socket(rules, 'worker', 's'), on(rules, 'worker', 'connect', '$s', { address: '$address' }),
      { process: 'client', call: 'connects', args: { to: '$address' } },
    ]));
    for (let i = 0; i < leave.length; i++) await session.step();
    const bound = session.log.steps().flatMap(({ outcome }) => (outcome.kind === 'ok' ? outcome.results.address ?? [] : [])).at(-1)!;
    const stranger = kept(await listening({ host: '127.0.0.1', port: Number(bound.split(':')[1]) }));
    while (!session.finished) await session.step();
    expect(refusals(session.log.steps()))
      .toEqual(['connect', 'connects'].map((call) =>
        expect.stringContaining(`${call} would reach ${bound}, where another program has a socket now`) as string));
    expect(await stranger.visits()).toBe(0);
  });

  it('does not send to it either, through a datagram socket that is still connected there', async () => {
    const leave = [
      socket(rules, 'main', 'u', 'SOCK_DGRAM'), on(rules, 'main', 'bind', '$u', { address: '127.0.0.1:0' }),
      on(rules, 'main', 'getsockname', '$u', {}, { as: 'address' }),
      socket(rules, 'worker', 'v', 'SOCK_DGRAM'), on(rules, 'worker', 'connect', '$v', { address: '$address' }, { expect: { ok: true } }),
      on(rules, 'worker', 'send', '$v', { data: 'x' }, { expect: { ok: true } }), on(rules, 'main', CLOSE[rules], '$u'),
    ];
    const session = await opened(where, scenarioOf(rules, [...leave, on(rules, 'worker', 'send', '$v', { data: 'x' })]));
    for (let i = 0; i < leave.length; i++) await session.step();
    expect(faults(session.log.steps())).toEqual([]);
    const bound = session.log.steps().flatMap(({ outcome }) => (outcome.kind === 'ok' ? outcome.results.address ?? [] : [])).at(-1)!;
    const stranger = kept(await receiving(Number(bound.split(':')[1])));
    await session.step();
    expect(refusals(session.log.steps()))
      .toEqual([expect.stringContaining(`send would reach ${bound}, where another program has a socket now`)]);
    expect(await stranger.visits()).toBe(0);
  });

  it.each(CONNECTED_SENDS[rules])('does not send to it by %s', async (call, args) => {
    const leave = [
      socket(rules, 'main', 'u', 'SOCK_DGRAM'), on(rules, 'main', 'bind', '$u', { address: '127.0.0.1:0' }),
      on(rules, 'main', 'getsockname', '$u', {}, { as: 'address' }),
      socket(rules, 'worker', 'v', 'SOCK_DGRAM'), on(rules, 'worker', 'connect', '$v', { address: '$address' }, { expect: { ok: true } }),
      on(rules, 'worker', call, '$v', args, { expect: { ok: true } }), on(rules, 'main', CLOSE[rules], '$u'),
    ];
    const session = await opened(where, scenarioOf(rules, [...leave, on(rules, 'worker', call, '$v', args)]));
    for (let i = 0; i < leave.length; i++) await session.step();
    expect(faults(session.log.steps())).toEqual([]);
    const bound = session.log.steps().flatMap(({ outcome }) => (outcome.kind === 'ok' ? outcome.results.address ?? [] : [])).at(-1)!;
    const stranger = kept(await receiving(Number(bound.split(':')[1])));
    await session.step();
    expect(refusals(session.log.steps()))
      .toEqual([expect.stringContaining(`${call} would reach ${bound}, where another program has a socket now`)]);
    expect(await stranger.visits()).toBe(0);
  });

  it('reaches a stranger whom the user has allowed, and no other', async () => {
    const [allowed, other] = [kept(await listening()), kept(await listening())];
    const connects = [allowed, other].flatMap(({ address },
      i) => [socket(rules, 'worker', `s${i}`), on(rules, 'worker', 'connect', `$s${i}`, { address })]);
    const steps = await performed(where,
      [...connects, { process: 'client', call: 'connects', args: { to: allowed.address }, expect: { ok: true } }],
      [`connect:${allowed.address}`]);
    expect(refusals(steps)).toEqual([expect.stringContaining(`--allow connect:${other.address}`)]);
    expect(await allowed.visits()).toBe(2);
    expect(await other.visits()).toBe(0);
  });
});

describe('Linux', () => {
  const unix = (process: string, as: string, type = 'SOCK_STREAM') => ({ process, call: 'socket', args: { domain: 'AF_UNIX', type }, as });
  const watched = mkdtempSync(join(tmpdir(), 'handoff-watched-'));
  afterEach(() => { for (const name of readdirSync(watched)) rmSync(join(watched, name)); });

  it('a path and an abstract name of a stranger are neither reached nor taken', async () => {
    const path = join(watched, 'server.sock');
    const [byPath, byName] = [kept(await listening(path)), kept(await listening(`@${join(watched, 'name')}`))];
    for (const { address } of [byPath, byName]) {
      const steps = await performed(LINUX, [
        unix('worker', 's'), on('linux', 'worker', 'connect', '$s', { address }),
        { process: 'client', call: 'connects', args: { to: address } },
        unix('worker', 'd', 'SOCK_DGRAM'), on('linux', 'worker', 'sendto', '$d', { data: 'x', to: address }),
        // From here on the name is the session's own, beside the stranger's.
        unix('main', 'l'), on('linux', 'main', 'bind', '$l', { address }, { expect: { ok: true } }),
        on('linux', 'main', 'listen', '$l', { backlog: 1 }),
        on('linux', 'main', 'getsockname', '$l', {}, { expect: { value: address } }),
        unix('worker', 't'), on('linux', 'worker', 'connect', '$t', { address }, { expect: { ok: true } }),
        on('linux', 'worker', 'getpeername', '$t', {}, { expect: { value: address } }),
        on('linux', 'main', 'accept4', '$l', {}, { expect: { ok: true } }),
      ]);
      expect(refusals(steps)).toHaveLength(3);
      expect(faults(steps.slice(6))).toEqual([]);
    }
    expect(await byPath.visits()).toBe(0);
    expect(await byName.visits()).toBe(0);
    expect(readdirSync(watched)).toEqual(['server.sock']);
  });

  it('another program does not see a name of the session, and its folder is removed with it', async () => {
    const path = join(watched, '..', 'own.sock');
    const session = await opened(LINUX, scenarioOf('linux', ['@own-of-the-session', path].flatMap((address, i) => [
      unix('worker', `l${i}`), on('linux', 'worker', 'bind', `$l${i}`, { address }),
      on('linux', 'worker', 'listen', `$l${i}`, { backlog: 1 }),
    ])));
    while (!session.finished) await session.step();
    expect(faults(session.log.steps())).toEqual([]);
    const names = readFileSync('/proc/net/unix', 'utf8').split('\n').map((line) => line.split(' ').at(-1)!);
    const file = names.find((name) => name.endsWith('!own.sock'))!;
    expect(file).toMatch(/\/handoff-s_\w+\/![^/]*own\.sock$/);
    expect(names.filter((name) => name.endsWith('/own-of-the-session')))
      .toEqual([expect.stringMatching(/^@handoff-s_\w+\/own-of-the-session$/)]);
    for (const taken of ['\0own-of-the-session', path]) {
      const error = await new Promise((resolve) => {
        connect({ path: taken }).once('error', resolve).once('connect', () => { resolve(null); }); });
      expect(error).toMatchObject({ code: expect.stringMatching(/ECONNREFUSED|ENOENT/) as string });
    }
    await session.close();
    expect(existsSync(file)).toBe(false);
  });

  it('uses no name that the kernel assigns', async () => {
    const steps = await performed(LINUX, [unix('worker', 's'), on('linux', 'worker', 'bind', '$s', { address: '@0a1f3' })]);
    expect(refusals(steps)).toEqual([expect.stringContaining('a name that the kernel gives out to any program')]);
  });

  it('reaches a path that the user has allowed', async () => {
    const stranger = kept(await listening(join(watched, 'allowed.sock')));
    const steps = await performed(LINUX, [
      unix('worker', 's'), on('linux', 'worker', 'connect', '$s', { address: stranger.address }, { expect: { ok: true } }),
      on('linux', 'worker', 'getpeername', '$s', {}, { expect: { value: stranger.address } }),
    ], [`connect:${stranger.address}`]);
    expect(refusals(steps)).toEqual([]);
    expect(await stranger.visits()).toBe(1);
  });

  it('does not reach a stranger with whom it shares a port', async () => {
    // What is shared so is shared out by the kernel (P19).
    const stranger = kept(await sharing());
    const session = await opened(LINUX, scenarioOf('linux', [
      socket('linux', 'main', 'l'), on('linux', 'main', 'setsockopt', '$l', { level: 'SOL_SOCKET', name: 'SO_REUSEPORT', value: 1 }),
      on('linux', 'main', 'bind', '$l', { address: stranger.address }), on('linux', 'main', 'listen', '$l', { backlog: 8 }),
      ...Array.from({ length: 8 },
        (_, i) => [socket('linux', 'worker', `s${i}`), on('linux', 'worker', 'connect', `$s${i}`, { address: stranger.address })]).flat(),
    ]));
    while (!session.finished) await session.step();
    expect(refusals(session.log.steps())).toHaveLength(8);
    // While it is open, the bystander's own visit could come to its socket.
    await session.close();
    expect(await stranger.visits()).toBe(0);
  });
});

describe('Winsock under Wine', () => {
  it('keeps session files in a folder for this user alone, and removes it', async () => {
    const before = readdirSync(tmpdir());
    const session = await opened(WINE, scenarioOf('winsock', [{ message: 'x', from: 'main', to: 'worker', carrier: 'file' }]));
    await session.step();
    expect(faults(session.log.steps())).toEqual([]);
    // Sessions of other test processes have folders there too.
    const prefix = `handoff-w_${process.pid.toString(36)}_`;
    const own = readdirSync(tmpdir()).filter((name) => !before.includes(name) && name.startsWith(prefix))
      .map((name) => join(tmpdir(), name));
    const used = own.find((folder) => readdirSync(folder).some((name) => name.startsWith('handoff-s_')))!;
    expect(statSync(used).mode & 0o777).toBe(0o700);
    await session.close();
    expect(existsSync(used)).toBe(false);
  });
});

describe('Winsock, named pipes', () => {
  const PIPE = `handoff-bystander-${process.pid}`;
  const PROGRAM =
    `require('net').createServer((visitor) => { console.log('visit'); visitor.end(); `
      + `}).listen('\\\\\\\\.\\\\pipe\\\\${PIPE}', () => { console.log('waits'); })`;

  it('a path is no address for an outside process: the runtime would take it for the pipe of a program', () => {
    const step = { process: 'client', call: 'connects', args: { to: '/x' } };
    expect(() => scenarioOf('winsock', [step])).toThrow('is the path of a unix socket, and outside processes on Windows use IP addresses');
  });

  it('an abstract name is no address', () => {
    const step = { process: 'main', call: 'bind', args: { s: null, address: '@x' } };
    expect(() => scenarioOf('winsock', [step])).toThrow('is an abstract name, which Windows does not connect to');
  });

  it("a stranger's pipe is not reached, even by a scenario that was not checked and with a permit", async () => {
    const folder = mkdtempSync(join(tmpdir(), 'handoff-pipe-'));
    writeFileSync(join(folder, 'bystander.cjs'), PROGRAM);
    const stranger = start('node', [windowsPath(join(folder, 'bystander.cjs'))], folder, { wine: true });
    closers.push(() => {
      stranger.child.kill('SIGKILL');
      return stranger.ended.then(() => { rmSync(folder, { recursive: true, force: true }); });
    });
    await stranger.says(/waits/);
    const to = `//./pipe/${PIPE}`;
    const step = { process: 'client', call: 'connects', args: { to } };
    for (const permits of [[], [`connect:${to}` as const]]) {
      const session = await opened(WINE, { ...scenarioOf('winsock', []), steps: [step] });
      session.surroundings.permit(permits);
      await session.step();
      expect(refusals(session.log.steps())).toHaveLength(1);
    }
    // It is there: this one gets in.
    await runInWine(['-e', `require('net').connect('//./pipe/${PIPE}').resume()`], 20_000);
    expect(stranger.text().match(/visit/g)).toHaveLength(1);
  });
});
