/** sendto, recvfrom, and several messages in one call: a datagram goes whole to one reader, with its sender's address (P19). */
import { ok } from '../../calls/types.ts';
import { Draft } from '../../domain/draft.ts';
import { consume, contested, deliver, predictWait, recvRule, take } from '../common/data.ts';
import type { PendingEntity } from '../../domain/entities.ts';
import { entity, pendingOn } from '../../domain/world.ts';
import { committedSocket, isPrediction, listArg, numberArg, socketArg, socketAt, textArg } from '../lookup.ts';
import { type RulesOf, UNPREDICTED, predictError, predictOk } from '../types.ts';
import type { LinuxContext, LinuxRule } from './clauses.ts';
import { RIGHTS_RULES, dropRights, mayHaveAPort } from './rights.ts';
import { takesFrom, unreportedReset } from './streams.ts';

const sendto: LinuxRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    if (socket.type !== 'SOCK_DGRAM') return UNPREDICTED;
    const to = socketAt(world, textArg(c, 'to'));
    if (!takesFrom(to, socket)) return UNPREDICTED;
    return predictOk({ number: textArg(c, 'data').length }, 'P19');
  },
  commit(draft, c, outcome, observed) {
    const socket = committedSocket(draft, c);
    if (outcome.kind === 'error') mayHaveAPort(draft, socket);
    if (outcome.kind === 'error' && socket) c.semantics.reported(draft, socket, outcome.name);
    if (outcome.kind !== 'ok' || !socket) return;
    // An unbound internet socket now has a port.
    const local = socket.local ?? (socket.family === 'AF_UNIX' ? null : observed.local ?? null);
    // A socket bound to any address sends from the address that routes to the receiver.
    const known = socket.family === 'AF_UNIX' || (local !== null && !local.startsWith('0.0.0.0:') && !local.startsWith('[::]:'));
    const from = known ? { from: local } : {};
    if (local !== socket.local) draft.change('socket', socket.id, { local, state: socket.state === 'unbound' ? 'bound' : socket.state });
    // A connected stream sends to its peer and ignores the address.
    const to = socket.type === 'SOCK_DGRAM' ? socketAt(draft, textArg(c, 'to')) : entity(draft, 'socket', socket.peer);
    // Without a receiver the datagram can cause an error later.
    if (!to) draft.change('socket', socket.id, { sure: false });
    const data = textArg(c, 'data').slice(0, outcome.results.number);
    if (to) deliver(draft, c.semantics, socket, to.id, { data, transfer: null, ...from });
  },
};

const recvfrom: LinuxRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    if ((c.object !== undefined && numberArg(c, 'length') === 0) || contested(world, c, socket)) return UNPREDICTED;
    const wait = predictWait(c.semantics, socket, listArg(c, 'flags').includes('MSG_DONTWAIT'));
    if (wait || socket.type !== 'SOCK_DGRAM') return recvRule.predict(world, c);
    const { data, chunk } = take(socket, numberArg(c, 'length') ?? 0);
    return predictOk({ data, ...(chunk.from === undefined ? {} : { address: chunk.from ?? '' }) }, 'P19');
  },
  commit(draft, c, outcome) {
    const socket = committedSocket(draft, c);
    if (outcome.kind === 'error' && socket) c.semantics.reported(draft, socket, outcome.name);
    if (outcome.kind !== 'ok' || !socket || listArg(c, 'flags').includes('MSG_PEEK')) return;
    const chunk = socket.queue[0];
    consume(draft, c.semantics, socket, outcome.results.data ?? '');
    dropRights(draft, c.semantics, chunk?.transfer ?? null, c.step);
  },
};

const { recv, sendmsg } = RIGHTS_RULES;

/** The calls of sendmsg that send the same. */
const eachSend = (c: LinuxContext): LinuxContext[] =>
  [textArg(c, 'data'), textArg(c, 'more')].map((data) => ({ ...c, args: { ...c.args, data } }));

const roomOf = ({ args }: PendingEntity): number => Number(args['length'] ?? 0) + Number(args['moreLength'] ?? 0);

/** An error ends the call: it is returned if nothing was sent before it. What becomes of a later one no page says. */
const sendmmsg: LinuxRule = {
  predict(world, c) {
    const after = new Draft(world, {});
    const lengths: number[] = [];
    for (const one of eachSend(c)) {
      const sent = sendmsg.predict(after, one);
      if (sent.outcome.kind !== 'ok') return lengths.length === 0 ? sent : UNPREDICTED;
      lengths.push(textArg(one, 'data').length);
      sendmsg.commit?.(after, one, ok({ number: lengths.at(-1)! }), {});
    }
    return predictOk({ number: lengths.length, lengths }, 'P19');
  },
  commit(draft, c, outcome, observed) {
    const all = eachSend(c);
    if (outcome.kind !== 'ok') return sendmsg.commit?.(draft, all[0]!, outcome, observed);
    const { number = 0, lengths = [] } = outcome.results;
    for (const [i, one] of all.slice(0, number).entries()) sendmsg.commit?.(draft, one, ok({ number: lengths[i] ?? 0 }), observed);
    const socket = committedSocket(draft, c);
    if (socket && number < all.length) draft.change('socket', socket.id, { sure: false });
    // A blocked read returns with the bytes of the first message, or with those of both.
    const peer = entity(draft, 'socket', socket?.peer ?? null);
    if (peer?.type === 'SOCK_STREAM' && number > 1 && pendingOn(draft, peer.id).some((read) => roomOf(read) > (lengths[0] ?? 0)))
      draft.change('socket', peer.id, { sure: false });
  },
};

/** Messages that recvmmsg has room for. */
const MOST = 2;

/** Only the first message is waited for. An end of the stream is as good as a message. */
const recvmmsg: LinuxRule = {
  predict(world, c) {
    // The sizes are then those of the messages, and not of the bytes taken.
    if (listArg(c, 'flags').includes('MSG_TRUNC')) return UNPREDICTED;
    const socket = socketArg(world, c);
    // Unlike recv it reports an error first, even with data to read (net/socket.c, do_recvmmsg).
    const error = c.object === undefined && !isPrediction(socket) && !contested(world, c, socket) ? unreportedReset(socket) : null;
    if (error) return predictError(error, 'P18');
    const after = new Draft(world, {});
    const taken: string[] = [];
    let ended = false;
    while (taken.length < MOST) {
      const flags = [...listArg(c, 'flags'), ...(taken.length === 0 ? [] : ['MSG_DONTWAIT'])];
      const got = recv.predict(after, { ...c, args: { ...c.args, flags } });
      if (got.outcome.kind !== 'ok') {
        if (taken.length === 0) return got;
        if (got.outcome.kind === 'error' && got.outcome.name === c.semantics.wouldBlock) break;
        return UNPREDICTED;
      }
      const { data } = got.outcome.results;
      if (typeof data !== 'string') return UNPREDICTED;
      taken.push(data);
      ended = got.outcome.results.ended === true;
      recv.commit?.(after, c, ok({ data }), {});
    }
    return predictOk({ number: taken.length, lengths: taken.map((data) => data.length), data: taken.join(''), ended }, 'P19');
  },
  commit(draft, c, outcome, observed) {
    if (outcome.kind !== 'ok') return recv.commit?.(draft, c, outcome, observed);
    const { data = '', lengths = [] } = outcome.results;
    let at = 0;
    for (const length of lengths) {
      recv.commit?.(draft, c, ok({ data: data.slice(at, at + length) }), observed);
      at += length;
    }
  },
};

export const DATAGRAM_RULES = {
  sendto, recvfrom, sendmmsg, recvmmsg,
} satisfies RulesOf<'linux'>;
