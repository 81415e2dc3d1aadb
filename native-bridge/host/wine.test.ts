import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Carrier } from '../../app/shared/scenario/format.ts';
import { aDescriptor, anEvent, aProcess, aSocket } from './entities.fixture.ts';
import { built, CACHE, isRunning, TestSession, worldOf } from './session.fixture.ts';
import { startWineBridge, wineAvailability, windowsPath } from './wine.ts';

let session: TestSession | null = null;
afterEach(async () => {
  await session?.provider.dispose();
  session = null;
});

it('names the command to run if Wine is not set up', async () => {
  expect(wineAvailability('/nonexistent')).toMatchObject({ available: false, reason: expect.stringContaining('npm run setup') });
  await expect(startWineBridge('/nonexistent', '/x', { completed: () => {}, died: () => {} })).rejects.toThrow('npm run setup');
  expect(windowsPath('/a/b.js')).toBe('Z:\\a\\b.js');
});

const { available, reason } = wineAvailability(CACHE);
const open = async (processes: readonly string[]): Promise<TestSession> => {
  session = await TestSession.open(processes, 'winsock', (events) => startWineBridge(CACHE, built('bridge-host.js'), events));
  return session;
};

/** Linux pids of node.exe processes that run our bundles for this test: its own children and theirs. */
function wineProcesses(): number[] {
  const parents = new Map<number, { parent: number; name: string }>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const [, pid = '', name = '', parent = ''] = /^(\d+) \((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${entry}/stat`, 'latin1')) ?? [];
      parents.set(Number(pid), { parent: Number(parent), name });
    } catch {
      // Ended since the listing.
    }
  }
  const ours = (pid: number): boolean => pid === process.pid || (pid > 1 && ours(parents.get(pid)?.parent ?? 0));
  return [...parents].filter(([pid, { name }]) => name === 'node.exe' && ours(pid)).map(([pid]) => pid);
}

/** A connection of the outside process "client" with a socket of main. */
async function connection(s: TestSession): Promise<{ listener: number; accepted: number }> {
  const listener = await s.fd('main', 'WSASocketW', { af: 'AF_INET', type: 'SOCK_STREAM', flags: ['WSA_FLAG_OVERLAPPED'] });
  await s.ok('main', 'bind', { s: listener, address: '127.0.0.1:0' });
  await s.ok('main', 'listen', { s: listener, backlog: 5 });
  const { address = '' } = await s.ok('main', 'getsockname', { s: listener });
  await s.ok('client', 'connects', { to: address });
  return { listener, accepted: await s.fd('main', 'accept', { s: listener }) };
}

// Reported as skipped, with the reason in the title, on machines without Wine.
describe.skipIf(!available)(`Winsock under Wine${reason === null ? '' : ` (${reason})`}`, { timeout: 60_000 }, () => {
  it('exports, carries a blob by every carrier, imports, and shares the queue (S1, S28)', async () => {
    const s = await open(['main', 'worker', 'client!']);
    expect(s.provider.platform).toMatch(/^wine-\d+\.\d+$/);
    const { accepted } = await connection(s);
    const numbers: number[] = [];
    for (const carrier of ['ipc', 'pipe', 'file'] satisfies Carrier[]) {
      const { blob } = await s.ok('main', 'WSADuplicateSocketW', { s: accepted, processId: s.pids.get('worker') ?? 0 }, [`b-${carrier}`]);
      expect(blob).toMatch(/^[0-9a-f]{1256}$/);
      await s.provider.message({ from: 'main', to: 'worker', carrier, content: { kind: 'blob', name: `b-${carrier}` }, as: 'arrived' });
      numbers.push(await s.fd('worker', 'WSASocketW', { protocolInfo: 'arrived', flags: ['WSA_FLAG_OVERLAPPED'] }));
    }
    expect(new Set(numbers).size).toBe(3);
    expect((await s.perform('worker', 'WSASocketW', { protocolInfo: 'other' })).outcome)
      .toEqual({ kind: 'refused', reason: 'No blob named "other" has arrived in "worker"' });

    const [first = 0, ...rest] = numbers;
    expect((await s.perform('worker', 'recv', { s: first, length: 3 })).outcome).toEqual({ kind: 'pending' });
    const { key } = s;
    await s.ok('client', 'sends', { data: 'abcdef' });
    expect((await s.completion(key)).outcome).toEqual({ kind: 'ok', results: { data: 'abc', ended: false } });
    expect((await s.ok('main', 'recv', { s: accepted, length: 9 })).data).toBe('def');

    const world = worldOf([
      aProcess('main', s.pids.get('main') ?? null), aProcess('worker', s.pids.get('worker') ?? null), aSocket(1),
      aDescriptor(1, 'main', accepted, 'socket:1'), ...rest.map((n, i) => aDescriptor(2 + i, 'worker', n, 'socket:1')),
      aDescriptor(9, 'worker', 0xfffc, 'socket:1'),
    ]);
    const { facts } = await s.provider.probe(world);
    expect(facts.filter(({ what }) => what === 'references'))
      .toEqual([{ subject: 'socket:1', what: 'references', value: 4, known: 'read' }]);
    const identities = facts.filter(({ what }) => what === 'identity').map(({ value }) => value);
    expect(new Set(identities.slice(0, 3)).size).toBe(1);
    expect(identities[3]).toBeNull();
  });

  it('registers, waits for and enumerates events, and probes them without disturbing (S37, S44)', async () => {
    const s = await open(['main', 'client!']);
    const { accepted } = await connection(s);
    expect((await s.perform('main', 'recv', { s: accepted, length: 1 })).outcome).toMatchObject({ kind: 'refused' });
    const { event = 0 } = await s.ok('main', 'WSACreateEvent');
    await s.ok('main', 'WSAEventSelect', { s: accepted, event, mask: ['FD_READ', 'FD_CLOSE'] });
    expect((await s.ok('main', 'WSAWaitForMultipleEvents', { events: [event], timeout: 30 })).number).toBe(258);
    await s.ok('client', 'sends', { data: 'x' });
    expect((await s.ok('main', 'WSAWaitForMultipleEvents', { events: [event], timeout: 100 })).number).toBe(0);
    const nonblocking = { ...aSocket(1), nonblocking: true };
    const world = worldOf([aProcess('main', s.pids.get('main') ?? null), nonblocking, aDescriptor(1, 'main', accepted, 'socket:1'),
      anEvent(1, 'main', event)]);
    for (let i = 0; i < 2; i++) {
      expect((await s.provider.probe(world)).facts).toContainEqual({ subject: 'event:1', what: 'set', value: true, known: 'read' });
    }
    expect(await s.ok('main', 'WSAEnumNetworkEvents', { s: accepted, event })).toEqual({ events: ['FD_READ'], errors: {} });
    await s.ok('main', 'recv', { s: accepted, length: 1 });
    // The last probed world says that it is non-blocking, so main may ask.
    expect((await s.perform('main', 'recv', { s: accepted, length: 1 })).outcome).toEqual({ kind: 'error', name: 'WSAEWOULDBLOCK',
      number: 10035 });
    expect((await s.perform('main', 'recv', { s: null, length: 1 })).outcome).toEqual({ kind: 'error', name: 'WSAENOTSOCK',
      number: 10038 });
  });

  it('names errors as Winsock does, ends blocked processes, and leaves nothing behind', async () => {
    const s = await open(['main', 'worker', 'client!']);
    const { listener, accepted } = await connection(s);
    const { address = '' } = await s.ok('main', 'getsockname', { s: listener });
    for (const socket of [listener, accepted]) await s.ok('main', 'closesocket', { s: socket });
    expect(await s.ok('client', 'reads')).toEqual({ data: '', ended: true });
    expect((await s.perform('client', 'connects', { to: address })).outcome).toEqual({ kind: 'error', name: 'WSAECONNREFUSED',
      number: 10061 });
    const refused = await s.fd('main', 'WSASocketW', { af: 'AF_INET', type: 'SOCK_STREAM' });
    expect((await s.perform('main', 'connect', { s: refused, address })).outcome).toEqual({ kind: 'error', name: 'WSAECONNREFUSED',
      number: 10061 });
    const udp = await s.fd('worker', 'WSASocketW', { af: 'AF_INET', type: 'SOCK_DGRAM' });
    await s.ok('worker', 'bind', { s: udp, address: '127.0.0.1:0' });
    expect((await s.perform('worker', 'recv', { s: udp, length: 1 })).outcome).toEqual({ kind: 'pending' });
    await s.provider.kill('worker');
    const before = wineProcesses();
    await s.provider.dispose();
    expect(s.died).toEqual([]);
    expect(before.length).toBeGreaterThan(0);
    expect(before.filter(isRunning)).toEqual([]);
  });
});
