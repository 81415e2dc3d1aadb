/** The events of a socket that were enumerated and await their re-enabling call: state that only Winsock has (S39, S41). */
import type { Draft } from '../../domain/draft.ts';
import type { SocketEntity } from '../../domain/entities.ts';
import type { SocketId } from '../../domain/ids.ts';

const NONE: readonly string[] = Object.freeze([]);

export const reportedOn = (socket: SocketEntity): readonly string[] => socket.winsock?.reported ?? NONE;

export function setReported(draft: Draft, id: SocketId, reported: readonly string[]): void {
  draft.change('socket', id, { winsock: { reported } });
}
