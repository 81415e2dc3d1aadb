import type { Dialect } from '../dialect.ts';
import { wakeItems } from './epoll-wake.ts';
import { signalOwner } from './signals.ts';

const nobody = () => {};

export const LINUX: Dialect = {
  rules: 'linux',
  notADescriptor: 'EBADF', notASocket: 'ENOTSOCK', wouldBlock: 'EAGAIN', invalid: 'EINVAL', notConnected: 'ENOTCONN',
  isConnected: 'EISCONN', sendAfterShutdown: 'EPIPE', refused: 'ECONNREFUSED', reset: 'ECONNRESET',
  addressInUse: 'EADDRINUSE', noOption: 'ENOPROTOOPT',
  ids: { queue: 'P19', options: 'P1', close: 'P16', shutdown: 'P17', blocking: 'P2', linger: 'P18', inherit: 'P20' },
  happened(draft, socket, what) {
    wakeItems(draft, socket, what);
    // Room to write and an established connection signal too, at moments of the kernel's own choosing.
    if (what === 'read' || what === 'accept' || what === 'close') signalOwner(draft, socket);
  },
  // A level-triggered epoll item looks at the socket when it is asked (P14), and accept4 hands nothing down (P20).
  rearm: nobody, accepted: nobody,
};
