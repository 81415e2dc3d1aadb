/** Results on Winsock that the state of the socket decides, and the names of its errors. */
import type { SocketEntity } from '../../domain/entities.ts';
import { entity } from '../../domain/world.ts';
import type { DecidingStates, ErrorNames } from '../platform-semantics.ts';
import { UNPREDICTED, type Prediction, predictError, predictOneOf } from '../types.ts';
import type { WinsockClauses } from './clauses.ts';

export const ERRORS: ErrorNames = {
  notADescriptor: 'WSAENOTSOCK', notASocket: 'WSAENOTSOCK', wouldBlock: 'WSAEWOULDBLOCK', invalid: 'WSAEINVAL',
  notConnected: 'WSAENOTCONN', isConnected: 'WSAEISCONN', sendAfterShutdown: 'WSAESHUTDOWN', refused: 'WSAECONNREFUSED',
  reset: 'WSAECONNRESET', addressInUse: 'WSAEADDRINUSE', noOption: 'WSAENOPROTOOPT',
};

const isDatagram = (socket: SocketEntity): boolean => socket.type === 'SOCK_DGRAM';

/** @param k the clauses in force. */
export const deciding = (k: WinsockClauses): DecidingStates => ({
  listenState(socket) {
    // The page has one error for a type that cannot listen and others for the wrong state.
    if (socket.type !== 'SOCK_STREAM') return predictOneOf(['WSAEOPNOTSUPP', 'WSAEINVAL', 'WSAEISCONN'], 'S24');
    if (socket.state === 'established') return predictError('WSAEISCONN', 'S24');
    // A bind must come first.
    return socket.state === 'unbound' ? predictError('WSAEINVAL') : null;
  },
  acceptState(socket) {
    // The page has one error for a datagram socket and another for a socket that does not listen.
    if (isDatagram(socket)) return predictOneOf(['WSAEOPNOTSUPP', 'WSAEINVAL'], 'S24');
    return socket.state === 'listening' ? null : predictError('WSAEINVAL', 'S24');
  },
  connectState: () => null,
  connectOnListener: () => 'WSAEINVAL',
  sendState: () => null,
  // The pages do not cover sending on a listening socket or a datagram without a receiver.
  sendUnconnected: (socket) => (socket.state === 'listening' || isDatagram(socket) ? UNPREDICTED : predictError('WSAENOTCONN', 'S24')),
  receiveState: (socket) => receiveState(k, socket),
  shutdownState: () => null,
  peerNameState(world, socket) {
    // Data sent to a closed peer is answered by a reset at some time; no page says whether the address is then lost.
    // A connection that ended in both directions becomes unconnected at a time that depends on TCP.
    const mayBeReset = socket.reset
      || (socket.peerEnded && (socket.sendShutdown || entity(world, 'socket', socket.peer)?.closedAt !== null));
    return mayBeReset ? UNPREDICTED : null;
  },
  unboundName: () => predictError('WSAEINVAL'),
  // The pages do not say that connected sockets alone block an address.
  connectedHoldersLeaveOpen: () => true,
  sharesPort: () => false,
});

function receiveState(k: WinsockClauses, socket: SocketEntity): Prediction | null | undefined {
  if (!isDatagram(socket) && socket.state !== 'established') return predictError('WSAENOTCONN', 'S24');
  const failed = k.readAfterShutdownFails(socket);
  if (failed) return failed;
  return socket.queue.length > 0 ? null : k.resetFailsReads(socket) ?? k.endIsReadAsNothing(socket) ?? undefined;
}
