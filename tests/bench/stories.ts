/** What the rules are timed with: a listener whose connections are handed to a worker, again and again. */
import type { Rules } from '../../app/shared/domain/entities.ts';
import type { IdCounters } from '../../app/shared/domain/draft.ts';
import { cast, Fold, type Folded } from './fold.ts';

export const CAST = cast('main', 'worker', 'client');
const WORKER_PID = 2;
/** A world is left and a new one begun after so many calls, as sessions are: nothing ever leaves a world's story. */
const CALLS_A_WORLD = 1000;

/** Folds at least `calls` calls; the number it came to. `folded` is told of each. */
export async function tell(rules: Rules, calls: number, folded: ((folded: Folded) => void) | null = null): Promise<number> {
  const counters: IdCounters = {};
  let n = 0;
  while (n < calls) {
    const fold = new Fold(rules, n, counters, folded);
    await fold.start(CAST);
    const round = await (rules === 'linux' ? linux(fold) : winsock(fold));
    while (fold.n < Math.min(calls, n + CALLS_A_WORLD)) await round();
    ({ n } = fold);
  }
  return n;
}

async function winsock(fold: Fold): Promise<() => Promise<void>> {
  const { descriptor: l } = await fold.call('main', 'WSASocketW', { af: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP' });
  await fold.call('main', 'bind', { s: l!, address: '127.0.0.1:0' });
  await fold.call('main', 'listen', { s: l!, backlog: 5 });
  const address = '127.0.0.1:50001';
  const { event } = await fold.call('worker', 'WSACreateEvent');
  return async () => {
    await fold.call('client', 'connects', { to: address });
    const { descriptor: s } = await fold.call('main', 'accept', { s: l! });
    const { transfer } = await fold.call('main', 'WSADuplicateSocketW', { s: s!, processId: WORKER_PID });
    const { descriptor: d } = await fold.call('worker', 'WSASocketW', { protocolInfo: 'blob', flags: ['WSA_FLAG_OVERLAPPED'] }, transfer);
    await fold.call('main', 'closesocket', { s: s! });
    await fold.call('worker', 'setsockopt', { s: d!, level: 'SOL_SOCKET', name: 'SO_KEEPALIVE', value: 1 });
    await fold.call('worker', 'getsockopt', { s: d!, level: 'SOL_SOCKET', name: 'SO_KEEPALIVE' });
    await fold.call('worker', 'WSAEventSelect', { s: d!, event: event!, mask: ['FD_READ', 'FD_CLOSE'] });
    await fold.call('client', 'sends', { data: 'question' });
    await fold.call('worker', 'WSAEnumNetworkEvents', { s: d!, event: event! });
    await fold.call('worker', 'recv', { s: d!, length: 64 });
    await fold.call('worker', 'send', { s: d!, data: 'answer' });
    await fold.call('client', 'reads', {});
    await fold.call('worker', 'closesocket', { s: d! });
    await fold.call('client', 'closes', {});
  };
}

async function linux(fold: Fold): Promise<() => Promise<void>> {
  const { descriptor: l } = await fold.call('main', 'socket', { domain: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP' });
  await fold.call('main', 'bind', { fd: l!, address: '127.0.0.1:0' });
  await fold.call('main', 'listen', { fd: l!, backlog: 5 });
  const address = '127.0.0.1:50001';
  const inbox = (await fold.call('worker', 'socket', { domain: 'AF_UNIX', type: 'SOCK_DGRAM' })).descriptor!;
  await fold.call('worker', 'bind', { fd: inbox, address: '@inbox' });
  const out = (await fold.call('main', 'socket', { domain: 'AF_UNIX', type: 'SOCK_DGRAM' })).descriptor!;
  const epfd = (await fold.call('worker', 'epoll_create1')).descriptor!;
  return async () => {
    await fold.call('client', 'connects', { to: address });
    const { descriptor: s } = await fold.call('main', 'accept4', { fd: l! });
    await fold.call('main', 'sendmsg', { fd: out, data: 'x', rights: [s!], to: '@inbox' });
    const [d] = (await fold.call('worker', 'recvmsg', { fd: inbox, length: 8, flags: ['MSG_CMSG_CLOEXEC'] })).descriptors!;
    await fold.call('main', 'close', { fd: s! });
    await fold.call('worker', 'setsockopt', { fd: d!, level: 'SOL_SOCKET', name: 'SO_KEEPALIVE', value: 1 });
    await fold.call('worker', 'getsockopt', { fd: d!, level: 'SOL_SOCKET', name: 'SO_KEEPALIVE' });
    await fold.call('worker', 'epoll_ctl', { epfd, op: 'EPOLL_CTL_ADD', fd: d!, events: ['EPOLLIN'] });
    await fold.call('client', 'sends', { data: 'question' });
    await fold.call('worker', 'epoll_wait', { epfd, timeout: 0, maxEvents: 8 });
    await fold.call('worker', 'recv', { fd: d!, length: 64 });
    await fold.call('worker', 'send', { fd: d!, data: 'answer' });
    await fold.call('client', 'reads', {});
    await fold.call('worker', 'close', { fd: d! });
    await fold.call('client', 'closes', {});
  };
}
