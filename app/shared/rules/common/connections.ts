/** bind, listen, connect, accept. The same on both platforms except for names. */
import type { Draft } from '../../domain/draft.ts';
import type { SocketEntity } from '../../domain/entities.ts';
import type { StepNumber } from '../../domain/ids.ts';
import { descriptorsFor, entity, liveSockets } from '../../domain/world.ts';
import type { PlatformSemantics } from '../platform-semantics.ts';
import { committedSocket, familyOf, isPrediction, listArg, socketArg, socketAt, textArg } from '../lookup.ts';
import { type CallRule, UNPREDICTED, predictError, predictOk, predictOneOf, predictPending } from '../types.ts';
import { makeDescriptor, makeSocket } from './make.ts';
import { on } from '../switches.ts';

export function bindRule(d: PlatformSemantics): CallRule {
  return {
    predict(world, c) {
      const socket = socketArg(world, c, d);
      if (isPrediction(socket)) return socket;
      const address = textArg(c, 'address');
      // The error for an address of another family depends on the protocol.
      if (familyOf(address) !== socket.family) return UNPREDICTED;
      if (isOver(socket)) return UNPREDICTED;
      // A unix socket can be bound once, even when connected; binding without a name keeps the existing one.
      if (address === '@' && socket.local !== null) return predictOk({});
      if (socket.family === 'AF_UNIX' ? socket.local !== null : socket.state !== 'unbound') return predictError(d.invalid);
      const holders = address.endsWith(':0') ? []
        : liveSockets(world).filter((s) => s.local === address && s.type === socket.type && s.id !== socket.id);
      if (holders.length === 0) return predictOk({});
      // SO_REUSEPORT on all of them: independent sockets among which the kernel chooses, not a shared one (P19).
      if ([socket, ...holders].every((s) => d.rules === 'linux' && isOn(s, 'SO_REUSEPORT'))) return predictOk({}, 'P19');
      // An accepted unix socket has its listener's name but does not block it; the Winsock pages do not say that
      // connected sockets alone block an address.
      if ((socket.family === 'AF_UNIX' || d.rules === 'winsock') && holders.every((s) => s.state === 'established')) return UNPREDICTED;
      if (holders.every(isOver)) return UNPREDICTED;
      // With SO_REUSEADDR the platforms differ, also by the state of the other socket.
      return socket.options['SO_REUSEADDR'] ? UNPREDICTED : predictError(d.addressInUse, d.ids.close);
    },
    commit(draft, c, outcome, observed) {
      const socket = committedSocket(draft, c);
      if (outcome.kind !== 'ok' || !socket) return;
      draft.change('socket', socket.id,
        { state: socket.state === 'unbound' ? 'bound' : socket.state, local: observed.local ?? textArg(c, 'address') });
    },
  };
}

/** A connection that has ended, or ends with the next byte, releases its port at a time that depends on TCP. */
const isOver = (s: SocketEntity): boolean => s.reset
  || (s.sendShutdown && (s.peerEnded || (s.receiveShutdown && s.type === 'SOCK_STREAM')));

const isOn = (socket: SocketEntity, option: string): boolean => typeof socket.options[option] === 'number' && socket.options[option] !== 0;

export function listenRule(d: PlatformSemantics): CallRule {
  return {
    predict(world, c) {
      const socket = socketArg(world, c, d);
      if (isPrediction(socket)) return socket;
      if (d.rules === 'linux' && socket.type === 'SOCK_DGRAM') return predictError('EOPNOTSUPP');
      if (d.rules === 'linux' && socket.family === 'AF_UNIX' && socket.local === null) return predictError('EINVAL');
      // The page has one error for a type that cannot listen and others for the wrong state.
      if (d.rules === 'winsock' && socket.type !== 'SOCK_STREAM')
        return predictOneOf(['WSAEOPNOTSUPP', d.invalid, d.isConnected], d.ids.options);
      if (socket.state === 'established')
        return d.rules === 'winsock' ? predictError(d.isConnected, d.ids.options) : predictError(d.invalid);
      // Linux binds an unbound socket here; Winsock requires a bind first.
      if (socket.state === 'unbound' && d.rules === 'winsock') return predictError(d.invalid);
      return predictOk({});
    },
    commit(draft, c, outcome, observed) {
      const socket = committedSocket(draft, c);
      if (outcome.kind !== 'ok' || !socket) return;
      draft.change('socket', socket.id, { state: 'listening', local: observed.local ?? socket.local });
    },
  };
}

export function connectRule(d: PlatformSemantics): CallRule {
  return {
    predict(world, c) {
      const socket = socketArg(world, c, d);
      if (isPrediction(socket)) return socket;
      if (familyOf(textArg(c, 'address')) !== socket.family || textArg(c, 'address') === '@') return UNPREDICTED;
      const target = socketAt(world, textArg(c, 'address'));
      // Unix sockets check the peer before themselves.
      if (socket.family === 'AF_UNIX' && target?.type !== socket.type) return UNPREDICTED;
      if (socket.linux?.connectStarted) return predictOk({});
      if (socket.state === 'established' && socket.type !== 'SOCK_DGRAM') return predictError(d.isConnected);
      if (socket.state === 'listening')
        return d.rules === 'winsock' || socket.family === 'AF_UNIX' ? predictError(d.invalid) : predictError(d.isConnected);
      // A socket can be connected to itself, and one that was shut down can no longer listen.
      if (!target?.sure || target.type !== socket.type || target.id === socket.id) return UNPREDICTED;
      if (socket.type === 'SOCK_DGRAM') return predictOk({});
      if (target.state !== 'listening') return predictError(d.refused);
      // A non-blocking TCP connect on loopback can be pending or complete when it returns.
      return socket.nonblocking && socket.family !== 'AF_UNIX' ? UNPREDICTED : predictOk({});
    },
    commit(draft, c, outcome, observed) {
      const socket = committedSocket(draft, c);
      const target = socketAt(draft, textArg(c, 'address'));
      if (!socket) return;
      if (socket.linux?.connectStarted || socket.state === 'established') {
        if (outcome.kind === 'ok') draft.change('socket', socket.id, { linux: { ...socket.linux, connectStarted: false } });
        if (socket.type !== 'SOCK_DGRAM') return;
      }
      // No known peer, or the socket itself: the result is not modelled.
      if (!target || target.id === socket.id) {
        draft.change('socket', socket.id, { sure: false });
        return;
      }
      const underWay = outcome.kind === 'error' && (outcome.name === d.wouldBlock || outcome.name === 'EINPROGRESS');
      if (outcome.kind === 'ok' || underWay) establish(draft, d, socket, target, c.step, socket.local ?? observed.local ?? null);
      if (underWay && d.rules === 'linux') draft.change('socket', socket.id, { linux: { ...socket.linux, connectStarted: true } });
    },
  };
}

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

export function acceptRule(d: PlatformSemantics): CallRule {
  return {
    predict(world, c) {
      const socket = socketArg(world, c, d);
      if (isPrediction(socket)) return socket;
      if (d.rules === 'linux' && socket.type === 'SOCK_DGRAM') return predictError('EOPNOTSUPP');
      // The page has one error for a datagram socket and another for a socket that does not listen.
      if (d.rules === 'winsock' && socket.type === 'SOCK_DGRAM') return predictOneOf(['WSAEOPNOTSUPP', d.invalid], d.ids.options);
      if (socket.state !== 'listening') return d.rules === 'winsock' ? predictError(d.invalid, d.ids.options) : predictError(d.invalid);
      if (socket.backlog.length > 0) return predictOk({}, d.ids.queue);
      return socket.nonblocking ? predictError(d.wouldBlock, d.ids.blocking) : predictPending(d.ids.blocking);
    },
    commit(draft, c, outcome, observed) {
      const listener = committedSocket(draft, c);
      if (!listener) return;
      if (outcome.kind !== 'ok') {
        if (outcome.kind === 'error') d.rearm(draft, listener.id, 'accept');
        return;
      }
      const remote = observed.remote ?? outcome.results.address ?? null;
      const taken = takeFromBacklog(draft, listener, remote);
      const inheritable = d.rules === 'winsock' || !listArg(c, 'flags').includes('SOCK_CLOEXEC');
      makeDescriptor(draft, c.process.id, outcome.results.descriptor ?? null, taken.id, 'accepted', c.step, inheritable);
      if (listArg(c, 'flags').includes('SOCK_NONBLOCK') || (!on('P20') && listener.nonblocking)) {
        draft.change('socket', taken.id, { nonblocking: true, nonblockingSince: c.step });
      }
      d.accepted(draft, listener.id, taken.id, c.step);
      d.rearm(draft, listener.id, 'accept');
    },
  };
}

/** The queued connection with this remote address, or the first; creates one if it was unknown. */
function takeFromBacklog(draft: Draft, listener: SocketEntity, remote: string | null): SocketEntity {
  const waiting = listener.backlog.map((id) => entity(draft, 'socket', id)).filter((s) => s !== undefined);
  const taken = waiting.find((s) => s.remote === remote) ?? waiting[0];
  if (!taken) {
    return makeSocket(draft, {
      family: listener.family, type: listener.type, protocol: listener.protocol, state: 'established',
      local: listener.local, remote, sure: false,
    });
  }
  draft.change('socket', listener.id, { backlog: listener.backlog.filter((id) => id !== taken.id) });
  return remote !== null && taken.remote === null ? draft.change('socket', taken.id, { remote }) : taken;
}

export function nameRule(d: PlatformSemantics, which: 'local' | 'remote'): CallRule {
  return {
    predict(world, c) {
      const socket = socketArg(world, c, d);
      if (isPrediction(socket)) return socket;
      if (which === 'remote' && d.isGone?.(socket)) return predictError(d.notConnected);
      // Data sent to a closed peer is answered by a reset at some time; no page says whether the address is then lost.
      // A connection that ended in both directions becomes unconnected at a time that depends on TCP.
      const mayBeReset = socket.reset
        || (socket.peerEnded && (socket.sendShutdown || entity(world, 'socket', socket.peer)?.closedAt !== null));
      if (which === 'remote' && d.rules === 'winsock' && mayBeReset) return UNPREDICTED;
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
      return d.rules === 'winsock' ? predictError(d.invalid) : UNPREDICTED;
    },
  };
}

