/**
 * Network events: targets, times, and calls that re-enable an event (S37 to S46). There is one registration for
 * the underlying socket (S35); the events still to be reported are state of the socket, not of the registration (S39).
 */
import type { Draft } from '../../domain/draft.ts';
import type { EventEntity, RegistrationEntity, SocketEntity } from '../../domain/entities.ts';
import type { DescriptorId, SocketId, StepNumber } from '../../domain/ids.ts';
import { type WorldView, allOf, currentRegistration, descriptorsFor, entity } from '../../domain/world.ts';
import { hasUncertainNotifications, isFullyShutDown, socketsNotifying } from '../../domain/notification-sources.ts';
import type { SocketEvent } from '../platform-semantics.ts';
import { progress } from './operations.ts';
import { reportedOn, setReported } from './reported.ts';
import { on } from '../switches.ts';

const EVENT: Readonly<Record<SocketEvent, string>> = {
  read: 'FD_READ', write: 'FD_WRITE', accept: 'FD_ACCEPT', connect: 'FD_CONNECT', close: 'FD_CLOSE',
};

/** The error of the FD_CLOSE of a reset (S46): the pages also document WSAECONNRESET; tests that pass on Windows see this one. */
export const WSAECONNABORTED = 10053;

/** Records an event for the registration, unless it was reported and not re-enabled since. */
export function happened(draft: Draft, socketId: SocketId, what: SocketEvent): void {
  // Pending operations take the data before any notification.
  progress(draft, socketId, happened);
  const after = entity(draft, 'socket', socketId);
  // According to the page, FD_CLOSE comes after everything was read; a reset discards the rest.
  if (what === 'close' && after && after.queue.length > 0 && !after.reset) {
    if (hasUncertainNotifications(after)) doubt(draft, currentRegistration(draft, socketId));
    return;
  }
  // According to the shutdown page, data for a socket shut down in both directions is discarded and resets the connection.
  if (what === 'read' && after && isFullyShutDown(after)) return;
  if ((what === 'read' && after?.queue.length === 0) || (what === 'accept' && after?.backlog.length === 0)) return;
  const socket = entity(draft, 'socket', socketId);
  const event = EVENT[what];
  if (!socket || reportedOn(socket).includes(event)) return;
  // At most one (S35).
  for (const registration of [...draft.living('registration')].filter((r) => r.socket === socketId && r.state === 'current')) {
    const told = registration.mask.includes(event) && !registration.recorded.includes(event);
    if (told) record(draft, registration, event);
  }
}

/** A connection that was reset after its end was reported: nothing re-enables FD_CLOSE, but a reset is a new event. */
export const resetAfterClose = (socket: SocketEntity | undefined): boolean => socket?.reset === true
  && reportedOn(socket).includes(EVENT.close);

/** Notifications that no page specifies; calls after a reset that is reported after an end (W29) are not modelled. */
export const tellsUnclearly = (socket: SocketEntity): boolean => hasUncertainNotifications(socket) || resetAfterClose(socket);

/** Whether an event object is, or was, notified by a socket whose events are not documented. */
export const isToldUnclearly = (world: WorldView,
  event: EventEntity): boolean => event.unsure === true || socketsNotifying(world, event.id).some(tellsUnclearly);

/** Marks the event of a registration, if any, as possibly set. */
function doubt(draft: Draft, registration: RegistrationEntity | undefined): void {
  const event = entity(draft, 'event', registration?.target ?? null);
  if (event) draft.change('event', event.id, { unsure: true });
}

/** Ends a registration; it sends no further notifications. */
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

/** The state of the event is known again. */
export function putEvent(draft: Draft, event: EventEntity, set: boolean): void {
  if (event.set !== set || event.unsure === true)
    draft.change('event', event.id, { set, ...(event.unsure === true ? { unsure: false } : {}) });
}

export function resetEvent(draft: Draft, event: EventEntity | undefined): void {
  if (event) putEvent(draft, event, false);
}

/** S47: one message with the number of the registering descriptor, then none until the event is re-enabled. */
function post(draft: Draft, registration: RegistrationEntity, event: string): void {
  const socket = entity(draft, 'socket', registration.socket);
  const window = entity(draft, 'window', registration.target);
  if (socket && on('S47')) setReported(draft, socket.id, [...reportedOn(socket), event]);
  const error = socket?.reset && event === EVENT.close && on('S46') ? { error: WSAECONNABORTED } : {};
  if (window) draft.change('window', window.id, { messages: [...window.messages, { fd: registration.number, event, ...error }] });
}

/**
 * S41: a call through any descriptor that re-enables the event; a level-triggered event is recorded immediately.
 * A record that was not enumerated is cleared, while the event object stays set: a wake-up can find
 * nothing (S43). Sending does not remove FD_WRITE from the record (S42).
 */
export function rearm(draft: Draft, socketId: SocketId, what: SocketEvent): void {
  const socket = entity(draft, 'socket', socketId);
  if (!socket || !on('S41')) return;
  const event = EVENT[what];
  if (reportedOn(socket).includes(event)) setReported(draft, socketId, reportedOn(socket).filter((e) => e !== event));
  const registration = currentRegistration(draft, socketId);
  if (what !== 'write' && registration?.recorded.includes(event)) {
    draft.change('registration', registration.id, { recorded: registration.recorded.filter((e) => e !== event) });
  }
  // FD_WRITE is edge-triggered (S42): it comes when space becomes available, not because send was called.
  if ((what !== 'write' || !on('S42')) && holdsNow(draft, socket).includes(what)) happened(draft, socketId, what);
  if (what === 'read' && socket.peerEnded && socket.queue.length === 0) happened(draft, socketId, 'close');
}

/** S40: conditions that already hold at registration. */
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

/** S40: a new registration is notified of existing conditions. No page covers an earlier reset. */
export function tellWhatHolds(draft: Draft, socket: SocketEntity): void {
  for (const what of on('S40') ? holdsNow(draft, socket) : []) happened(draft, socket.id, what);
  if (socket.reset) draft.change('socket', socket.id, { sure: false });
}

/** S35, S36: cancels any existing registration of any process and clears the record (S39). */
export function cancelCurrent(draft: Draft, socket: SocketId, step: StepNumber): void {
  const former = currentRegistration(draft, socket);
  if (former && on('S35')) cancel(draft, former, step);
}

/** S38, S48: cancels registrations of a closed descriptor, even if the socket has other holders. */
export function descriptorGone(draft: Draft, descriptor: DescriptorId, step: StepNumber): void {
  for (const r of on('S48') ? allOf(draft, 'registration') : []) {
    if (r.descriptor !== descriptor || r.state !== 'current' || r.api === 'CreateIoCompletionPort') continue;
    cancel(draft, r, step);
  }
}

/** S45: the accepted socket inherits the listener's registration and is therefore non-blocking (S37). */
export function inheritRegistration(draft: Draft, listener: SocketId, socketId: SocketId, step: StepNumber): void {
  const former = currentRegistration(draft, listener);
  const from = entity(draft, 'socket', listener);
  const socket = entity(draft, 'socket', socketId);
  if (!socket || !on('S45')) return;
  if (from?.nonblocking) draft.change('socket', socketId, { nonblocking: true, nonblockingSince: step });
  if (!former) return;
  // It now belongs to the accepted socket: messages carry its number (S47).
  const own = descriptorsFor(draft, socketId)[0];
  draft.put({
    ...former, id: draft.nextId('registration'), socket: socketId, step, recorded: [],
    descriptor: own?.id ?? former.descriptor, number: own?.number ?? former.number,
  });
  for (const what of holdsNow(draft, socket)) happened(draft, socketId, what);
}
