import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Carrier } from '../../app/shared/scenario/format.ts';
import { isRunning, ownSockets, ownTemporary, TestSession, waitFor } from './session.fixture.ts';

let session: TestSession;
afterEach(() => session.provider.dispose());

const temporary = ownTemporary();
afterAll(() => { temporary.drop(); });

/** A TCP connection: the listener and the accepted end in `holder`, the other end in the outside process "client". */
async function connection(holder: string): Promise<{ listener: number; accepted: number; address: string }> {
  const listener = await session.fd(holder, 'socket', { domain: 'AF_INET', type: 'SOCK_STREAM' });
  await session.ok(holder, 'bind', { fd: listener, address: '127.0.0.1:0' });
  await session.ok(holder, 'listen', { fd: listener, backlog: 5 });
  const { address = '' } = await session.ok(holder, 'getsockname', { fd: listener });
  await session.ok('client', 'connects', { to: address });
  return { listener, accepted: await session.fd(holder, 'accept4', { fd: listener }), address };
}

/** Connected unix sockets: one end in `from`, one in `to`. */
async function carrierSockets(from: string, to: string): Promise<[number, number]> {
  const name = `@handoff-test-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const listener = await session.fd(to, 'socket', { domain: 'AF_UNIX', type: 'SOCK_STREAM' });
  await session.ok(to, 'bind', { fd: listener, address: name });
  await session.ok(to, 'listen', { fd: listener, backlog: 1 });
  const ours = await session.fd(from, 'socket', { domain: 'AF_UNIX', type: 'SOCK_STREAM' });
  await session.ok(from, 'connect', { fd: ours, address: name });
  const theirs = await session.fd(to, 'accept4', { fd: listener });
  await session.ok(to, 'close', { fd: listener });
  return [ours, theirs];
}

describe('sharing between real processes', () => {
  it('hands a connection over by SCM_RIGHTS: the receiver reads what the client sends (P4, P19)', async () => {
    session = await TestSession.open(['main', 'worker', 'client!']);
    const { accepted } = await connection('main');
    const [ours, theirs] = await carrierSockets('main', 'worker');
    await session.ok('main', 'sendmsg', { fd: ours, data: 'x', rights: [accepted] });
    await session.ok('main', 'close', { fd: accepted });
    const received = await session.ok('worker', 'recvmsg', { fd: theirs, length: 16, flags: ['MSG_CMSG_CLOEXEC'] });
    expect(received).toMatchObject({ data: 'x', flags: [], ended: false });
    expect(received.descriptors).toHaveLength(1);
    const fd = received.descriptors?.[0] ?? -1;
    expect((await session.ok('worker', 'fcntl', { fd, command: 'F_GETFD' })).flags).toEqual(['FD_CLOEXEC']);

    expect((await session.ok('client', 'sends', { data: 'hello' })).number).toBe(5);
    await session.perform('worker', 'recv', { fd, length: 16 });
    const again = await session.perform('worker', 'send', { fd, data: 'answer' });
    expect(again.outcome).toEqual({ kind: 'ok', results: { number: 6 } });
    expect(again.micros).toBeGreaterThan(0);
    expect((await session.ok('client', 'reads')).data).toBe('answer');
    await session.ok('worker', 'close', { fd });
    expect(await session.ok('client', 'reads')).toEqual({ data: '', ended: true });
  });

  it('cuts rights off at an exact control length (P7)', async () => {
    session = await TestSession.open(['main', 'worker']);
    const [ours, theirs] = await carrierSockets('main', 'worker');
    const send = () => session.ok('main', 'sendmsg', { fd: ours, data: 'x', rights: [ours, ours] });
    await send();
    expect(await session.ok('worker', 'recvmsg', { fd: theirs, length: 1, controlLength: 20 }))
      .toMatchObject({ flags: ['MSG_CTRUNC'], descriptors: [expect.any(Number)] });
    await send();
    // CMSG_SPACE of one has room for two.
    const both = await session.ok('worker', 'recvmsg', { fd: theirs, length: 1, controlLength: 24 });
    expect(both.flags).toEqual([]);
    expect(both.descriptors).toHaveLength(2);
  });

  it('reports epoll events by the number registered, stale ones too (P13)', async () => {
    session = await TestSession.open(['worker', 'client!']);
    const { accepted } = await connection('worker');
    const epoll = await session.fd('worker', 'epoll_create1');
    await session.ok('worker', 'epoll_ctl', { epfd: epoll, op: 'EPOLL_CTL_ADD', fd: accepted, events: ['EPOLLIN', 'EPOLLET'] });
    expect(await session.ok('worker', 'epoll_wait', { epfd: epoll, timeout: 0 })).toEqual({ ready: [], events: [] });
    await session.ok('worker', 'dup', { fd: accepted });
    await session.ok('worker', 'close', { fd: accepted });
    await session.ok('client', 'sends', { data: 'x' });
    expect(await session.ok('worker', 'epoll_wait', { epfd: epoll, timeout: 2000 }))
      .toEqual({ ready: [{ fd: accepted, events: ['EPOLLIN'] }], events: ['EPOLLIN'] });
    const gone = await session.perform('worker', 'epoll_ctl', { epfd: epoll, op: 'EPOLL_CTL_DEL', fd: accepted });
    expect(gone.outcome).toEqual({ kind: 'error', name: 'EBADF', number: 9 });
  });

  it('tells a reset from an end (P18)', async () => {
    session = await TestSession.open(['worker', 'client!']);
    const { accepted } = await connection('worker');
    await session.ok('worker', 'setsockopt', { fd: accepted, level: 'SOL_SOCKET', name: 'SO_LINGER', value: { onoff: 1, linger: 0 } });
    expect((await session.ok('worker', 'getsockopt', { fd: accepted, level: 'SOL_SOCKET', name: 'SO_LINGER' })).value).toEqual({ onoff: 1,
      linger: 0 });
    await session.ok('worker', 'close', { fd: accepted });
    expect((await session.perform('client', 'reads')).outcome).toEqual({ kind: 'error', name: 'ECONNRESET', number: 104 });
  });
});

describe('calls that wait', () => {
  it('leaves a blocked recv pending, keeps the process usable, and reports the end of it', async () => {
    session = await TestSession.open(['worker', 'client!']);
    const { accepted } = await connection('worker');
    const blocked: number[] = [];
    // More of them than libuv's pool has threads by default.
    for (let i = 0; i < 6; i++) {
      expect((await session.perform('worker', 'recv', { fd: accepted, length: 1 })).outcome).toEqual({ kind: 'pending' });
      blocked.push(session.key);
    }
    expect((await session.ok('worker', 'getsockopt', { fd: accepted, level: 'SOL_SOCKET', name: 'SO_TYPE' })).value).toBe('SOCK_STREAM');
    // P27: closing the descriptor does not end them.
    await session.ok('worker', 'close', { fd: accepted });
    await session.ok('client', 'sends', { data: 'abcdef' });
    const got = await Promise.all(blocked.map((key) => session.completion(key)));
    expect(got.map(({ outcome }) => (outcome.kind === 'ok' ? outcome.results.data : '')).sort((a = '', b = '') => a.localeCompare(b)))
      .toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('blocks a named thread alone', async () => {
    session = await TestSession.open(['worker+t1', 'client!']);
    const { accepted } = await connection('worker');
    expect((await session.perform('worker/t1', 'recv', { fd: accepted, length: 9 })).outcome).toEqual({ kind: 'pending' });
    const { key } = session;
    await session.ok('worker', 'setsockopt', { fd: accepted, level: 'SOL_SOCKET', name: 'SO_KEEPALIVE', value: 1 });
    await session.ok('client', 'sends', { data: 'x' });
    expect((await session.completion(key)).outcome).toEqual({ kind: 'ok', results: { data: 'x', ended: false } });
    expect((await session.perform('worker/t2', 'dup', { fd: accepted })).outcome).toEqual({ kind: 'refused',
      reason: '"worker" has no thread "t2"' });
  });

  it('refuses to block main, and does not when a call fails or succeeds immediately', async () => {
    session = await TestSession.open(['main', 'client!']);
    const { listener, accepted } = await connection('main');
    const wouldBlock = (call: string) => ({ kind: 'refused', reason: `"main" would block in ${call}: name another process for it` });
    expect((await session.perform('main', 'recv', { fd: accepted, length: 1 })).outcome).toEqual(wouldBlock('recv'));
    expect((await session.perform('main', 'accept4', { fd: listener })).outcome).toEqual(wouldBlock('accept4'));
    expect((await session.perform('main', 'recv', { fd: listener, length: 1 })).outcome).toMatchObject({ name: 'ENOTCONN' });
    expect((await session.perform('main', 'accept4', { fd: accepted })).outcome).toMatchObject({ name: 'EINVAL' });
    await session.ok('main', 'fcntl', { fd: accepted, command: 'F_SETFL', value: ['O_NONBLOCK'] });
    expect((await session.perform('main', 'recv', { fd: accepted, length: 1 })).outcome).toMatchObject({ name: 'EAGAIN' });
    // The send buffers of a loopback connection end somewhere.
    await session.ok('main', 'fcntl', { fd: accepted, command: 'F_SETFL', value: [] });
    let last;
    do last = await session.perform('main', 'send', { fd: accepted, data: 'x'.repeat(65_536) });
    while (last.outcome.kind === 'ok');
    expect(last.outcome).toEqual(wouldBlock('send'));
  });

  it('connects and waits for events in main without blocking it, and leaves the flags as they were', async () => {
    session = await TestSession.open(['main', 'client!']);
    const { address = '' } = await session.ok('client', 'listens');
    const fd = await session.fd('main', 'socket', { domain: 'AF_INET', type: 'SOCK_STREAM' });
    const connected = await session.perform('main', 'connect', { fd, address });
    expect(connected).toMatchObject({ outcome: { kind: 'ok' }, observed: { remote: address } });
    expect((await session.ok('main', 'fcntl', { fd, command: 'F_GETFL' })).flags).toEqual([]);
    const epoll = await session.fd('main', 'epoll_create1');
    await session.ok('main', 'epoll_ctl', { epfd: epoll, op: 'EPOLL_CTL_ADD', fd, events: ['EPOLLIN'] });
    expect((await session.perform('main', 'epoll_wait', { epfd: epoll, timeout: 1000 })).outcome).toEqual({ kind: 'pending' });
    const { key } = session;
    await session.ok('client', 'sends', { data: 'x' });
    expect((await session.completion(key)).outcome).toMatchObject({ results: { events: ['EPOLLIN'] } });
    const refused = await session.fd('main', 'socket', { domain: 'AF_INET', type: 'SOCK_STREAM' });
    expect((await session.perform('main', 'connect', { fd: refused, address: '127.0.0.1:1' })).outcome)
      .toMatchObject({ name: 'ECONNREFUSED' });
  });

  it("keeps its hands off main's own descriptors, and lets the system refuse closed ones", async () => {
    session = await TestSession.open(['main']);
    expect((await session.perform('main', 'close', { fd: 0 })).outcome).toMatchObject({ kind: 'refused' });
    const fd = await session.fd('main', 'socket', { domain: 'AF_INET', type: 'SOCK_DGRAM' });
    await session.ok('main', 'close', { fd });
    expect((await session.perform('main', 'listen', { fd: null, backlog: 1 })).outcome).toMatchObject({ name: 'EBADF' });
  });
});

describe('messages', () => {
  it.each<Carrier>(['ipc', 'pipe', 'file'])('carry text between main and others by %s, and leave nothing behind', async (carrier) => {
    session = await TestSession.open(['main', 'worker', 'other']);
    const before = ownSockets();
    for (const [from, to] of [['main', 'worker'], ['worker', 'main'], ['worker', 'other']] as const) {
      const { text,
        micros } = await session.provider.message({ from, to, carrier, content: { kind: 'text', text: 'héllo\u0000' }, as: 'm' });
      expect(text).toBe('héllo\u0000');
      expect(micros).toBeGreaterThan(0);
    }
    await waitFor(() => (ownSockets().join() === before.join() ? true : null));
    expect(temporary.list()).toEqual([expect.stringMatching(/^handoff-\w+$/)]);
  });

  it('names the missing part', async () => {
    session = await TestSession.open(['main', 'worker']);
    const carry = (carrier: Carrier,
      to: string) => session.provider.message({ from: 'main', to, carrier, content: { kind: 'blob', name: 'b' }, as: 'b' });
    for (const carrier of ['ipc', 'pipe', 'file'] as const) {
      await expect(carry(carrier, 'worker')).rejects.toThrow('The sender keeps no blob named "b"');
    }
    await expect(carry('ipc', 'stranger')).rejects.toThrow('There is no process "stranger"');
    expect(temporary.list()).toEqual([expect.stringMatching(/^handoff-\w+$/)]);
  });
});

describe('ends', () => {
  it('kills a blocked process and closes its descriptors', async () => {
    session = await TestSession.open(['worker', 'client!']);
    const { accepted } = await connection('worker');
    expect((await session.perform('worker', 'recv', { fd: accepted, length: 1 })).outcome).toEqual({ kind: 'pending' });
    await session.provider.kill('worker');
    expect(isRunning(session.pids.get('worker') ?? 0)).toBe(false);
    expect(session.died).toEqual([]);
    expect(await session.ok('client', 'reads')).toEqual({ data: '', ended: true });
    expect((await session.perform('worker', 'dup', { fd: 1 })).outcome.kind).toBe('refused');
    await expect(session.provider.kill('main')).rejects.toThrow('cannot be killed');
  });

  it('reports a process that ends by itself', async () => {
    session = await TestSession.open(['worker']);
    process.kill(session.pids.get('worker') ?? 0, 'SIGKILL');
    expect(await waitFor(() => session.died[0] ?? null)).toEqual({ process: 'worker', how: 'signal SIGKILL' });
  });

  it('leaves no process, descriptor or folder after any kind of work', async () => {
    const sockets = ownSockets();
    session = await TestSession.open(['main', 'worker+t1', 'client!']);
    const { accepted } = await connection('main');
    await session.ok('main', 'setsockopt', { fd: accepted, level: 'SOL_SOCKET', name: 'SO_LINGER', value: { onoff: 1, linger: 5 } });
    const [ours, theirs] = await carrierSockets('main', 'worker');
    await session.ok('main', 'sendmsg', { fd: ours, data: 'x', rights: [accepted] });
    await session.fd('main', 'epoll_create1');
    await session.perform('worker/t1', 'recvmsg', { fd: theirs, length: 1 });
    await session.perform('worker/t1', 'recv', { fd: theirs, length: 1 });
    await session.perform('worker', 'recv', { fd: theirs, length: 1 });
    await session.provider.dispose();
    await session.provider.dispose();
    expect([...session.pids].filter(([name, pid]) => name !== 'main' && isRunning(pid ?? 0))).toEqual([]);
    expect(ownSockets()).toEqual(sockets);
    expect(temporary.list()).toEqual([]);
    expect(session.died).toEqual([]);
  });

  it('hands no socket of main down to a process that starts later', async () => {
    session = await TestSession.open(['main', 'client!']);
    const { listener } = await connection('main');
    await session.provider.start({ name: 'late', role: 'participant', threads: [] });
    expect((await session.ok('main', 'fcntl', { fd: listener, command: 'F_GETFD' })).flags).toEqual([]);
    expect((await session.perform('late', 'getsockname', { fd: listener })).outcome).not.toMatchObject({
      results: { address: expect.stringContaining('127.0.0.1') } });
  });
});
