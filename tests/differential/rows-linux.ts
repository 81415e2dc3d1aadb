/** Which Linux calls are drawn, how often, and on what. */
import type { SocketEntity } from '../../app/shared/domain/entities.ts';
import type { Holding } from './situation.ts';
import {
  type Row, type Scene, WORDS, addressesOf, free, freshAddress, isIdle, isOpenStream, isStream, listenersFor, mayCreate, mayWait, onSockets,
  readAnOption, setAnOption,
} from './call-generator.ts';

const KINDS = [
  { domain: 'AF_INET', type: 'SOCK_STREAM' }, { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, { domain: 'AF_INET', type: 'SOCK_STREAM' },
  { domain: 'AF_UNIX', type: 'SOCK_SEQPACKET' }, { domain: 'AF_INET', type: 'SOCK_DGRAM' }, { domain: 'AF_INET6', type: 'SOCK_STREAM' },
  { domain: 'AF_UNIX', type: 'SOCK_DGRAM' },
] as const;

const EVENTS = [['EPOLLIN'], ['EPOLLIN', 'EPOLLOUT'], ['EPOLLOUT'], ['EPOLLIN', 'EPOLLRDHUP'], []] as const;

/** Anything but the carrier itself: rights to a socket sent through it are a knot that only the kernel's collector unties. */
const sendable = ({ held }: Scene,
  carrier: Holding): Holding[] => held.filter((h) => h.socket?.family !== 'AF_UNIX' && h.number !== carrier.number);

const receivers = (scene: Scene, from: SocketEntity): string[] =>
  addressesOf(scene, (s) => s.type === 'SOCK_DGRAM' && s.family === from.family && s.peer === null);

const any = (scene: Scene): readonly Holding[] => scene.held;
const epolls = (scene: Scene): Holding[] => scene.held.filter((h) => h.kind === 'epoll');
const isUnixStream = (s: { family: string; type: string; state: string }): boolean => s.family === 'AF_UNIX' && s.type !== 'SOCK_DGRAM';

/** Processes that were started by socket activation and have not asked for what they were given. */
const wasGivenSockets = ({ situation, process, held }: Scene): boolean =>
  held.length === 0 && (situation.running().find((p) => p.name === process)?.listenFds ?? 0) > 0;

export const LINUX_ROWS: readonly Row[] = [
  free('socket', 6, (x) => x.held.length < 8, ({ draw }) => {
    const kind = draw.of(KINDS);
    return { ...kind, ...(draw.odds(25) ? { flags: [draw.of(['SOCK_NONBLOCK', 'SOCK_CLOEXEC'])] } : {}) };
  }),
  onSockets('bind', 6, (s) => s.state === 'unbound', (_x, _on, s) => ({ address: freshAddress(s) })),
  onSockets('listen', 7, (s) => s.state === 'bound' && isStream(s), ({ draw }) => ({ backlog: draw.of([16, 8, 4]) })),
  onSockets('connect', 8, (s, x) => isStream(s) && (s.state === 'unbound' || s.state === 'bound') && listenersFor(x, s).length > 0,
    (x, _on, s) => ({ address: x.draw.of(listenersFor(x, s)) })),
  onSockets('accept4', 12, (s) => s.backlog.length > 0,
    ({ draw }) => (draw.odds(25) ? { flags: [draw.of(['SOCK_NONBLOCK', 'SOCK_CLOEXEC'])] } : {})),
  onSockets('accept4', 1, (s, x) => s.state === 'listening' && s.backlog.length === 0 && mayWait(x)),
  onSockets('accept', 4, (s) => s.backlog.length > 0),
  onSockets('send', 6, (s) => isOpenStream(s) && !s.sendShutdown, ({ draw }) => ({ data: draw.of(WORDS) })),
  onSockets('write', 3, (s) => isOpenStream(s) && !s.sendShutdown, ({ draw }) => ({ data: draw.of(WORDS) })),
  onSockets('writev', 2, (s) => isOpenStream(s) && !s.sendShutdown,
    ({ draw }) => ({ data: draw.of(WORDS), ...(draw.odds(50) ? { more: draw.of(WORDS) } : {}) })),
  onSockets('sendmmsg', 2, (s) => isOpenStream(s) && !s.sendShutdown, ({ draw }) => ({ data: draw.of(WORDS), more: draw.of(WORDS) })),
  onSockets('recvmmsg', 2, (s) => isOpenStream(s) && !isIdle(s), ({ draw }) => ({ length: draw.of([16, 1]) })),
  onSockets('sendfile', 2, (s) => isOpenStream(s) && !s.sendShutdown, ({ draw }) => ({ data: draw.of(WORDS) })),
  onSockets('read', 2, (s) => isOpenStream(s) && !isIdle(s), ({ draw }) => ({ length: draw.of([16, 1, 2]) })),
  onSockets('readv', 2, (s) => isOpenStream(s) && !isIdle(s),
    ({ draw }) => ({ length: draw.of([16, 1]), ...(draw.odds(50) ? { moreLength: draw.of([1, 8]) } : {}) })),
  onSockets('recv', 8, (s) => isOpenStream(s) && !isIdle(s), ({ draw }) => ({
    length: draw.of([16, 1, 2]), ...(draw.odds(15) ? { flags: [draw.of(['MSG_PEEK', 'MSG_DONTWAIT'])] } : {}),
  })),
  onSockets('recv', 1, (s, x) => isOpenStream(s) && isIdle(s) && mayWait(x), ({ draw }) => ({ length: draw.of([16, 1]) })),
  onSockets('sendmsg', 8, (s) => isUnixStream(s) && isOpenStream(s) && !s.sendShutdown, (x, on) => {
    const rights = sendable(x, on);
    const data = x.draw.of(WORDS);
    if (rights.length === 0 || x.draw.odds(15)) return { data };
    const first = x.draw.of(rights).ref;
    return { data, rights: x.draw.odds(25) ? [first, x.draw.of(rights).ref] : [first] };
  }),
  onSockets('recvmsg', 12, (s) => isUnixStream(s) && s.queue.length > 0, ({ draw }) => ({
    length: draw.of([16, 2]), ...(draw.odds(15) ? { controlLength: draw.of([24, 20, 0]) } : {}),
    ...(draw.odds(20) ? { flags: ['MSG_CMSG_CLOEXEC'] } : {}),
  })),
  free('socketpair', 3, (x) => x.held.length < 7,
    ({ draw }) => ({ domain: 'AF_UNIX', type: draw.of(['SOCK_STREAM', 'SOCK_SEQPACKET', 'SOCK_DGRAM']) })),
  onSockets('sendto', 4, (s, x) => s.type === 'SOCK_DGRAM' && receivers(x, s).length > 0,
    (x, _on, s) => ({ data: x.draw.of(WORDS), to: x.draw.of(receivers(x, s)) })),
  onSockets('recvfrom', 5, (s) => s.queue.length > 0 && s.type === 'SOCK_DGRAM', ({ draw }) => ({ length: draw.of([16, 1]) })),
  onSockets('poll', 4, () => true,
    ({ draw }) => ({ events: [...draw.of([['POLLIN'], ['POLLIN', 'POLLOUT'], ['POLLRDHUP']])], timeout: 0 })),
  ...['select', 'pselect6'].map((call) => free(call, 2, (x) => x.held.some((h) => h.socket), (x) => {
    const sockets = x.held.filter((h) => h.socket).map((h) => h.ref);
    return { read: [x.draw.of(sockets)], ...(x.draw.odds(50) ? { write: [x.draw.of(sockets)] } : {}), timeout: 0 };
  })),
  { call: 'dup', weight: 4, on: any },
  { call: 'dup2', weight: 1, on: any,
    args: ({ draw, held, situation, process }) => ({ newfd: draw.of([...held.map((h) => h.ref), ...situation.stale(process)]) }) },
  {
    call: 'kcmp', weight: 2, on: any, args: ({ draw, situation, process }) => {
      const other = draw.of(situation.running()).name;
      const theirs = situation.held(other);
      return theirs.length === 0 ? null : { pid1: `$${process}`, pid2: `$${other}`, fd2: draw.of(theirs).ref };
    },
  },
  free('pidfd_open', 1, () => true, ({ draw, situation }) => ({ pid: `$${draw.of(situation.running()).name}` })),
  {
    call: 'pidfd_getfd', weight: 6, on: (x) => x.held.filter((h) => h.kind === 'pidfd'), args: ({ draw, situation }, on) => {
      const theirs = situation.behind(on!);
      return theirs.length === 0 ? null : { targetfd: draw.of(theirs).ref };
    },
  },
  { call: 'close', weight: 5, on: any },
  { call: 'close_range', weight: 2, on: any,
    args: ({ draw }, on) => ({ last: on!.ref, ...(draw.odds(50) ? { flags: ['CLOSE_RANGE_CLOEXEC'] } : {}) }) },
  onSockets('setsockopt', 4, () => true, setAnOption),
  onSockets('getsockopt', 4, () => true, (x, _on, s) => readAnOption(x, s)),
  onSockets('shutdown', 2, (s) => isOpenStream(s), ({ draw }) => ({ how: draw.of(['SHUT_WR', 'SHUT_RD', 'SHUT_RDWR']) })),
  {
    call: 'fcntl', weight: 5, on: any, args: ({ draw, situation }) => {
      const command = draw.of(['F_GETFL', 'F_SETFL', 'F_GETFD', 'F_SETFD', 'F_GETOWN', 'F_SETOWN']);
      if (command === 'F_SETOWN') return { command, owner: `$${draw.of(situation.running()).name}` };
      if (command === 'F_SETFL') return { command, value: draw.odds(40) ? [] : ['O_NONBLOCK'] };
      return command === 'F_SETFD' ? { command, value: draw.odds(40) ? [] : ['FD_CLOEXEC'] } : { command };
    },
  },
  {
    call: 'ioctl', weight: 3, on: any, args: ({ draw }) => {
      const command = draw.of(['FIONBIO', 'FIOCLEX', 'FIONCLEX']);
      return command === 'FIONBIO' ? { command, value: draw.of([1, 0]) } : { command };
    },
  },
  free('epoll_create1', 3, (x) => epolls(x).length < 2, ({ draw }) => (draw.odds(25) ? { flags: ['EPOLL_CLOEXEC'] } : {})),
  {
    call: 'epoll_ctl', weight: 9, on: epolls, args: (x) => {
      const sockets = x.held.filter((h) => h.kind === 'socket');
      if (sockets.length === 0) return null;
      const op = x.draw.of(['EPOLL_CTL_ADD', 'EPOLL_CTL_ADD', 'EPOLL_CTL_ADD', 'EPOLL_CTL_MOD', 'EPOLL_CTL_DEL']);
      const target = { op, fd: x.draw.of(sockets).ref };
      return op === 'EPOLL_CTL_DEL' ? target : { ...target, events: [...x.draw.of(EVENTS)] };
    },
  },
  { call: 'epoll_wait', weight: 8, on: epolls, args: () => ({ timeout: 0 }) },
  ...['epoll_pwait', 'epoll_pwait2'].map((call): Row => ({ call, weight: 2, on: epolls, args: () => ({ timeout: 0 }) })),
  free('epoll_create', 1, (x) => epolls(x).length < 2, () => ({ size: 1 })),
  onSockets('ppoll', 2, () => true, ({ draw }) => ({ events: [...draw.of([['POLLIN'], ['POLLOUT']])], timeout: 0 })),
  free('fork', 1, (x) => mayCreate(x), ({ draw, situation, held }) => ({
    process: situation.waiting()[0]!.name,
    ...(held.some((h) => h.socket) && draw.odds(25) ? { listenFds: [draw.of(held.filter((h) => h.socket)).ref] } : {}),
  })),
  free('sd_listen_fds', 12, (x) => wasGivenSockets(x)),
  onSockets('getsockname', 1, (s) => s.local !== null),
  onSockets('getpeername', 1, (s) => s.remote !== null),
];
