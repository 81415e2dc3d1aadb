/** Clauses of socket options that Winsock keeps or refuses in its own way (S24). */
import type { OptionValue, SocketEntity } from '../../domain/entities.ts';
import { answer, choice } from '../clause.ts';
import { type Prediction, predictError } from '../types.ts';

export const OPTION_CLAUSES = {
  optionKeepsWhatFits: choice({
    rule: 'S24', says: 'SO_DEBUG is kept as 0 or 1, and of TCP_NODELAY the lowest byte.', without: 'every option keeps the whole value',
    evidence: [],
    applies(name: string, value: OptionValue): OptionValue {
      if (typeof value !== 'number') return value;
      return name === 'SO_DEBUG' ? Number(value !== 0) : name === 'TCP_NODELAY' ? value & 0xff : value;
    },
  }),
  typeOfDatagramsIsInvalid: answer({
    rule: 'S24', says: 'Setting SO_TYPE of a datagram socket fails with WSAEINVAL.',
    without: 'setting SO_TYPE fails with WSAENOPROTOOPT for every type',
    evidence: [],
    applies: ({ type }: SocketEntity, name: string): Prediction | null =>
      (name === 'SO_TYPE' && type === 'SOCK_DGRAM' ? predictError('WSAEINVAL', 'S24') : null),
  }),
  blockedReceiveTimesOut: answer({
    rule: 'S24', says: 'A blocked receive fails with WSAETIMEDOUT after the time of SO_RCVTIMEO.',
    without: 'a receive waits forever, for every SO_RCVTIMEO',
    evidence: ['documented', 'observedOnWine'],
    applies({ options }: SocketEntity, grace: number): Prediction | null {
      const limit = options['SO_RCVTIMEO'];
      return typeof limit === 'number' && limit > 0 && limit <= grace ? predictError('WSAETIMEDOUT', 'S24') : null;
    },
  }),
};
