import type { PlatformSemantics } from '../platform-semantics.ts';
import { type WorldView, allOf } from '../../domain/world.ts';
import { isPrediction, numberArg, socketArg } from '../lookup.ts';
import { UNPREDICTED, type Prediction, type RuleContext, predictError } from '../types.ts';
import { abortAll } from './operations.ts';
import { descriptorGone, happened, inheritRegistration, rearm } from './events.ts';

export const WINSOCK: PlatformSemantics = {
  rules: 'winsock',
  notADescriptor: 'WSAENOTSOCK', notASocket: 'WSAENOTSOCK', wouldBlock: 'WSAEWOULDBLOCK', invalid: 'WSAEINVAL',
  notConnected: 'WSAENOTCONN', isConnected: 'WSAEISCONN', sendAfterShutdown: 'WSAESHUTDOWN', refused: 'WSAECONNREFUSED',
  reset: 'WSAECONNRESET', addressInUse: 'WSAEADDRINUSE', noOption: 'WSAENOPROTOOPT',
  ids: { flight: 'S7', queue: 'S28', options: 'S24', close: 'S31', shutdown: 'S30', blocking: 'S27', linger: 'S32', inherit: 'S45' },
  // Not modelled: raw sockets, sockets without a given type, and calls on the accept socket of a pending AcceptEx.
  follows: ({ id, type }, world) => (type === 'SOCK_STREAM' || type === 'SOCK_DGRAM')
    && ![...world.ofKind('operation')].some((o) => o.acceptSocket === id && o.state === 'pending'),
  closed: abortAll, descriptorGone,
  happened, rearm, accepted: inheritRegistration,
};

/** The result of a general handle call on a number without a socket, which can be a handle of another kind. */
export function notAHandle(world: WorldView, c: RuleContext): Prediction {
  const number = numberArg(c, 's');
  const another = [...allOf(world, 'event'), ...allOf(world, 'port')].some((e) => e.process === c.process.id && e.number === number);
  const found = socketArg(world, c, WINSOCK);
  const unknown = isPrediction(found) && found.outcome.kind === 'unknown';
  return another || unknown ? UNPREDICTED : predictError('WSA_INVALID_HANDLE');
}
