/** ConnectEx, DisconnectEx and TransmitFile (S29, S30, S33). */
import { entity } from '../../domain/world.ts';
import { establish } from '../common/connections.ts';
import { endStream } from '../common/data.ts';
import { committedSocket, familyOf, isPrediction, socketArg, socketAt, textArg } from '../lookup.ts';
import { type RulesOf, UNPREDICTED, predictError, predictOk } from '../types.ts';
import type { WinsockRule } from './clauses.ts';
import { finish } from './operations.ts';
import { OVERLAPPED_RULES, begin, eventIsOpen, resetItsEvent } from './overlapped.ts';
import { exceptUnix } from './unix.ts';
import { believesUnbound } from './view.ts';

const connectEx: WinsockRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    if (eventIsOpen(world, c) || believesUnbound(world, c) || socket.type !== 'SOCK_STREAM') return UNPREDICTED;
    if (familyOf(textArg(c, 'address')) !== socket.family) return UNPREDICTED;
    // Its page: an unbound or listening socket is WSAEINVAL, a connected one WSAEISCONN.
    if (socket.state === 'unbound' || socket.state === 'listening') return predictError('WSAEINVAL', 'S33');
    if (socket.state === 'established') return predictError('WSAEISCONN', 'S33');
    const target = socketAt(world, textArg(c, 'address'));
    return target?.sure && target.state === 'listening' && target.type === socket.type ? predictOk({}, 'S33') : UNPREDICTED;
  },
  commit(draft, c, outcome, observed) {
    const socket = committedSocket(draft, c);
    resetItsEvent(draft, c);
    if (!socket || outcome.kind !== 'ok') return;
    const operation = begin(draft, c, socket, outcome.results.operation ?? null, 0);
    const target = socketAt(draft, textArg(c, 'address'));
    if (target?.state !== 'listening') {
      draft.change('socket', socket.id, { sure: false });
      return;
    }
    establish(draft, c.semantics, socket, target, c.step, observed.local ?? socket.local);
    const connected = entity(draft, 'socket', socket.id)!;
    draft.change('socket', socket.id, { options: { ...connected.options, SO_UPDATE_CONNECT_CONTEXT: 0 } });
    if (operation) finish(draft, c.semantics, operation, '');
  },
};

const disconnectEx: WinsockRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    if (socket.type !== 'SOCK_STREAM' || socket.state === 'listening' || socket.reset || socket.sendShutdown || socket.receiveShutdown)
      return UNPREDICTED;
    return socket.state === 'established' ? predictOk({}, 'S30') : predictError('WSAENOTCONN', 'S30');
  },
  commit(draft, c, outcome) {
    const socket = committedSocket(draft, c);
    if (!socket || outcome.kind !== 'ok') return;
    // What else holds for a disconnected socket, or for one that is used again, the page leaves open.
    const ended = draft.change('socket', socket.id, { sendShutdown: true, receiveShutdown: true, sure: false });
    endStream(draft, c.semantics, ended, false);
  },
};

const { WSASend } = OVERLAPPED_RULES;

/** Sends as WSASend does, on connections only. */
const transmitFile: WinsockRule = {
  ...WSASend,
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    return socket.type === 'SOCK_STREAM' ? WSASend.predict(world, c) : UNPREDICTED;
  },
};

export const EXTENSION_RULES = {
  ConnectEx: exceptUnix(connectEx), DisconnectEx: exceptUnix(disconnectEx), TransmitFile: exceptUnix(transmitFile),
} satisfies RulesOf<'winsock'>;
