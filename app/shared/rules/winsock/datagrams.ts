/** socket, sendto, recvfrom. */
import type { Draft } from '../../domain/draft.ts';
import type { SocketEntity } from '../../domain/entities.ts';
import { liveSockets } from '../../domain/world.ts';
import { deliver } from '../common/data.ts';
import { makeDescriptor, makeSocket } from '../common/make.ts';
import { committedSocket, descriptorArg, isPrediction, socketArg, textArg } from '../lookup.ts';
import { type CallRule, type RulesOf, UNPREDICTED, predictError, predictOk } from '../types.ts';
import type { WinsockRule } from './clauses.ts';
import { creates } from './handoff.ts';
import { datagramConnected } from './events.ts';
import { receive } from './receive.ts';
import { exceptUnix, unixSocket } from './unix.ts';

const socketCall: WinsockRule = {
  predict: (_world, c) => unixSocket(c) ?? (creates(c) ? predictOk({}, 'S50') : UNPREDICTED),
  commit(draft, c, outcome) {
    if (outcome.kind !== 'ok') return;
    const socket = makeSocket(draft, { family: textArg(c, 'af'), type: textArg(c, 'type'), protocol: textArg(c, 'protocol') });
    makeDescriptor(draft, c.process.id, outcome.results.descriptor ?? null, socket.id, 'created', c.step,
      c.semantics.clauses.socketIsInheritable());
  },
};

/** A datagram size in bytes that always fits on loopback. */
const SURELY_FITS = 8192;

export const sendTo: WinsockRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    const data = textArg(c, 'data');
    if (socket.type !== 'SOCK_DGRAM' || !sameFamily(socket, textArg(c, 'to')) || data.length > SURELY_FITS || socket.reset)
      return UNPREDICTED;
    // No socket has port 0; the page does not say which error is returned.
    if (textArg(c, 'to').endsWith(':0')) return UNPREDICTED;
    // A datagram is sent even without a receiver.
    return socket.sendShutdown ? predictError('WSAESHUTDOWN', 'S30') : predictOk({ number: data.length }, 'S24');
  },
  commit(draft, c, outcome, observed) {
    const before = committedSocket(draft, c);
    // The page does not say whether a datagram that cannot be sent still binds its socket.
    if (outcome.kind === 'error' && before?.type === 'SOCK_DGRAM' && before.state === 'unbound')
      draft.change('socket', before.id, { sure: false });
    if (outcome.kind !== 'ok' || !before) return;
    // A connected stream sends to its peer and ignores the address.
    if (before.type !== 'SOCK_DGRAM') return deliver(draft, c.semantics, before, before.peer, { data: textArg(c, 'data'), transfer: null });
    const socket = before.state === 'unbound' ? bindBySending(draft, before, observed.local ?? null) : before;
    const descriptor = descriptorArg(draft, c);
    if (descriptor && before.state === 'unbound') draft.change('descriptor', descriptor.id, { view: 'bound' });
    const target = liveSockets(draft).find((t) => t.type === 'SOCK_DGRAM' && t.local === textArg(c, 'to'));
    // A connected socket receives only from its peer.
    if (!target || (target.state === 'established' && target.remote !== socket.local)) return;
    const from = socket.local !== null && !isWildcard(socket.local) ? { from: socket.local } : {};
    deliver(draft, c.semantics, socket, target.id, { data: textArg(c, 'data'), transfer: null, ...from });
  },
};

const bindBySending = (draft: Draft, socket: SocketEntity, local: string | null): SocketEntity =>
  draft.change('socket', socket.id, { state: 'bound', local });

export const receiveFrom: WinsockRule = {
  ...receive,
  predict(world, c) {
    const prediction = receive.predict(world, c);
    const socket = socketArg(world, c);
    if (prediction.outcome.kind !== 'ok' || isPrediction(socket)) return prediction;
    const from = socket.queue[0]?.from;
    return from === undefined ? prediction
      : { ...prediction, outcome: { ...prediction.outcome, results: { ...prediction.outcome.results, address: from } } };
  },
};

const isWildcard = (address: string): boolean => address.startsWith('0.0.0.0:') || address.startsWith('[::]:');
const sameFamily = (socket: SocketEntity, address: string): boolean => (socket.family === 'AF_INET6') === address.startsWith('[');

/** Adds to a connect what the registration of a datagram socket is told (S42). */
export function telling(rule: CallRule): WinsockRule {
  return {
    ...rule,
    commit(draft, c, outcome, observed) {
      const socket = committedSocket(draft, c);
      rule.commit?.(draft, c, outcome, observed);
      if (outcome.kind === 'ok' && socket) datagramConnected(draft, c.semantics, socket);
    },
  };
}

export const DATAGRAM_RULES = {
  socket: socketCall, sendto: exceptUnix(sendTo), recvfrom: exceptUnix(receiveFrom),
} satisfies RulesOf<'winsock'>;
