/**
 * Results of calls on an ended connection on Linux. The kernel keeps two shutdown bits, an error
 * that is reported once, and for TCP whether the end of the stream was seen (tcp(7), unix(7); P16 to P18).
 */
import type { Draft } from '../../domain/draft.ts';
import type { SocketEntity } from '../../domain/entities.ts';
import { entity } from '../../domain/world.ts';
import { UNPREDICTED, type Prediction, predictError, predictOk } from '../types.ts';
import type { LinuxClauses } from './clauses.ts';

const isUnix = (socket: SocketEntity): boolean => socket.family === 'AF_UNIX';
const isDatagram = (socket: SocketEntity): boolean => socket.type === 'SOCK_DGRAM';

/** TCP: reset, or ended in both directions. The socket is open without a connection. */
export const isGone = (socket: SocketEntity): boolean =>
  !isUnix(socket) && !isDatagram(socket) && (socket.reset || (socket.peerEnded && socket.sendShutdown));

/** No more data will arrive: the peer ended its stream, or this end was shut down for reading. */
const hasReceivedAll = (socket: SocketEntity): boolean => socket.peerEnded || socket.receiveShutdown || socket.reset;

/** Returns the error of a send before its own shutdown and buffer space are checked, or null. */
export function sendState(socket: SocketEntity): Prediction | null {
  if (isDatagram(socket)) return null;
  if (!isUnix(socket)) {
    if (socket.reset) return predictError(socket.linux?.resetReported || socket.peerEnded ? 'EPIPE' : 'ECONNRESET', 'P18');
    return socket.state !== 'established' ? predictError('EPIPE', 'P17') : null;
  }
  if (socket.state !== 'established') return predictError('ENOTCONN');
  // A SOCK_SEQPACKET socket reports its error first on any call.
  if (socket.reset) return socket.type === 'SOCK_SEQPACKET' ? UNPREDICTED : predictError('EPIPE', 'P16');
  return null;
}

/** The error of a reset that no call has reported yet. */
export function unreportedReset(socket: SocketEntity): 'ECONNRESET' | 'EPIPE' | null {
  if (!socket.reset || socket.linux?.resetReported) return null;
  return !isUnix(socket) && socket.peerEnded ? 'EPIPE' : 'ECONNRESET';
}

/** Returns the result of a receiving call without data or with an error; null if it takes data, undefined if it blocks. */
export function receiveState(k: LinuxClauses, socket: SocketEntity): Prediction | null | undefined {
  if (isDatagram(socket)) return socket.receiveShutdown ? UNPREDICTED : socket.queue.length > 0 ? null : undefined;
  if (socket.state !== 'established') return predictError(isUnix(socket) && socket.type === 'SOCK_STREAM' ? 'EINVAL' : 'ENOTCONN');
  if (socket.type === 'SOCK_SEQPACKET' && socket.reset && !socket.linux?.resetReported) return UNPREDICTED;
  if (socket.queue.length > 0) return null;
  const ended = k.endIsReadAsNothing(!isUnix(socket) && socket.peerEnded) ?? k.resetFailsReads(socket);
  return ended ?? k.endIsReadAsNothing(hasReceivedAll(socket)) ?? undefined;
}

/**
 * A reset is reported once, to the first call, and then cleared. TCP reports it as EPIPE if the stream had ended
 * before; EPIPE of a unix socket comes from its shutdown bits and leaves the reset for another call.
 */
export function reported(draft: Draft, k: LinuxClauses, socket: SocketEntity, error: string): void {
  const told = error === 'ECONNRESET' || (error === 'EPIPE' && !isUnix(socket));
  if (told && socket.reset && !socket.linux?.resetReported) k.resetIsReportedOnce(draft, socket.id);
}

/** shutdown(2): always allowed on unix sockets, where it also ends the other side's opposite direction. */
export function shutdownState(socket: SocketEntity): Prediction | null {
  if (isUnix(socket)) return predictOk({}, 'P17');
  return socket.state === 'listening' || isDatagram(socket) ? UNPREDICTED : isGone(socket) ? predictError('ENOTCONN') : null;
}

/** Further effects of shutdown: on the peer's directions, or on a socket without a connection. */
export function afterShutdown(draft: Draft, k: LinuxClauses, socket: SocketEntity, endsReceiving: boolean, ok: boolean): void {
  if (isUnix(socket) && !isDatagram(socket) && endsReceiving) k.shutdownEndsPeersSending(draft, socket.peer);
  // The kernel keeps the bits; their effect on a later connection depends on it.
  const unconnected = socket.state !== 'established' || isDatagram(socket);
  if (unconnected && (ok || !isUnix(socket))) draft.change('socket', socket.id, { sure: false });
  if (!ok || isUnix(socket) || !endsReceiving) return;
  // A listener shut down for reading resets the connections in its backlog.
  for (const id of socket.backlog) {
    const far = entity(draft, 'socket', entity(draft, 'socket', id)?.peer ?? null);
    if (far?.closedAt === null) draft.change('socket', far.id, { reset: true, sure: false });
  }
}

/** A datagram socket receives from any socket of its family; a connected one only from its peer. */
export const takesFrom = (to: SocketEntity | undefined, from: SocketEntity): boolean =>
  to?.type === 'SOCK_DGRAM' && to.family === from.family && (to.peer === null || to.peer === from.id);

/** TCP: data that arrives after SHUT_RDWR is answered with a reset, as after a close (tcp(7), P17). */
export const refusesData = (k: LinuxClauses, socket: SocketEntity): boolean =>
  !isUnix(socket) && !isDatagram(socket) && k.shutDownRefusesData(socket);
