import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SessionEngine } from '../../../app/main/services/session/engine.ts';
import { callNames, findCall } from '../../../app/shared/calls/catalogue.ts';
import type { ArgSpec } from '../../../app/shared/calls/types.ts';
import type { Scenario, ScenarioStep } from '../../../app/shared/scenario/format.ts';
import { wineProvider } from '../../support/providers.ts';
import { type Random, pick, randomFrom } from '../mutate.ts';
import { type OfferedWindows, type Seen, WindowsWorld } from './windows-world.ts';

let world: WindowsWorld;
let before: Seen;
beforeAll(async () => {
  world = await WindowsWorld.open();
  before = await world.look();
});
afterAll(() => world.end());

/** A scenario as a file could have it, without a check. */
const scenarioOf = (steps: readonly object[]): Scenario => ({
  format: 'handoff-scenario/1', title: 'Hostile', rules: 'winsock',
  processes: [{ name: 'main' }, { name: 'worker' }, { name: 'client', role: 'outside' }], steps: steps as ScenarioStep[],
});

/** What became of each step; a session that cannot go on is opened again for the next one. */
async function performed(steps: readonly object[]): Promise<{ step: string; outcome: string; reason: string }[]> {
  const outcomes: { step: string; outcome: string; reason: string }[] = [];
  let session: SessionEngine | null = null;
  try {
    for (const step of steps) {
      session ??= await opened();
      const at = session.log.length;
      // Wine lets some calls stop their process (W26); its session is given up then.
      if (!await inTime(session.perform(step as ScenarioStep))) {
        await session.close();
        session = null;
        continue;
      }
      const { outcome } = session.log.step(at + 1)!;
      outcomes.push({ step: JSON.stringify(step), outcome: outcome.kind,
        reason: outcome.kind === 'refused' ? outcome.reason : outcome.kind === 'error' ? outcome.name : '' });
      if (session.log.steps().slice(at).some(({ action }) => action.kind === 'death')) {
        await session.close();
        session = null;
      }
    }
  } finally {
    await session?.close();
  }
  return outcomes;
}

/** Milliseconds after which a process that says nothing is given up. */
const SILENT_MS = 5000;

async function inTime(work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<false>((resolve) => { timer = setTimeout(() => { resolve(false); }, SILENT_MS); });
  try {
    return await Promise.race([work.then(() => true), silent]);
  } finally {
    clearTimeout(timer);
  }
}

const MADE = ['main', 'worker'].flatMap((process): object[] => [
  { process, call: 'WSASocketW', args: { af: 'AF_INET', type: 'SOCK_STREAM' }, as: process === 'main' ? 's' : 'w' },
  { process, call: 'WSACreateEvent', as: process === 'main' ? 'e' : 'f' },
]);

async function opened(): Promise<SessionEngine> {
  const session = await SessionEngine.open({ scenario: scenarioOf(MADE), providerId: 'winsock', makeProvider: wineProvider,
    pendingGrace: 30 });
  while (!session.finished) await session.step();
  return session;
}

const owned = (process: string) => (process === 'main' ? { s: '$s', event: '$e' } : { s: '$w', event: '$f' });
const both = (steps: (process: string) => readonly object[]): object[] =>
  ['main', 'worker'].flatMap((process) => steps(process).map((step) => ({ process, ...step })));

/** Each way to a process, window, handle or address that is not the session's, plain and raw. */
function attacks({ pid, window, tcp, udp, event, port, socket, pipe }: OfferedWindows): object[] {
  const steps = both((process) => {
    const { s, event: own } = owned(process);
    const calls: [string, object][] = [
      ...[pid, 2 ** 32 + pid, pid + 2 ** 40].flatMap((processId): [string, object][] => [['WSADuplicateSocketW', { s, processId }],
        ['DuplicateHandle', { s, targetProcess: processId }], ['DuplicateHandle', { s: socket, targetProcess: processId }]]),
      ['WSAAsyncSelect', { s, window: 2 ** 32 + window, message: 1100, mask: ['FD_CLOSE'] }],
      ['WSAAsyncSelect', { s, window: 0xffff, message: 1100, mask: ['FD_CLOSE'] }], ['PeekMessageW', { window }],
      // Last, so that the connection below posts to it.
      ['WSAAsyncSelect', { s, window, message: 1100, mask: ['FD_WRITE', 'FD_CLOSE', 'FD_CONNECT'] }],
      ['connect', { s, address: `127.0.0.1:${tcp}` }], ['connect', { s, address: `[::ffff:127.0.0.1]:${tcp}` }],
      ['connect', { s, address: `127.0.0.2:${tcp}` }],
      ['sendto', { s, data: 'x', to: `127.0.0.1:${udp}` }], ['GetQueuedCompletionStatus', { port, timeout: 0 }],
      ['CreateIoCompletionPort', { s, port, key: 1 }],
      ['WSAEventSelect', { s, event, mask: ['FD_CONNECT'] }], ['WSARecv', { s, length: 1, overlapped: true, event }],
      ['WSASetEvent', { event: -1 }], ['closesocket', { s: -1 }], ['DuplicateHandle', { s: -1 }], ['DuplicateHandle', { s: -2 }],
      ['WSASetEvent', { event: own }],
    ];
    return calls.flatMap(([call, args]) => (process === 'main' ? [{ call, args }] : [{ call, args }, { call, args, raw: true }]));
  });
  const datagram = both((process) => [{ call: 'WSASocketW', args: { af: 'AF_INET', type: 'SOCK_DGRAM' }, as: `${process}d` },
    { call: 'sendto', args: { s: `$${process}d`, data: 'x', to: `127.0.0.1:${udp}` } },
    { call: 'connect', args: { s: `$${process}d`, address: `127.0.0.1:${udp}` } },
    { call: 'send', args: { s: `$${process}d`, data: 'x' } }]);
  const outside = [`//./pipe/${pipe}`, `\\\\.\\pipe\\${pipe}`, `/\\.\\pipe\\${pipe}`, `//?/pipe/${pipe}`,
    `127.0.0.1:${tcp}`].flatMap((to) => [{ process: 'client', call: 'connects', args: { to } }, { process: 'client', call: 'closes' }]);
  return [...steps, ...datagram, ...outside];
}

/** Numbers of handles that the runtime of a process has, in calls that would change what they stand for. */
const runtimeHandles = (process: string, raw: boolean): object[] => Array.from({ length: 60 }, (_, i) => 4 * (i + 1)).flatMap((n) => [
  ['closesocket', { s: n }], ['WSACloseEvent', { event: n }], ['WSASetEvent', { event: n }],
  ['SetHandleInformation', { s: n, mask: ['HANDLE_FLAG_INHERIT'], flags: ['HANDLE_FLAG_INHERIT'] }], ['shutdown', { s: n, how: 'SD_BOTH' }],
  ['DuplicateHandle', { s: n }], ['CreateIoCompletionPort', { s: n }],
].map(([call, args]) => ({ process, call, args, ...(raw ? { raw } : {}) })));

describe('a bystander under Wine', () => {
  it('is not affected by scenarios that use its handle and process numbers', async () => {
    const outcomes = await performed(attacks(world.offered));
    expect(await world.look()).toEqual(before);
    // Not even asked of the system: an error of its own would be luck.
    // PeekMessageW takes messages of its own thread alone: of another's window it finds none.
    const named = outcomes.filter(({ step }) => /"(processId|targetProcess|window)":/.test(step) && !step.includes('PeekMessageW'));
    expect(named.filter(({ outcome }) => outcome !== 'refused')).toEqual([]);
    expect(named.length).toBeGreaterThan(20);
  });

  it('has nothing of random calls with foreign values, from a fixed seed', async () => {
    const random = randomFrom(77);
    const seen = await world.look();
    await performed(Array.from({ length: 150 }, () => anyStep(random, world.offered)));
    expect(await world.look()).toEqual(seen);
  });
});

describe('handles that the runtime of a process has', () => {
  it('in main are touched by no step', async () => {
    const outcomes = await performed(runtimeHandles('main', false));
    expect(outcomes.filter(({ outcome }) => outcome === 'ok')).toEqual([]);
  });
});

/** AcceptEx onto a socket in use stops the process under Wine (W26). */
const NOT_DRAWN = ['CreateProcessW', 'ExitProcess', 'ResumeThread', 'AcceptEx'];

function anyStep(random: Random, offered: OfferedWindows): object {
  const call = pick(random, callNames('winsock').filter((name) => !NOT_DRAWN.includes(name)).map((name) => findCall('winsock', name)!));
  const process = pick(random, ['main', 'worker']);
  const args = Object.fromEntries(call.args.filter((arg) => !arg.optional || random() < 0.5)
    .map((arg) => [arg.name, anyValue(random, process, offered, arg)]));
  return { process, call: call.name, args };
}

function anyValue(random: Random, process: string, offered: OfferedWindows, { name, type }: ArgSpec): unknown {
  const { pid, window, tcp, udp, event, port, socket } = offered;
  const { s, event: own } = owned(process);
  switch (type.kind) {
    case 'pid': return pick(random, [pid, 2 ** 32 + pid, -pid, 0, 4]);
    case 'descriptor': case 'far-descriptor':
      return random() < 0.7 ? s : pick(random, [socket, 4 * Math.floor(random() * 80), -1, 2 ** 32 + socket]);
    case 'descriptors': return [pick<unknown>(random, [s, socket])];
    case 'event': return random() < 0.5 ? own : pick(random, [event, -1, 4 * Math.floor(random() * 80)]);
    case 'events': return [pick<unknown>(random, [own, event])];
    case 'handle': return pick(random, [window, port, event, 0xffff, -1]);
    case 'address': return pick(random, [`127.0.0.1:${tcp}`, `127.0.0.1:${udp}`, `127.0.0.2:${tcp}`, `[::1]:${tcp}`, '127.0.0.1:0']);
    case 'data': return 'from a scenario';
    case 'integer': return name === 'timeout' ? 0 : pick(random, [0, 1, 16]);
    case 'choice': return pick(random, Object.keys(type.set));
    case 'flags': return [pick(random, Object.keys(type.set))];
    case 'boolean': return random() < 0.5;
    case 'option-value': return pick<unknown>(random, [0, 1, { onoff: 1, linger: 0 }]);
    case 'blob': return '$blob';
    case 'process': return 'worker';
    default: return type satisfies never;
  }
}
