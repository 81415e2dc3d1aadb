/** Results on Linux that the state of the socket decides, and the names of its errors. */
import type { SocketEntity } from '../../domain/entities.ts';
import type { DecidingStates, ErrorNames } from '../platform-semantics.ts';
import { UNPREDICTED, predictError, predictOk } from '../types.ts';
import type { LinuxClauses } from './clauses.ts';
import { isGone, receiveState, sendState, shutdownState } from './streams.ts';

export const ERRORS: ErrorNames = {
  notADescriptor: 'EBADF', notASocket: 'ENOTSOCK', wouldBlock: 'EAGAIN', invalid: 'EINVAL', notConnected: 'ENOTCONN',
  isConnected: 'EISCONN', sendAfterShutdown: 'EPIPE', refused: 'ECONNREFUSED', reset: 'ECONNRESET',
  addressInUse: 'EADDRINUSE', noOption: 'ENOPROTOOPT',
};

const isUnix = (socket: SocketEntity): boolean => socket.family === 'AF_UNIX';

/** @param k the clauses in force. */
export const deciding = (k: LinuxClauses): DecidingStates => ({
  // An unbound socket is bound by listen, if its addresses have numbers.
  listenState(socket) {
    if (socket.type === 'SOCK_DGRAM') return predictError('EOPNOTSUPP');
    return (isUnix(socket) && socket.local === null) || socket.state === 'established' ? predictError('EINVAL') : null;
  },
  acceptState(socket) {
    if (socket.type === 'SOCK_DGRAM') return predictError('EOPNOTSUPP');
    return socket.state === 'listening' ? null : predictError('EINVAL');
  },
  connectState: (socket) => (socket.linux?.connectStarted ? predictOk({}) : null),
  connectOnListener: (socket) => (isUnix(socket) ? 'EINVAL' : 'EISCONN'),
  sendState,
  sendUnconnected: (socket) => (socket.type === 'SOCK_STREAM' && !isUnix(socket) ? predictError('EPIPE') : UNPREDICTED),
  receiveState: (socket) => receiveState(k, socket),
  shutdownState,
  peerNameState: (_world, socket) => (isGone(socket) ? predictError('ENOTCONN') : null),
  unboundName: () => UNPREDICTED,
  // An accepted unix socket has its listener's name but does not block it.
  connectedHoldersLeaveOpen: isUnix,
  // With SO_REUSEPORT on all of them the kernel chooses among independent sockets; none is shared (P19).
  sharesPort: k.portIsReused,
});
