import type { Dialect } from '../dialect.ts';
import { abortAll } from './operations.ts';
import { descriptorGone, happened, inheritRegistration, rearm } from './events.ts';

export const WINSOCK: Dialect = {
  rules: 'winsock',
  notADescriptor: 'WSAENOTSOCK', notASocket: 'WSAENOTSOCK', wouldBlock: 'WSAEWOULDBLOCK', invalid: 'WSAEINVAL',
  notConnected: 'WSAENOTCONN', isConnected: 'WSAEISCONN', sendAfterShutdown: 'WSAESHUTDOWN', refused: 'WSAECONNREFUSED',
  reset: 'WSAECONNRESET', addressInUse: 'WSAEADDRINUSE', noOption: 'WSAENOPROTOOPT',
  ids: { flight: 'S7', queue: 'S28', options: 'S24', close: 'S31', shutdown: 'S30', blocking: 'S27', linger: 'S32', inherit: 'S45' },
  closed: abortAll, descriptorGone,
  happened, rearm, accepted: inheritRegistration,
};
