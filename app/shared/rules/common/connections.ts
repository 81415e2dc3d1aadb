/** bind, listen, connect, accept: how connections come about. The same on both platforms but for the names. */
import type { Draft } from '../../domain/draft.ts';
import type { SocketEntity } from '../../domain/entities.ts';
import type { StepNumber } from '../../domain/ids.ts';
import { descriptorsFor, entity, liveSockets } from '../../domain/world.ts';
import type { Dialect } from '../dialect.ts';
import { committedSocket, isPrediction, listArg, socketArg, socketAt, textArg } from '../lookup.ts';
import { type CallRule, NO_OPINION, predictError, predictOk, predictPending } from '../types.ts';
import { makeDescriptor, makeSocket } from './make.ts';

export function bindRule(d: Dialect): CallRule {
  return {
    predict(world, c) {
      const socket = socketArg(world, c, d);
      if (isPrediction(socket)) return socket;
      if (socket.state !== 'unbound') return predictError(d.invalid);
      const address = textArg(c, 'address');
      const holders = address.endsWith(':0') ? [] : liveSockets(world).filter((s) => s.local === address && s.type === socket.type && s.id !== socket.id);
      if (holders.length === 0) return predictOk({});
      // SO_REUSEPORT on all of them: sockets of their own that the kernel chooses from, which is no sharing (P19).
      if ([socket, ...holders].every((s) => d.rules === 'linux' && isOn(s, 'SO_REUSEPORT'))) return predictOk({}, 'P19');
      // With SO_REUSEADDR the two platforms differ, by state of the other socket too.
      return socket.options['SO_REUSEADDR'] ? NO_OPINION : predictError(d.addressInUse, d.ids.close);
    },
    commit(draft, c, outcome, observed) {
      const socket = committedSocket(draft, c);
      if (outcome.kind !== 'ok' || !socket) return;
      draft.change('socket', socket.id, { state: 'bound', local: observed.local ?? textArg(c, 'address') });
    },
  };
}

const isOn = (socket: SocketEntity, option: string): boolean => typeof socket.options[option] === 'number' && socket.options[option] !== 0;

export function listenRule(d: Dialect): CallRule {
  return {
    predict(world, c) {
      const socket = socketArg(world, c, d);
      if (isPrediction(socket)) return socket;
      if (socket.state === 'established') return predictError(d.rules === 'winsock' ? d.isConnected : d.invalid);
      // Linux binds an unbound socket here; Winsock asks for a bind first.
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

export function connectRule(d: Dialect): CallRule {
  return {
    predict(world, c) {
      const socket = socketArg(world, c, d);
      if (isPrediction(socket)) return socket;
      if (socket.state === 'established' && socket.type === 'SOCK_STREAM') return predictError(d.isConnected);
      if (socket.state === 'listening') return d.rules === 'winsock' ? predictError(d.invalid) : predictError(d.isConnected);
      const target = socketAt(world, textArg(c, 'address'));
      if (!target) return NO_OPINION;
      if (socket.type === 'SOCK_DGRAM') return predictOk({});
      if (target.state !== 'listening') return predictError(d.refused);
      // A non-blocking TCP connect on loopback may be under way or done when it returns.
      return socket.nonblocking && socket.family !== 'AF_UNIX' ? NO_OPINION : predictOk({});
    },
    commit(draft, c, outcome, observed) {
      const socket = committedSocket(draft, c);
      const target = socketAt(draft, textArg(c, 'address'));
      if (!socket || !target) return;
      const underWay = outcome.kind === 'error' && (outcome.name === d.wouldBlock || outcome.name === 'EINPROGRESS');
      if (outcome.kind === 'ok' || underWay) establish(draft, d, socket, target, c.step, socket.local ?? observed.local ?? null);
    },
  };
}

/** Both ends of a new connection: the one that connects, and one that queues at the listener. */
export function establish(
  draft: Draft, d: Dialect, socket: SocketEntity, target: SocketEntity, step: StepNumber, local: string | null,
): void {
  if (socket.type === 'SOCK_DGRAM') {
    draft.change('socket', socket.id, { state: 'established', local, remote: target.local, peer: target.id });
    return;
  }
  const holder = descriptorsFor(draft, target.id).map((h) => entity(draft, 'process', h.process)).find((p) => p?.role === 'outside');
  const far = makeSocket(draft, {
    ...(holder ? { id: draft.nextOutsideSocketId() } : {}), family: target.family, type: target.type, protocol: target.protocol, state: 'established',
    local: target.local, remote: local, peer: socket.id, options: target.options, optionSteps: target.optionSteps,
  });
  draft.change('socket', socket.id, { state: 'established', local, remote: target.local, peer: far.id });
  d.happened(draft, socket.id, 'connect');
  d.happened(draft, socket.id, 'write');
  if (holder) {
    // An outside program takes connections as they come.
    makeDescriptor(draft, holder.id, null, far.id, 'accepted', step, false);
    return;
  }
  draft.change('socket', target.id, { backlog: [...target.backlog, far.id] });
  d.happened(draft, target.id, 'accept');
}

export function acceptRule(d: Dialect): CallRule {
  return {
    predict(world, c) {
      const socket = socketArg(world, c, d);
      if (isPrediction(socket)) return socket;
      if (socket.state !== 'listening') return predictError(d.invalid);
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
      if (listArg(c, 'flags').includes('SOCK_NONBLOCK')) {
        draft.change('socket', taken.id, { nonblocking: true, nonblockingSince: c.step });
      }
      d.accepted(draft, listener.id, taken.id, c.step);
      d.rearm(draft, listener.id, 'accept');
    },
  };
}

/** The waiting connection with this remote address, or the first; one we knew nothing of is made up as accepted. */
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

export function nameRule(d: Dialect, which: 'local' | 'remote'): CallRule {
  return {
    predict(world, c) {
      const socket = socketArg(world, c, d);
      if (isPrediction(socket)) return socket;
      const address = socket[which];
      // After AcceptEx the name is there once the context was updated (S45).
      if (socket.options['SO_UPDATE_ACCEPT_CONTEXT'] === 0) return NO_OPINION;
      if (address !== null) return predictOk({ address }, d.ids.options);
      // Connected, yet nobody has told us to whom.
      if (which === 'remote') return socket.state === 'established' ? NO_OPINION : predictError(d.notConnected);
      return d.rules === 'winsock' ? predictError(d.invalid) : NO_OPINION;
    },
  };
}

