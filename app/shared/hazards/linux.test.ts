import { describe, expect, it } from 'vitest';
import { type Line, call, inbox, linuxConnection, linuxShared, play, received, sent } from '../../../tests/support/play.ts';
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
      .toEqual([expect.stringContaining('MSG_CTRUNC, 1 arrived')]);
  });

  it('of CMSG_SPACE for one fits the second', async () => {
    expect(texts(await story(two, received('worker', 'd', { controlLength: 24 })), 'control-buffer'))
      .toEqual([expect.stringContaining('requested 1 at step 13, and 2 arrived')]);
  });

  it('of the right size is not a hazard', async () => {
    expect(texts(await story(two, received('worker', ['d', 'e'], { controlLength: 24 })), 'control-buffer')).toEqual([]);
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
