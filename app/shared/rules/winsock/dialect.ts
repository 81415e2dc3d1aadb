import type { Dialect } from '../dialect.ts';
import { type WorldView, allOf } from '../../domain/world.ts';
import { numberArg } from '../lookup.ts';
import { NO_OPINION, type Prediction, type RuleContext, predictError } from '../types.ts';
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

/** What a call that speaks of handles, and is not one of Winsock's, says where there is no socket: it may be another kind of handle. */
export function notAHandle(world: WorldView, c: RuleContext, noSocket: Prediction): Prediction {
  const number = numberArg(c, 's');
  const another = [...allOf(world, 'event'), ...allOf(world, 'port')].some((e) => e.process === c.process.id && e.number === number);
  return another || noSocket.outcome.kind === 'unknown' ? NO_OPINION : predictError('WSA_INVALID_HANDLE');
}
