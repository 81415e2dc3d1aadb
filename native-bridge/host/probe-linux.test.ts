import { afterEach, expect, it } from 'vitest';
import { aDescriptor, aProcess, aRegistration, aSocket } from './entities.fixture.ts';
import { TestSession, worldOf } from './session.fixture.ts';

let session: TestSession;
afterEach(() => session.provider.dispose());

it('reads identity, flags, holders, state, queue and registrations, and changes none of it', async () => {
  session = await TestSession.open(['main', 'worker', 'client!']);
  const listener = await session.fd('main', 'socket', { domain: 'AF_INET', type: 'SOCK_STREAM', flags: ['SOCK_CLOEXEC'] });
  await session.ok('main', 'bind', { fd: listener, address: '127.0.0.1:0' });
  await session.ok('main', 'listen', { fd: listener, backlog: 5 });
  const { address = '' } = await session.ok('main', 'getsockname', { fd: listener });
  await session.ok('client', 'connects', { to: address });
  const fd = await session.fd('main', 'accept4', { fd: listener, flags: ['SOCK_NONBLOCK'] });
  const copy = await session.fd('main', 'dup', { fd });
  await session.ok('main', 'dup', { fd });
  await session.ok('client', 'sends', { data: 'four' });
  const epoll = await session.fd('main', 'epoll_create1');
  await session.ok('main', 'epoll_ctl', { epfd: epoll, op: 'EPOLL_CTL_ADD', fd, events: ['EPOLLIN', 'EPOLLONESHOT'] });

  const registered = { socket: 'socket:2', descriptor: 'descriptor:2', process: 'process:main', target: 'epoll:1' } as const;
  const world = worldOf([
    aProcess('main', process.pid), aProcess('worker', session.pids.get('worker') ?? null),
    aSocket(1, { state: 'listening', local: address }), aSocket(2, { state: 'established' }),
    { kind: 'epoll', id: 'epoll:1', step: 1, closedAt: null },
    aDescriptor(1, 'main', listener, 'socket:1'), aDescriptor(2, 'main', fd, 'socket:2'), aDescriptor(3, 'main', copy, 'socket:2'),
    aDescriptor(4, 'main', epoll, 'epoll:1'), aDescriptor(5, 'worker', 999, 'socket:2'),
    aRegistration(1, { ...registered, number: fd }), aRegistration(2, { ...registered, number: copy }),
  ]);
  const read = async () =>
    new Map((await session.provider.probe(world)).facts.map(({ subject, what, value }) => [`${subject} ${what}`, value]));
  const facts = await read();
  expect(facts.get('descriptor:2 identity')).toMatch(/^ino \d+$/);
  expect(facts.get('descriptor:3 identity')).toBe(facts.get('descriptor:2 identity'));
  expect(facts.get('descriptor:1 identity')).not.toBe(facts.get('descriptor:2 identity'));
  expect(facts.get('descriptor:5 identity')).toBeNull();
  expect(Object.fromEntries(facts)).toMatchObject({
    'descriptor:1 inheritable': false, 'descriptor:2 inheritable': true, 'descriptor:4 identity': 'anon_inode:[eventpoll]',
    'socket:1 nonblocking': false, 'socket:2 nonblocking': true,
    // The third one is a holder that this world does not know.
    'socket:1 descriptors': 1, 'socket:2 descriptors': 3,
    'socket:1 state': 'listening', 'socket:1 local': address, 'socket:2 state': 'established', 'socket:2 local': address,
    'socket:2 unread': 4,
    'epoll:1 registrations': `fd ${fd}: EPOLLIN|EPOLLONESHOT`, 'registration:1 registered': true, 'registration:2 registered': false,
  });
  expect([...(await read())]).toEqual([...facts]);

  // Known addresses are asked for, unknown ones looked up: the same answer.
  const { local, remote } = { local: String(facts.get('socket:2 local')), remote: String(facts.get('socket:2 remote')) };
  const informed = worldOf([...world.values()].map((entity) =>
    (entity.id === 'socket:2' ? aSocket(2, { state: 'established', local, remote }) : entity)));
  expect(await session.provider.probe(informed)).toEqual(await session.provider.probe(world));

  // The end of the stream is no unread byte.
  expect((await session.ok('main', 'recv', { fd, length: 4 })).data).toBe('four');
  await session.ok('client', 'closes');
  const after = await read();
  expect([after.get('socket:2 state'), after.get('socket:2 unread')]).toEqual(['CLOSE_WAIT', 0]);
});
