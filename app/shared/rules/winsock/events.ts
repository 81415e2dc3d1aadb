/**
 * Network events: who is told, when, and what arms an event again (S37 to S46). There is one registration for
 * the underlying socket (S35); which events still have to be reported is state of the socket, not of it (S39).
 */
import type { Draft } from '../../domain/draft.ts';
import type { EventEntity, RegistrationEntity, SocketEntity } from '../../domain/entities.ts';
import type { DescriptorId, SocketId, StepNumber } from '../../domain/ids.ts';
import { type WorldView, allOf, currentRegistration, descriptorsFor, entity } from '../../domain/world.ts';
import { hasUncertainNotifications, isFullyShutDown, socketsNotifying } from '../../domain/notification-sources.ts';
import type { SocketEvent } from '../platform-semantics.ts';
import { progress } from './operations.ts';
import { on } from '../switches.ts';

const EVENT: Readonly<Record<SocketEvent, string>> = {
  read: 'FD_READ', write: 'FD_WRITE', accept: 'FD_ACCEPT', connect: 'FD_CONNECT', close: 'FD_CLOSE',
};

/** Records an event for the one who is registered, unless it was reported and not armed again since. */
export function happened(draft: Draft, socketId: SocketId, what: SocketEvent): void {
  // Operations that wait take what has come before anybody is told of it.
  progress(draft, socketId, happened);
  const after = entity(draft, 'socket', socketId);
  // Its page: FD_CLOSE comes when everything has been read; a reset takes the rest away.
  if (what === 'close' && after && after.queue.length > 0 && !after.reset) {
    if (hasUncertainNotifications(after)) doubt(draft, currentRegistration(draft, socketId));
    return;
  }
  // What comes to a socket that was shut down in both directions is thrown away, and the connection reset, says the page of shutdown.
  if (what === 'read' && after && isFullyShutDown(after)) return;
  if ((what === 'read' && after?.queue.length === 0) || (what === 'accept' && after?.backlog.length === 0)) return;
  const socket = entity(draft, 'socket', socketId);
  const event = EVENT[what];
  if (!socket || socket.reported.includes(event)) return;
  // One at most (S35).
  for (const registration of [...draft.living('registration')].filter((r) => r.socket === socketId && r.state === 'current')) {
    const told = registration.mask.includes(event) && !registration.recorded.includes(event);
    if (told) record(draft, registration, event);
  }
}

/** A connection whose end was told, and that was reset then: FD_CLOSE is armed by nothing, and a reset is news all the same. */
export const resetAfterClose = (socket: SocketEntity | undefined): boolean => socket?.reset === true && socket.reported.includes(EVENT.close);

/** Where no page says what is told; and what calls make of a reset that is told after an end (W29) is not followed. */
export const tellsUnclearly = (socket: SocketEntity): boolean => hasUncertainNotifications(socket) || resetAfterClose(socket);

/** Whether an event object is told by a socket whose events no page speaks of, or was until nobody knows what it told. */
export const isToldUnclearly = (world: WorldView, event: EventEntity): boolean => event.unsure === true || socketsNotifying(world, event.id).some(tellsUnclearly);

/** The registration's event, if it has one, may have been set, or not have been. */
function doubt(draft: Draft, registration: RegistrationEntity | undefined): void {
  const event = entity(draft, 'event', registration?.target ?? null);
  if (event) draft.change('event', event.id, { unsure: true });
}

/** A registration ends: what it has told by then is all that it tells. */
function cancel(draft: Draft, registration: RegistrationEntity, step: StepNumber): void {
  const socket = entity(draft, 'socket', registration.socket);
  if (socket && tellsUnclearly(socket)) doubt(draft, registration);
  draft.change('registration', registration.id, { state: 'cancelled', cancelledBy: step });
}

function record(draft: Draft, registration: RegistrationEntity, event: string): void {
  if (registration.api === 'WSAAsyncSelect') {
    post(draft, registration, event);
    return;
  }
  draft.change('registration', registration.id, { recorded: [...registration.recorded, event] });
  const target = entity(draft, 'event', registration.target);
  if (target && !target.set) draft.change('event', target.id, { set: true });
}

/** From here on it is known again whether the event is set. */
export function putEvent(draft: Draft, event: EventEntity, set: boolean): void {
  if (event.set !== set || event.unsure === true) draft.change('event', event.id, { set, ...(event.unsure === true ? { unsure: false } : {}) });
}

export function resetEvent(draft: Draft, event: EventEntity | undefined): void {
  if (event) putEvent(draft, event, false);
}

/** S47: one message, with the registering descriptor's number; then none until the event is armed again. */
function post(draft: Draft, registration: RegistrationEntity, event: string): void {
  const socket = entity(draft, 'socket', registration.socket);
  const window = entity(draft, 'window', registration.target);
  if (socket && on('S47')) draft.change('socket', socket.id, { reported: [...socket.reported, event] });
  if (window) draft.change('window', window.id, { messages: [...window.messages, { fd: registration.number, event }] });
}

/**
 * S41: the call that arms the event again, made through any descriptor; a level event is recorded at once.
 * A record that nobody has enumerated goes with it, while the event object stays set: a wake-up can find
 * nothing (S43). Sending takes no FD_WRITE off the record (S42).
 */
export function rearm(draft: Draft, socketId: SocketId, what: SocketEvent): void {
  const socket = entity(draft, 'socket', socketId);
  if (!socket || !on('S41')) return;
  const event = EVENT[what];
  if (socket.reported.includes(event)) {
    draft.change('socket', socketId, { reported: socket.reported.filter((e) => e !== event) });
  }
  const registration = currentRegistration(draft, socketId);
  if (what !== 'write' && registration?.recorded.includes(event)) {
    draft.change('registration', registration.id, { recorded: registration.recorded.filter((e) => e !== event) });
  }
  // FD_WRITE is an edge (S42): it comes when space comes back, not because send was called.
  if ((what !== 'write' || !on('S42')) && holdsNow(draft, socket).includes(what)) happened(draft, socketId, what);
  if (what === 'read' && socket.peerEnded && socket.queue.length === 0) happened(draft, socketId, 'close');
}

/** S40: conditions that already hold when a registration is made. */
export function holdsNow(world: WorldView, socket: SocketEntity): SocketEvent[] {
  const now: SocketEvent[] = [];
  const fresh = entity(world, 'socket', socket.id) ?? socket;
  if (fresh.queue.length > 0) now.push('read');
  if (fresh.backlog.length > 0) now.push('accept');
  if (fresh.state === 'established' && !fresh.sendShutdown) now.push('write');
  if (fresh.type === 'SOCK_DGRAM') now.push('write');
  if (fresh.peerEnded || fresh.reset) now.push('close');
  return now;
}

/** S40: a new registration is told what holds already. What it is told of a reset before it, no page says. */
export function tellWhatHolds(draft: Draft, socket: SocketEntity): void {
  for (const what of on('S40') ? holdsNow(draft, socket) : []) happened(draft, socket.id, what);
  if (socket.reset) draft.change('socket', socket.id, { sure: false });
}

/** S35, S36: whatever was registered, by whomever, is cancelled; the record is cleared (S39). */
export function cancelCurrent(draft: Draft, socket: SocketId, step: StepNumber): void {
  const former = currentRegistration(draft, socket);
  if (former && on('S35')) cancel(draft, former, step);
}

/** S38, S48: what was registered through a descriptor goes with it; that others hold the socket does not keep it. */
export function descriptorGone(draft: Draft, descriptor: DescriptorId, step: StepNumber): void {
  for (const r of on('S48') ? allOf(draft, 'registration') : []) {
    if (r.descriptor !== descriptor || r.state !== 'current' || r.api === 'CreateIoCompletionPort') continue;
    cancel(draft, r, step);
  }
}

/** S45: the accepted socket has the listener's registration, and with it is non-blocking (S37). */
export function inheritRegistration(draft: Draft, listener: SocketId, socketId: SocketId, step: StepNumber): void {
  const former = currentRegistration(draft, listener);
  const from = entity(draft, 'socket', listener);
  const socket = entity(draft, 'socket', socketId);
  if (!socket || !on('S45')) return;
  if (from?.nonblocking) draft.change('socket', socketId, { nonblocking: true, nonblockingSince: step });
  if (!former) return;
  // It is the accepted socket's own from here on: messages carry its number (S47).
  const own = descriptorsFor(draft, socketId)[0];
  draft.put({
    ...former, id: draft.nextId('registration'), socket: socketId, step, recorded: [],
    descriptor: own?.id ?? former.descriptor, number: own?.number ?? former.number,
  });
  for (const what of holdsNow(draft, socket)) happened(draft, socketId, what);
}
