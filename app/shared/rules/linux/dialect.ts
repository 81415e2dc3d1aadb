import type { Dialect } from '../dialect.ts';

const nobody = () => {};

export const LINUX: Dialect = {
  rules: 'linux',
  notADescriptor: 'EBADF', notASocket: 'ENOTSOCK', wouldBlock: 'EAGAIN', invalid: 'EINVAL', notConnected: 'ENOTCONN',
  isConnected: 'EISCONN', sendAfterShutdown: 'EPIPE', refused: 'ECONNREFUSED', reset: 'ECONNRESET',
  addressInUse: 'EADDRINUSE', noOption: 'ENOPROTOOPT',
  ids: { queue: 'P19', options: 'P1', close: 'P16', shutdown: 'P17', blocking: 'P2', linger: 'P18', inherit: 'P20' },
  // epoll looks at the socket when it is asked (P14), and accept4 hands nothing down (P20).
  happened: nobody, rearm: nobody, accepted: nobody,
};
