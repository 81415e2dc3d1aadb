/** bind, listen, connect, accept. The same on both platforms except for names. */
import type { Draft } from '../../domain/draft.ts';
import type { SocketEntity } from '../../domain/entities.ts';
import type { StepNumber } from '../../domain/ids.ts';
import { type WorldView, allOf, descriptorsFor, entity, liveSockets } from '../../domain/world.ts';
import type { PlatformSemantics } from '../platform-semantics.ts';
import { committedSocket, familyOf, isPrediction, socketArg, socketAt, textArg } from '../lookup.ts';
import { type CallRule, type Prediction, UNPREDICTED, predictError, predictOk, predictPending } from '../types.ts';
import { makeDescriptor, makeSocket } from './make.ts';

export const bindRule: CallRule = {
  predict(world, c) {
    const { semantics: d } = c;
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    const address = textArg(c, 'address');
    // The error for an address of another family depends on the protocol.
    if (familyOf(address) !== socket.family) return UNPREDICTED;
    if (isOver(socket)) return UNPREDICTED;
    // A unix socket can be bound once, even when connected; binding without a name keeps the existing one.
    if (address === '@' && socket.local !== null) return predictOk({});
    if (socket.family === 'AF_UNIX' ? socket.local !== null : socket.state !== 'unbound') return predictError(d.invalid);
    const isPath = address.startsWith('/');
    const holders = !isPath && address.endsWith(':0') ? []
      : liveSockets(world).filter((s) => s.local === address && s.type === socket.type && s.id !== socket.id);
    // The file of a unix socket stays after its close, until a program removes it: no step of a scenario does.
    if (isPath && hadPath(world, address) && holders.every((s) => s.state === 'established'))
      return either(true, predictError(d.addressInUse));
    if (holders.length === 0) return predictOk({});
    // SO_REUSEPORT on all of them: independent sockets among which the kernel chooses, not a shared one (P19).
    if (d.sharesPort([socket, ...holders])) return predictOk({}, 'P19');
    // An accepted unix socket has its listener's name but does not block it; the Winsock pages do not say that
    // connected sockets alone block an address.
    if (d.connectedHoldersLeaveOpen(socket) && holders.every((s) => s.state === 'established')) return UNPREDICTED;
    if (holders.every(isOver)) return UNPREDICTED;
    // With SO_REUSEADDR the platforms differ, also by the state of the other socket.
    return socket.options['SO_REUSEADDR'] ? UNPREDICTED : d.clauses.boundAddressIsTaken(d) ?? predictOk({});
  },
  commit(draft, c, outcome, observed) {
    const socket = committedSocket(draft, c);
    if (outcome.kind !== 'ok' || !socket) return;
    draft.change('socket', socket.id,
      { state: socket.state === 'unbound' ? 'bound' : socket.state, local: observed.local ?? textArg(c, 'address') });
  },
};

/** Whether a socket of any type has made the file, open or closed. */
const hadPath = (world: WorldView, path: string): boolean => allOf(world, 'socket').some(({ local }) => local === path);

/** A connection that has ended, or ends with the next byte, releases its port at a time that depends on TCP. */
const isOver = (s: SocketEntity): boolean => s.reset
  || (s.sendShutdown && (s.peerEnded || (s.receiveShutdown && s.type === 'SOCK_STREAM')));

export const listenRule: CallRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    return c.semantics.listenState(socket) ?? predictOk({});
  },
  commit(draft, c, outcome, observed) {
    const socket = committedSocket(draft, c);
    if (outcome.kind !== 'ok' || !socket) return;
    draft.change('socket', socket.id, { state: 'listening', local: observed.local ?? socket.local });
  },
};

/** With a port. For any other machine the call can fail immediately, as with WSAENETUNREACH. */
const isLoopback = (address: string): boolean => /^(?:127(?:\.\d{1,3}){3}|\[::1\]):/.test(address) && !address.endsWith(':0');

export const connectRule: CallRule = {
  predict(world, c) {
    const { semantics: d } = c;
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    if (familyOf(textArg(c, 'address')) !== socket.family || textArg(c, 'address') === '@') return UNPREDICTED;
    const target = socketAt(world, textArg(c, 'address'));
    // Unix sockets check the peer before themselves.
    if (socket.family === 'AF_UNIX' && target?.type !== socket.type) return UNPREDICTED;
    const started = d.connectState(socket);
    if (started) return started;
    if (socket.state === 'established' && socket.type !== 'SOCK_DGRAM') return predictError(d.isConnected);
    if (socket.state === 'listening') return predictError(d.connectOnListener(socket));
    const isUnderWay = socket.nonblocking && socket.type === 'SOCK_STREAM' && target?.id !== socket.id && d.connectGoesOn(socket);
    if (isUnderWay && (target || isLoopback(textArg(c, 'address')))) return predictError(d.connectUnderWay.at(-1)!, d.ids.blocking);
    // On a system another program can listen there.
    if (!target && !socket.nonblocking && socket.type === 'SOCK_STREAM')
      return either(true, predictError(d.refused));
    // A socket can be connected to itself, and one that was shut down can no longer listen.
    if (!target?.sure || target.type !== socket.type || target.id === socket.id) return UNPREDICTED;
    if (socket.type === 'SOCK_DGRAM') return predictOk({});
    // A non-blocking TCP connect on loopback can be pending, refused or complete when it returns.
    const canBePending = socket.nonblocking && socket.family !== 'AF_UNIX';
    if (target.state !== 'listening') return either(canBePending, predictError(d.refused));
    return canBePending ? either(true, predictError(d.connectUnderWay.at(-1)!)) : predictOk({});
  },
  commit(draft, c, outcome, observed) {
    const socket = committedSocket(draft, c);
    const target = socketAt(draft, textArg(c, 'address'));
    const { semantics: d } = c;
    if (!socket) return;
    if (d.connectState(socket) || socket.state === 'established') {
      if (outcome.kind === 'ok') d.connectReported(draft, socket.id);
      if (socket.type !== 'SOCK_DGRAM') return;
    }
    const underWay = outcome.kind === 'error' && d.connectUnderWay.includes(outcome.name);
    // Linux gives a datagram socket a port before it looks at the address (inet_dgram_connect).
    const isForeign = outcome.kind === 'error' && socket.type === 'SOCK_DGRAM' && target?.family !== socket.family;
    // No known peer, the socket itself, or one that will refuse: the result is not modelled.
    if (!target || isForeign || target.id === socket.id || (underWay && socket.type !== 'SOCK_DGRAM' && target.state !== 'listening')) {
      draft.change('socket', socket.id, { sure: false });
      return;
    }
    if (outcome.kind === 'ok' || underWay) establish(draft, d, socket, target, c.step, socket.local ?? observed.local ?? null);
    if (underWay) d.connectStarted(draft, socket.id);
  },
};

/** A prediction, or only what the model gives where the system can give another outcome. */
const either = (uncertain: boolean, prediction: Prediction): Prediction =>
  (uncertain ? { ...UNPREDICTED, invented: prediction.outcome } : prediction);

/** Creates both ends of a connection: the connecting socket, and one queued at the listener. */
export function establish(
  draft: Draft, d: PlatformSemantics, socket: SocketEntity, target: SocketEntity, step: StepNumber, local: string | null,
): void {
  if (socket.type === 'SOCK_DGRAM') {
    draft.change('socket', socket.id, { state: 'established', local, remote: target.local, peer: target.id });
    return;
  }
  const holder = descriptorsFor(draft, target.id).map((h) => entity(draft, 'process', h.process)).find((p) => p?.role === 'outside');
  const far = makeSocket(draft, {
    ...(holder ? { id: draft.nextOutsideSocketId() } : {}), family: target.family, type: target.type, protocol: target.protocol,
    state: 'established',
    local: target.local, remote: local, peer: socket.id, options: target.options, optionSteps: target.optionSteps,
  });
  draft.change('socket', socket.id, { state: 'established', local, remote: target.local, peer: far.id });
  d.happened(draft, socket.id, 'connect');
  d.happened(draft, socket.id, 'write');
  if (holder) {
    // An outside program accepts every connection immediately.
    makeDescriptor(draft, holder.id, null, far.id, 'accepted', step, false);
    return;
  }
  draft.change('socket', target.id, { backlog: [...target.backlog, far.id] });
  d.happened(draft, target.id, 'accept');
}

export const acceptRule: CallRule = {
  predict(world, c) {
    const { semantics: d } = c;
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    const decided = d.acceptState(socket);
    if (decided) return decided;
    if (socket.backlog.length > 0) return predictOk({}, d.ids.queue);
    return d.clauses.nonblockingAcceptFails(socket) ? predictError(d.wouldBlock, d.ids.blocking) : predictPending(d.ids.blocking);
  },
  commit(draft, c, outcome, observed) {
    const listener = committedSocket(draft, c);
    const { semantics: d } = c;
    if (!listener) return;
    if (outcome.kind !== 'ok') {
      if (outcome.kind === 'error') d.rearm(draft, listener.id, 'accept');
      return;
    }
    const remote = observed.remote ?? outcome.results.address ?? null;
    const taken = takeFromBacklog(draft, d, listener, remote);
    makeDescriptor(draft, c.process.id, outcome.results.descriptor ?? null, taken.id, 'accepted', c.step, d.acceptedInheritable(c));
    if (d.acceptedNonblocking(c)) draft.change('socket', taken.id, { nonblocking: true, nonblockingSince: c.step });
    d.accepted(draft, listener.id, taken.id, c.step);
    d.rearm(draft, listener.id, 'accept');
  },
};

/** The queued connection with this remote address, or the first; creates one if it was unknown. */
function takeFromBacklog(draft: Draft, d: PlatformSemantics, listener: SocketEntity, remote: string | null): SocketEntity {
  const waiting = listener.backlog.map((id) => entity(draft, 'socket', id)).filter((s) => s !== undefined);
  const taken = waiting.find((s) => s.remote === remote) ?? waiting[0];
  if (!taken) {
    return makeSocket(draft, {
      family: listener.family, type: listener.type, protocol: listener.protocol, state: 'established',
      local: listener.local, remote, sure: false,
    });
  }
  d.clauses.connectionIsTakenOnce(draft, listener, taken.id);
  return remote !== null && taken.remote === null ? draft.change('socket', taken.id, { remote }) : taken;
}

export function nameRule(which: 'local' | 'remote'): CallRule {
  return {
    predict(world, c) {
      const { semantics: d } = c;
      const socket = socketArg(world, c);
      if (isPrediction(socket)) return socket;
      const ended = which === 'remote' ? d.peerNameState(world, socket) : null;
      if (ended) return ended;
      // A unix socket can be bound after another one has connected to it.
      const peer = socket.family === 'AF_UNIX' && which === 'remote' ? entity(world, 'socket', socket.peer) : undefined;
      const address = peer ? peer.local : socket[which];
      // Unix sockets need no name; the peer in a pair, or a plain client, has none.
      if (socket.family === 'AF_UNIX' && (which === 'local' || socket.state === 'established'))
        return predictOk({ address: address ?? '' }, d.ids.options);
      // After AcceptEx the address is available once the context is updated (S45).
      if (socket.options['SO_UPDATE_ACCEPT_CONTEXT'] === 0) return UNPREDICTED;
      if (address !== null) return predictOk({ address }, d.ids.options);
      // Connected to an unknown peer.
      if (which === 'remote') return socket.state === 'established' ? UNPREDICTED : predictError(d.notConnected);
      return d.unboundName();
    },
  };
}

