/** sendto and recvfrom: a datagram goes whole to one reader, with its sender's address (P19). */
import { consume, deliver, predictWait, recvRule, take } from '../common/data.ts';
import { committedSocket, isPrediction, listArg, numberArg, socketArg, socketAt, textArg } from '../lookup.ts';
import { type CallRule, NO_OPINION, predictError, predictOk } from '../types.ts';
import { LINUX } from './dialect.ts';
import { dropRights } from './rights.ts';

export const sendto: CallRule = {
  predict(world, c) {
    const socket = socketArg(world, c, LINUX);
    if (isPrediction(socket)) return socket;
    if (socket.sendShutdown) return predictError('EPIPE', 'P17');
    const to = socketAt(world, textArg(c, 'to'));
    if (socket.type !== 'SOCK_DGRAM' || to?.type !== 'SOCK_DGRAM' || to.family !== socket.family) return NO_OPINION;
    // A receiver that is connected takes from its own peer only.
    if (to.peer !== null && to.peer !== socket.id) return NO_OPINION;
    return predictOk({ number: textArg(c, 'data').length }, 'P19');
  },
  commit(draft, c, outcome, observed) {
    const socket = committedSocket(draft, c);
    if (outcome.kind !== 'ok' || !socket) return;
    // An unbound internet socket has been given a port by now.
    const local = socket.local ?? (socket.family === 'AF_UNIX' ? null : observed.local ?? null);
    // One that is bound to any address sends from the one that leads to the receiver.
    const known = socket.family === 'AF_UNIX' || (local !== null && !local.startsWith('0.0.0.0:') && !local.startsWith('[::]:'));
    const from = known ? { from: local } : {};
    if (local !== socket.local) draft.change('socket', socket.id, { local, state: socket.state === 'unbound' ? 'bound' : socket.state });
    const to = socketAt(draft, textArg(c, 'to'));
    if (to) deliver(draft, LINUX, socket, to.id, { data: textArg(c, 'data').slice(0, outcome.results.number), transfer: null, ...from });
  },
};

const plainRecv = recvRule(LINUX);

export const recvfrom: CallRule = {
  predict(world, c) {
    const socket = socketArg(world, c, LINUX);
    if (isPrediction(socket)) return socket;
    const wait = predictWait(LINUX, socket, listArg(c, 'flags').includes('MSG_DONTWAIT'));
    if (wait || socket.type !== 'SOCK_DGRAM') return plainRecv.predict(world, c);
    const { data, chunk } = take(socket, numberArg(c, 'length') ?? 0);
    return predictOk({ data, ...(chunk.from === undefined ? {} : { address: chunk.from ?? '' }) }, 'P19');
  },
  commit(draft, c, outcome) {
    const socket = committedSocket(draft, c);
    if (outcome.kind !== 'ok' || !socket || listArg(c, 'flags').includes('MSG_PEEK')) return;
    const chunk = socket.queue[0];
    consume(draft, socket, outcome.results.data ?? '');
    dropRights(draft, chunk?.transfer ?? null, c.step);
  },
};
