/** Clauses of connections that were shut down, ended or reset (S30 to S32), and of unix sockets (S57). */
import type { SocketEntity } from '../../domain/entities.ts';
import { answer } from '../clause.ts';
import { UNPREDICTED, type Prediction, predictError, predictOk, predictOneOf } from '../types.ts';

export const STREAM_CLAUSES = {
  readAfterShutdownFails: answer({
    rule: 'S30', says: 'A read after a shutdown of receiving fails with WSAESHUTDOWN.', without: 'reads go on after a shutdown',
    evidence: ['documented', 'observedOnWine'],
    applies: ({ receiveShutdown }: SocketEntity): Prediction | null => (receiveShutdown ? predictError('WSAESHUTDOWN', 'S30') : null),
  }),
  resetFailsReads: answer({
    rule: 'S32', says: 'A read after a reset fails with WSAECONNRESET.', without: 'a read after a reset waits',
    evidence: ['documented', 'observedOnWine'],
    // No page says which is reported for a connection that ended and then was reset.
    applies: ({ reset, peerEnded }: SocketEntity): Prediction | null =>
      (reset ? peerEnded ? UNPREDICTED : predictError('WSAECONNRESET', 'S32') : null),
  }),
  endIsReadAsNothing: answer({
    rule: 'S31', says: 'After the end of the stream a read returns 0 bytes.', without: 'a read after the end of the stream waits',
    evidence: ['documented', 'observedOnWine'],
    applies: ({ peerEnded }: SocketEntity): Prediction | null => (peerEnded ? predictOk({ data: '', ended: true }, 'S31') : null),
  }),
  unixSocketIsAStream: answer({
    rule: 'S57', says: 'A unix socket that is not a stream cannot be created.', without: 'unix sockets for datagrams exist',
    evidence: ['documented'],
    // The announcement names no error; these are the ones of the page for what its family does not support.
    applies: (type: string): Prediction | null =>
      (type === 'SOCK_STREAM' ? null : predictOneOf(['WSAEAFNOSUPPORT', 'WSAESOCKTNOSUPPORT', 'WSAEPROTONOSUPPORT', 'WSAEINVAL'], 'S57')),
  }),
};
