/** The events of a socket that were enumerated and await their re-enabling call: state that only Winsock has (S39, S41). */
import type { Draft } from '../../domain/draft.ts';
import type { RegistrationEntity, SocketEntity } from '../../domain/entities.ts';
import type { SocketId } from '../../domain/ids.ts';
import { isFullyShutDown } from '../../domain/notification-sources.ts';
import { type WorldView, entity } from '../../domain/world.ts';

const NONE: readonly string[] = Object.freeze([]);

export const reportedOn = (socket: SocketEntity): readonly string[] => socket.winsock?.reported ?? NONE;

export function setReported(draft: Draft, id: SocketId, reported: readonly string[]): void {
  const former = entity(draft, 'socket', id)?.winsock;
  // A trace file does not tell an empty extension from none.
  if (reported.length === 0 && former === undefined) return;
  draft.change('socket', id, { winsock: { ...former, reported } });
}

/** FD_WRITE was reported for a socket that waits for space: it had some before its peer has read everything. */
export function hasSpace(draft: Draft, { id, refusedSends }: SocketEntity): void {
  if (refusedSends) draft.change('socket', id, { refusedSends: 0 });
}

/** Whether the socket is the connecting end of its connection, so that FD_CONNECT is about it. */
export const hasConnected = (socket: SocketEntity): boolean => socket.winsock?.connected === true;

export function setConnects(draft: Draft, id: SocketId): void {
  draft.change('socket', id, { winsock: { reported: NONE, ...entity(draft, 'socket', id)?.winsock, connected: true } });
}

/** Whether FD_CLOSE is recorded after an own shutdown in both directions, which ends the registration under Wine (W28). */
export const closedAfterOwnShutdown = (world: WorldView, { socket, recorded }: RegistrationEntity): boolean => {
  const of = entity(world, 'socket', socket);
  return of !== undefined && recorded.includes('FD_CLOSE') && isFullyShutDown(of);
};
