import { describe, expect, it } from 'vitest';
import { type Line, call, inbox, linuxConnection, linuxListener, linuxShared, play, received, sent } from '../../../tests/support/play.ts';
import { ModelProvider } from '../model/provider.ts';
import type { PerformRequest, Performed } from '../provider/provider.ts';
import type { PredictedOutcome } from '../trace/predicted.ts';
import { sentenceText } from '../trace/sentence.ts';
import type { TraceLog } from '../trace/log.ts';
import { hazardsAt } from './index.ts';

const texts = (log: TraceLog, id: string, n = log.length): string[] =>
  hazardsAt(log, n).filter((h) => h.id === id).map((h) => sentenceText(h.sentence));
const story = (...lines: readonly (Line | readonly Line[])[]) => play('linux', lines.flat());

describe('an epoll item', () => {
  const watched = [
    ...linuxConnection, call('main', 'dup', { fd: '$s' }, 'copy'), call('main', 'epoll_create1', { flags: ['EPOLL_CLOEXEC'] }, 'ep'),
    call('main', 'epoll_ctl', { epfd: '$ep', op: 'EPOLL_CTL_ADD', fd: '$s', events: ['EPOLLIN'] }),
  ];

  it('is stale after its descriptor is closed, and worse if the number is reused', async () => {
    const log = await story(watched, call('main', 'close', { fd: '$s' }),
      call('main', 'socket', { domain: 'AF_INET', type: 'SOCK_STREAM' }, 'other'),
      call('main', 'close', { fd: '$copy' }));
    expect(texts(log, 'stale-epoll-item', 10)).toEqual([expect.stringContaining('fd 21 was closed at step 10')]);
    expect(texts(log, 'stale-epoll-item', 11))
      .toEqual([expect.stringContaining('fd 21 of main has referred to socket #3 TCP since step 11')]);
    expect(texts(log, 'stale-epoll-item')).toEqual([]);
  });

  it('deleted before the close is not stale', async () => {
    const log = await story(watched, call('main', 'epoll_ctl', { epfd: '$ep', op: 'EPOLL_CTL_DEL', fd: '$s' }),
      call('main', 'close', { fd: '$s' }));
    expect(texts(log, 'stale-epoll-item')).toEqual([]);
  });
});

describe('received descriptors', () => {
  it('survive an exec unless the receiver sets the flag, immediately or too late', async () => {
    const log = await story(linuxConnection, inbox('worker'), sent('s'), received('worker', 'd', {}),
      call('worker', 'fcntl', { fd: '$d', command: 'F_SETFD', value: ['FD_CLOEXEC'] }));
    expect(texts(log, 'received-without-cloexec', log.length - 1))
      .toEqual([expect.stringContaining("worker's fd 21 was received at step 13 without MSG_CMSG_CLOEXEC")]);
    expect(texts(log, 'received-without-cloexec')).toEqual([]);
    expect(texts(log, 'flag-set-late')).toEqual([expect.stringContaining('from step 13 to step 14')]);
  });

  it('with MSG_CMSG_CLOEXEC are not a hazard', async () => {
    const log = await story(linuxConnection, linuxShared('s', 'worker', 'd'));
    expect(texts(log, 'received-without-cloexec')).toEqual([]);
    expect(texts(log, 'flag-set-late')).toEqual([]);
  });
});

describe('a control buffer', () => {
  const two = [...linuxConnection, ...inbox('worker'), sent('s', 'l')];

  it('of CMSG_LEN for one drops the second', async () => {
    expect(texts(await story(two, received('worker', 'd', { controlLength: 20 })), 'control-buffer'))
      .toEqual([expect.stringMatching(/^worker received 1 of 2 descriptors at step 13 with MSG_CTRUNC: .* buffer of 20 bytes has room/)]);
  });

  it('of CMSG_SPACE for one fits the second', async () => {
    expect(texts(await story(two, received('worker', 'd', { controlLength: 24 })), 'control-buffer'))
      .toEqual([expect.stringContaining('requested 1 at step 13, and 2 arrived')]);
  });

  it('of the right size is not a hazard', async () => {
    expect(texts(await story(two, received('worker', ['d', 'e'], { controlLength: 24 })), 'control-buffer')).toEqual([]);
  });
});

/** A system that installs no more than one received descriptor, and answers socket() with EMFILE if `limit`. */
const refusing = (limit: boolean) => class extends ModelProvider {
  override async answer(request: PerformRequest, predicted: PredictedOutcome): Promise<Performed> {
    if (limit && request.call.name === 'dup') return { micros: null, outcome: { kind: 'error', name: 'EMFILE', number: 24 } };
    const performed = await super.answer(request, predicted);
    const { outcome } = performed;
    if (request.call.name !== 'recvmsg' || outcome.kind !== 'ok') return performed;
    const results = { ...outcome.results, descriptors: outcome.results.descriptors!.slice(0, 1), flags: ['MSG_CTRUNC'] };
    return { ...performed, outcome: { kind: 'ok', results } };
  }
};

describe('descriptors dropped although the buffer had room', () => {
  const lines = [...linuxConnection, ...inbox('worker'), sent('s', 'l')];

  it('name the two causes that are left', async () => {
    const log = await play('linux', [...lines, received('worker', 'd', { controlLength: 64 })], refusing(false));
    expect(texts(log, 'control-buffer'))
      .toEqual([expect.stringMatching(/received 1 of 2 .* had room, so either .* limit .* or a security module/)]);
  });

  it('name the limit where the process has met it', async () => {
    const log = await play('linux', [...lines, call('worker', 'dup', { fd: '$inbox' }),
      received('worker', 'd', { controlLength: 64 })], refusing(true));
    expect(texts(log, 'control-buffer')).toEqual([expect.stringContaining('has no free descriptor number (EMFILE at step 13)')]);
  });
});

/** A socket pair of main, whose second end is with the worker. */
const pairShared = [
  call('main', 'socketpair', { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, ['near', 'far']), ...inbox('worker'), sent('far'),
  received('worker', 'd'),
];

describe('a process that gave one end of a connection away', () => {
  it('and kept it holds both, until it closes one', async () => {
    const log = await story(pairShared, call('main', 'close', { fd: '$far' }));
    expect(texts(log, 'both-ends-held', log.length - 1)).toEqual([expect.stringMatching(/^main still holds both ends .* since step 8/)]);
    expect(texts(log, 'both-ends-held')).toEqual([]);
  });

  it('and closed it before holds one', async () => {
    const closed = [...pairShared.slice(0, -1), call('main', 'close', { fd: '$far' }), pairShared.at(-1)!];
    expect(texts(await story(closed), 'both-ends-held')).toEqual([]);
  });
});

describe('an adopted listener', () => {
  const adopted = [...linuxListener, ...linuxShared('l', 'worker', 'd')];

  it('that is bound or put to listening again is a hazard, and not where it was made', async () => {
    const log = await story(adopted, call('worker', 'bind', { fd: '$d', address: '127.0.0.1:0' }),
      call('worker', 'listen', { fd: '$d', backlog: 9 }),
      call('main', 'listen', { fd: '$l', backlog: 7 }));
    expect(texts(log, 'set-up-again', log.length - 2))
      .toEqual([expect.stringMatching(/^worker called bind .* received and already bound: .* EINVAL/)]);
    expect(log.step(log.length - 1)!.hazards).toEqual([]);
    expect(log.step(log.length)!.hazards).toEqual([]);
    expect(texts(await story(adopted, call('worker', 'listen', { fd: '$d', backlog: 9 })), 'set-up-again'))
      .toEqual([expect.stringContaining('already listening: the result is a changed backlog for every holder')]);
  });

  it('closed by the server that accepted on it is a hazard when a client waits, until another process accepts', async () => {
    const log = await story(adopted, call('client', 'connects', { to: '$address' }), call('worker', 'accept4', { fd: '$d' }, 'c'),
      call('worker', 'close', { fd: '$d' }), call('client', 'connects', { to: '$address' }), call('main', 'accept4', { fd: '$l' }));
    expect(texts(log, 'listener-let-go', log.length - 2)).toEqual([]);
    expect(texts(log, 'listener-let-go', log.length - 1))
      .toEqual([expect.stringMatching(/^worker accepted on .* and still runs; main keeps/)]);
    expect(texts(log, 'listener-let-go')).toEqual([]);
  });
});

describe('a listener whose creator is gone', () => {
  const left = [...linuxListener, ...linuxShared('l', 'worker', 'd'), call('main', 'close', { fd: '$l' })];
  const watched = [call('worker', 'epoll_create1', { flags: ['EPOLL_CLOEXEC'] }, 'ep'),
    call('worker', 'epoll_ctl', { epfd: '$ep', op: 'EPOLL_CTL_ADD', fd: '$d', events: ['EPOLLIN'] })];
  const client = call('client', 'connects', { to: '$address' });

  it('has no acceptor, unless a holder has registered for its events', async () => {
    expect(texts(await story(left, client), 'no-live-acceptor')).toEqual([expect.stringContaining('worker holds it and never accepted')]);
    expect(texts(await story(left, watched, client), 'no-live-acceptor')).toEqual([]);
  });

  it('is not deserted by a server that shuts down while a holder waits for its events', async () => {
    const served = [client, call('main', 'accept4', { fd: '$l' }, 'c')];
    const before = [...linuxListener, ...served, ...linuxShared('l', 'worker', 'd')];
    const after = [call('main', 'close', { fd: '$l' }), client];
    expect(texts(await story(before, after), 'listener-let-go')).toEqual([expect.stringMatching(/^main accepted .*; worker keeps/)]);
    expect(texts(await story(before, watched, after), 'listener-let-go')).toEqual([]);
  });

  it('keeps its address from being bound', async () => {
    const [text] = texts(await story(left), 'port-without-creator');
    expect(text).toMatch(/can fail with EADDRINUSE until every holder/);
  });
});

describe('a connection that its reader hands over', () => {
  it('has one reader, unless the first one reads again', async () => {
    const handed = [...linuxConnection, call('client', 'sends', { data: 'abcdef' }), call('main', 'recv', { fd: '$s', length: 2 }),
      ...linuxShared('s', 'worker', 'd'), call('worker', 'recv', { fd: '$d', length: 2 })];
    expect(texts(await story(handed), 'two-readers')).toEqual([]);
    expect(texts(await story(handed, call('main', 'recv', { fd: '$s', length: 2 })), 'two-readers')).toHaveLength(1);
  });
});

describe('a handoff of listeners over a connection', () => {
  const shared = (name: string, address: string) => [
    call('main', 'socket', { domain: 'AF_INET', type: 'SOCK_STREAM' }, name),
    call('main', 'setsockopt', { fd: `$${name}`, level: 'SOL_SOCKET', name: 'SO_REUSEPORT', value: 1 }),
    call('main', 'bind', { fd: `$${name}`, address }), call('main', 'listen', { fd: `$${name}`, backlog: 5 }),
  ];
  const handed = [
    ...shared('l', '127.0.0.1:0'), call('main', 'getsockname', { fd: '$l' }, 'address'), ...shared('k', '$address'),
    call('worker', 'socket', { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, 'door'), call('worker', 'bind', { fd: '$door', address: '@' }),
    call('worker', 'listen', { fd: '$door', backlog: 1 }), call('worker', 'getsockname', { fd: '$door' }, 'doorName'),
    { message: '$doorName', from: 'worker', to: 'main', carrier: 'ipc' },
    call('main', 'socket', { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, 'line'),
    call('main', 'connect', { fd: '$line', address: '$doorName' }),
    call('worker', 'accept4', { fd: '$door' }, 'end'), call('main', 'sendmsg', { fd: '$line', data: 'x', rights: ['$l', '$k'] }),
    call('worker', 'recvmsg', { fd: '$end', length: 8, flags: ['MSG_CMSG_CLOEXEC'] }, ['a', 'b']),
  ];

  it('with one address is a hazard once, until one of them is closed', async () => {
    const log = await story(handed, call('worker', 'close', { fd: '$a' }));
    expect(texts(log, 'two-listeners-one-address', log.length - 1))
      .toEqual([expect.stringMatching(/^worker has two listeners on 127\.0\.0\.1:\d+: socket #1 TCP and socket #2 TCP/)]);
    expect(texts(log, 'two-listeners-one-address')).toEqual([]);
  });

  it('that leaves the connection open is a hazard at the end, and not where it is closed', async () => {
    expect(texts(await story(handed), 'carrier-left-open'))
      .toEqual([expect.stringMatching(/^transfer \S+ arrived, and main still holds its end/)]);
    expect(texts(await story(handed, call('main', 'close', { fd: '$line' })), 'carrier-left-open')).toEqual([]);
  });
});

describe('the number of a closed descriptor', () => {
  const closed = [...linuxConnection, call('main', 'close', { fd: '$s' })];

  it('used after it was given to another socket is a hazard', async () => {
    const log = await story(closed, call('main', 'socket', { domain: 'AF_INET', type: 'SOCK_STREAM' }, 'next'),
      call('main', 'close', { fd: '$s' }));
    expect(texts(log, 'stale-number'))
      .toEqual([expect.stringMatching(/^close at step 9 used \$s, which is closed: .* that socket was closed instead/)]);
  });

  it('used while it is free fails, and is none', async () => {
    expect(texts(await story(closed, call('main', 'close', { fd: '$s' })), 'stale-number')).toEqual([]);
  });

  it('replaced by dup2 belongs to the name', async () => {
    const log = await story(linuxConnection, call('main', 'dup2', { fd: '$l', newfd: '$s' }), call('main', 'close', { fd: '$s' }));
    expect(log.steps().flatMap((step) => step.hazards.map((h) => h.id))).not.toContain('stale-number');
  });
});

describe('O_NONBLOCK', () => {
  const flag = (value: string[]) => call('main', 'fcntl', { fd: '$s', command: 'F_SETFL', value });

  it('set for other holders is a hazard until it is cleared', async () => {
    const log = await story(linuxConnection, linuxShared('s', 'worker', 'd'), flag(['O_NONBLOCK']), flag([]));
    expect(texts(log, 'nonblocking-shared', log.length - 1))
      .toEqual([expect.stringContaining('main set O_NONBLOCK on socket #2 TCP at step 14, which also affects worker')]);
    expect(texts(log, 'nonblocking-shared')).toEqual([]);
  });

  it('received with a descriptor is one too', async () => {
    const log = await story(linuxConnection, flag(['O_NONBLOCK']), linuxShared('s', 'worker', 'd'));
    expect(texts(log, 'nonblocking-shared'))
      .toEqual([expect.stringContaining("worker's fd 21 arrived at step 14 with O_NONBLOCK, set at step 7")]);
  });

  it('of a socket with one holder is not a hazard', async () => {
    expect(texts(await story(linuxConnection, flag(['O_NONBLOCK'])), 'nonblocking-shared')).toEqual([]);
  });
});

describe('the hazards that both platforms have', () => {
  it('name Linux calls and rules', async () => {
    const log = await story(linuxConnection, linuxShared('s', 'worker', 'd'), call('client', 'sends', { data: 'abcd' }),
      call('main', 'recv', { fd: '$s', length: 2 }), call('worker', 'recv', { fd: '$d', length: 2 }),
      call('worker', 'shutdown', { fd: '$d', how: 'SHUT_WR' }),
      call('main', 'close', { fd: '$l' }), sent('s'));
    const found = hazardsAt(log, log.length);
    expect(found.map((h) => h.id).sort()).toEqual(['ended-by-co-holder', 'transfer-never-imported', 'two-readers']);
    expect(found.flatMap((h) => h.rules).every((rule) => rule.startsWith('P'))).toBe(true);
    expect(texts(log, 'transfer-never-imported')[0]).toContain('at the end of the scenario: the reference in the queue of socket #');
  });
});

describe('sockets in flight', () => {
  const pairs = [0, 1, 2].map((i) => call('main', 'socketpair', { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, [`x${i}`, `y${i}`]));
  const into = (what: number, queue: number) => call('main', 'sendmsg', { fd: `$y${queue}`, data: 'm', rights: [`$x${what}`] });

  it('in two cycles that share a socket can stay forever, until a message is received', async () => {
    const log = await story(pairs, into(0, 1), into(1, 2), into(1, 0), into(2, 1),
      call('main', 'recvmsg', { fd: '$x1', length: 8, controlLength: 64 }, ['again']));
    expect(texts(log, 'cycle-overlooked', 6)).toEqual([]);
    expect(texts(log, 'cycle-overlooked', 7)).toEqual([expect.stringContaining('in cycles that share a socket')]);
    expect(texts(log, 'cycle-overlooked')).toEqual([]);
  });

  it('in one cycle are freed', async () => {
    expect(texts(await story(pairs, into(0, 1), into(1, 2), into(2, 0)), 'cycle-overlooked')).toEqual([]);
  });
});
