/** Clauses of shared descriptions, of connections that end, and of blocked calls (P2, P16 to P19, P27). */
import type { Draft } from '../../domain/draft.ts';
import type { SocketEntity } from '../../domain/entities.ts';
import type { ObjectId, SocketId } from '../../domain/ids.ts';
import { type WorldView, entity, pendingOn } from '../../domain/world.ts';
import { answer, condition, effect } from '../clause.ts';
import { type Prediction, predictError, predictOk } from '../types.ts';
import { changeLinux } from './state.ts';

const isOn = (socket: SocketEntity, option: string): boolean => typeof socket.options[option] === 'number' && socket.options[option] !== 0;

export const STREAM_CLAUSES = {
  endIsReadAsNothing: answer({
    rule: 'P16', says: 'After the end of the stream a read returns 0 bytes.', without: 'a read after the end of the stream waits',
    evidence: ['observedOnLinux'],
    applies: (ended: boolean): Prediction | null => (ended ? predictOk({ data: '', ended: true }, 'P16') : null),
  }),
  closeEndsPeersSending: condition({
    rule: 'P16', says: 'The peer of a closed unix socket can no longer send.', without: 'the peer of a closed unix socket can send',
    evidence: ['observedOnLinux'],
    applies: (closed: SocketEntity): boolean => closed.family === 'AF_UNIX',
  }),
  shutdownEndsPeersSending: effect({
    rule: 'P17', says: 'A unix socket shut down for reading ends the sends of its peer.',
    without: 'the peer sends on after a shutdown of receiving',
    evidence: ['observedOnLinux'],
    applies(draft: Draft, socket: SocketId | null): void {
      const peer = entity(draft, 'socket', socket);
      if (peer?.closedAt === null) draft.change('socket', peer.id, { sendShutdown: true });
    },
  }),
  shutDownRefusesData: condition({
    rule: 'P17', says: 'Data for a TCP socket shut down in both directions resets the connection.',
    without: 'a socket that was shut down receives data',
    evidence: ['observedOnLinux'],
    applies: (socket: SocketEntity): boolean => socket.sendShutdown && socket.receiveShutdown,
  }),
  resetFailsReads: answer({
    rule: 'P18', says: 'A read after a reset fails with ECONNRESET.', without: 'a reset reads as the end of the stream',
    evidence: ['observedOnLinux'],
    applies: ({ reset, linux }: SocketEntity): Prediction | null =>
      (reset && !linux?.resetReported ? predictError('ECONNRESET', 'P18') : null),
  }),
  resetIsReportedOnce: effect({
    rule: 'P18', says: 'A reset is reported to one call.', without: 'a reset is reported to every call', evidence: ['observedOnLinux'],
    applies: (draft: Draft, socket: SocketId): void => changeLinux(draft, socket, { resetReported: true }),
  }),
  portIsReused: condition({
    rule: 'P19', says: 'Sockets with SO_REUSEPORT can be bound to one address.', without: 'SO_REUSEPORT has no effect',
    evidence: ['observedOnLinux'],
    applies: (sockets: readonly SocketEntity[]): boolean => sockets.every((s) => isOn(s, 'SO_REUSEPORT')),
  }),
  blockedCallKeepsOpen: condition({
    rule: 'P27', says: 'A blocked call keeps its socket open.', without: 'a blocked call holds nothing', evidence: ['observedOnLinux'],
    applies: (world: WorldView, object: ObjectId): boolean => pendingOn(world, object).length > 0,
  }),
};
