/**
 * Network events: targets, times, and calls that re-enable an event (S37 to S46). There is one registration for
 * the underlying socket (S35); the events still to be reported are state of the socket, not of the registration (S39).
 */
import type { Draft } from '../../domain/draft.ts';
import type { EventEntity, RegistrationEntity, SocketEntity, WindowEntity } from '../../domain/entities.ts';
import type { DescriptorId, SocketId, StepNumber } from '../../domain/ids.ts';
import { type WorldView, allOf, currentRegistration, descriptorsFor, entity, registrationsOn } from '../../domain/world.ts';
import { hasUncertainNotifications, isFullyShutDown, socketsNotifying } from '../../domain/notification-sources.ts';
import { listArg } from '../lookup.ts';
import type { SocketEvent } from '../platform-semantics.ts';
import type { ClausesOf } from '../clause.ts';
import type { WinsockClauses, WinsockContext, WinsockSemantics } from './clauses.ts';
import type { HOLDING_CLAUSES } from './clauses-events.ts';
import { progress } from './operations.ts';
import { reportedOn, setConnects } from './reported.ts';

const EVENT: Readonly<Record<SocketEvent, string>> = {
  read: 'FD_READ', write: 'FD_WRITE', accept: 'FD_ACCEPT', connect: 'FD_CONNECT', close: 'FD_CLOSE',
};

/**
 * Records an event for the registration, unless it was reported and not re-enabled since.
 * @param arrives whether it happens now, as opposed to a condition that still holds.
 */
export function happened(draft: Draft, d: WinsockSemantics, socketId: SocketId, what: SocketEvent, arrives = false): void {
  const { clauses: k } = d;
  // Pending operations take the data before any notification.
  progress(draft, d, socketId);
  const after = entity(draft, 'socket', socketId);
  if (what === 'close' && after && endsUnread(after) && !k.closeComesAtOnce()) return;
  if (what === 'connect' && after?.type === 'SOCK_STREAM') setConnects(draft, socketId);
  // According to the shutdown page, data for a socket shut down in both directions is discarded and resets the connection.
  if (what === 'read' && after && isFullyShutDown(after)) return;
  if ((what === 'read' && after?.queue.length === 0) || (what === 'accept' && after?.backlog.length === 0)) return;
  const socket = entity(draft, 'socket', socketId);
  const event = EVENT[what];
  if (!socket) return;
  const reported = reportedOn(socket).includes(event);
  // At most one (S35).
  for (const registration of [...draft.living('registration')].filter((r) => r.socket === socketId && r.state === 'current')) {
    const told = registration.mask.includes(event) && !registration.recorded.includes(event);
    if (told && (!reported || (arrives && k.arrivalIsRecordedAgain(what, registration)))) record(draft, k, registration, event);
  }
}

/** Whether new data or a new client was recorded although no call re-enabled the event: Wine does not do it (W19). */
export const recordedAgain = (world: WorldView, { socket, recorded }: RegistrationEntity): boolean => {
  const of = entity(world, 'socket', socket);
  return of !== undefined && recorded.some((event) => reportedOn(of).includes(event));
};

/** The peer has ended the connection, and some of its data is unread. */
const endsUnread = ({ queue, peerEnded, reset }: SocketEntity): boolean => queue.length > 0 && peerEnded && !reset;

/** Whether FD_CLOSE was recorded although data is unread: Wine does not do it (W31). */
export const closedBeforeTheEnd = (world: WorldView, { socket, recorded }: RegistrationEntity): boolean => {
  const of = entity(world, 'socket', socket);
  return of !== undefined && recorded.includes(EVENT.close) && endsUnread(of);
};

/** Whether FD_CLOSE is recorded and the data before it was read: then Wine reports it (W31). */
export const closedAfterTheEnd = (world: WorldView, { socket, recorded }: RegistrationEntity): boolean => {
  const of = entity(world, 'socket', socket);
  return of !== undefined && recorded.includes(EVENT.close) && of.peerEnded && of.queue.length === 0 && !of.reset;
};

/** Whether a posted FD_CLOSE is about a connection with unread data: Wine does not post it yet (W31). */
export const postedBeforeTheEnd = (world: WorldView, window: WindowEntity): boolean =>
  window.messages.some(({ fd, event }) => event === EVENT.close && allOf(world, 'registration').some((r) => {
    const of = r.number === fd && r.target === window.id ? entity(world, 'socket', r.socket) : undefined;
    return of !== undefined && endsUnread(of);
  }));

/**
 * Whether a registration that ended with its descriptor would set its event now, if it had not ended (W6): other descriptors hold the
 * socket, no later call took the slot, and a condition of its mask holds.
 */
export function outlivesItsDescriptor(world: WorldView, k: ClausesOf<typeof HOLDING_CLAUSES>, registration: RegistrationEntity): boolean {
  const socket = entity(world, 'socket', registration.socket);
  if (registration.endedWithDescriptor !== true || !socket || socket.closedAt !== null) return false;
  const [newest] = registrationsOn(world, socket.id).filter((r) => r.api !== 'CreateIoCompletionPort');
  return newest?.id === registration.id && holdsNow(world, k, socket).some((what) => registration.mask.includes(EVENT[what]));
}

/** A connection that was reset after its end was reported: nothing re-enables FD_CLOSE, but a reset is a new event. */
export const resetAfterClose = (socket: SocketEntity | undefined): boolean => socket?.reset === true && socket.peerEnded
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

function record(draft: Draft, k: WinsockClauses, registration: RegistrationEntity, event: string): void {
  if (registration.api === 'WSAAsyncSelect') {
    post(draft, k, registration, event);
    return;
  }
  draft.change('registration', registration.id, { recorded: [...registration.recorded, event] });
  const target = entity(draft, 'event', registration.target);
  if (target) k.recordSetsTheEvent(draft, target);
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
function post(draft: Draft, k: WinsockClauses, registration: RegistrationEntity, event: string): void {
  const socket = entity(draft, 'socket', registration.socket);
  if (socket) k.messageIsPostedOnce(draft, socket, event);
  const error = socket?.reset && event === EVENT.close ? { error: k.resetIsAborted() } : {};
  const repeated = event === EVENT.write && (socket?.refusedSends ?? 0) > 1 ? { repeated: true } : {};
  k.messageIsPosted(draft, registration, { event, ...error, ...repeated });
}

/**
 * S41: a call through any descriptor that re-enables the event; a level-triggered event is recorded immediately.
 * A record that was not enumerated is cleared, while the event object stays set: a wake-up can find
 * nothing (S43). Sending does not remove FD_WRITE from the record (S42).
 */
export function rearm(draft: Draft, d: WinsockSemantics, socketId: SocketId, what: SocketEvent): void {
  const { clauses: k } = d;
  const socket = entity(draft, 'socket', socketId);
  if (!socket) return;
  const event = EVENT[what];
  k.callReenables(draft, socket, event);
  k.callClearsTheRecord(draft, what, currentRegistration(draft, socketId), event);
  if (k.levelIsReportedAgain(what, holdsNow(draft, k, socket))) happened(draft, d, socketId, what);
}

/** S42: a connect re-enables FD_WRITE of a datagram socket; FD_CONNECT is not posted for it. */
export function datagramConnected(draft: Draft, d: WinsockSemantics, socket: SocketEntity): void {
  if (!d.clauses.datagramConnectIsFdWrite(socket)) return;
  d.clauses.callReenables(draft, entity(draft, 'socket', socket.id) ?? socket, EVENT.write);
  if (currentRegistration(draft, socket.id)?.api === 'WSAEventSelect') happened(draft, d, socket.id, 'connect');
  happened(draft, d, socket.id, 'write');
}

/** Whether a registration is about datagrams: Wine tells FD_WRITE of them at other times (W35). */
const tellsOfDatagrams = (world: WorldView, { socket, mask }: RegistrationEntity): boolean =>
  entity(world, 'socket', socket)?.type === 'SOCK_DGRAM' && (mask.includes(EVENT.write) || mask.includes(EVENT.connect));

/** Whether Wine has recorded FD_WRITE for a datagram socket at registration, and the rules wait for its connect (W35). */
export const datagramAwaitsConnect = (world: WorldView, registration: RegistrationEntity): boolean => {
  const socket = entity(world, 'socket', registration.socket);
  return socket !== undefined && tellsOfDatagrams(world, registration) && registration.mask.includes(EVENT.write)
    && !registration.recorded.includes(EVENT.write) && !reportedOn(socket).includes(EVENT.write);
};

const connectedDatagram = (world: WorldView, registration: RegistrationEntity): boolean =>
  tellsOfDatagrams(world, registration) && entity(world, 'socket', registration.socket)?.state === 'established';

/** Whether the connect of a datagram socket is recorded, which Wine does not do (W35). */
export const datagramConnectIsRecorded = (world: WorldView, registration: RegistrationEntity): boolean =>
  connectedDatagram(world, registration) && registration.recorded.some((event) => event === EVENT.write || event === EVENT.connect);

/** Whether the connect of a datagram socket has posted FD_WRITE, which Wine does not do (W35). */
export const datagramConnectIsPosted = (world: WorldView, window: WindowEntity): boolean =>
  [...world.living('registration')].some((r) => r.target === window.id && connectedDatagram(world, r)
    && window.messages.some(({ fd, event }) => fd === r.number && event === EVENT.write));

/** S40: conditions that already hold at registration. */
export function holdsNow(world: WorldView, k: ClausesOf<typeof HOLDING_CLAUSES>, socket: SocketEntity): SocketEvent[] {
  const now: SocketEvent[] = [];
  const fresh = entity(world, 'socket', socket.id) ?? socket;
  if (k.dataIsFdRead(fresh)) now.push('read');
  if (k.connectionIsFdAccept(fresh)) now.push('accept');
  if (k.connectedIsFdWrite(fresh)) now.push('write');
  if (k.datagramIsFdWrite(fresh, currentRegistration(world, socket.id))) now.push('write');
  if (k.endIsFdClose(fresh)) now.push('close');
  return now;
}

/** Whether a reset was told to an earlier registration: WSAAsyncSelect posts it again, and WSAEventSelect does not (S39). */
export const toldOfReset = (socket: SocketEntity): boolean => socket.reset && !socket.peerEnded && reportedOn(socket).includes(EVENT.close);

/** S40: a new registration is notified of existing conditions. No test covers a reset that was not reported before. */
export function tellWhatHolds(draft: Draft, d: WinsockSemantics, socket: SocketEntity): void {
  const { clauses: k } = d;
  const connected = k.connectedIsFdConnect(socket, currentRegistration(draft, socket.id)) ? (['connect'] as const) : [];
  for (const what of k.registeringReportsWhatHolds() ? [...connected, ...holdsNow(draft, k, socket)] : [])
    happened(draft, d, socket.id, what);
  if (socket.reset && !toldOfReset(socket)) draft.change('socket', socket.id, { sure: false });
}

/** The call takes the slot: it cancels any existing registration of any process and clears the record (S35 to S39). */
export function takeSlot(draft: Draft, c: WinsockContext, socket: SocketId): void {
  const { clauses: k } = c.semantics;
  const mask = listArg(c, 'mask');
  if (mask.length === 0 && !k.emptyMaskCancels(mask)) return;
  const former = currentRegistration(draft, socket);
  if (former && k.registrationIsSingle(former)) cancel(draft, former, c.step);
}

/** S38, S48: cancels registrations of a closed descriptor, even if the socket has other holders. */
export function descriptorGone(draft: Draft, d: WinsockSemantics, descriptor: DescriptorId, step: StepNumber): void {
  const { clauses: k } = d;
  for (const r of allOf(draft, 'registration')) {
    if (r.state === 'current' && r.api !== 'CreateIoCompletionPort' && k.closingDescriptorCancels(r, descriptor)) {
      cancel(draft, r, step);
      draft.change('registration', r.id, { endedWithDescriptor: true });
    }
  }
}

/** S45: the accepted socket inherits the listener's registration and is therefore non-blocking (S37). */
export function inheritRegistration(
  draft: Draft, d: WinsockSemantics, listener: SocketId, socketId: SocketId, step: StepNumber,
): void {
  const { clauses: k } = d;
  const former = currentRegistration(draft, listener);
  const from = entity(draft, 'socket', listener);
  const socket = entity(draft, 'socket', socketId);
  if (!socket) return;
  k.acceptPassesModeOn(draft, from, socketId, step);
  if (!former || !k.acceptPassesRegistrationOn(former)) return;
  // It now belongs to the accepted socket: messages carry its number (S47).
  const own = descriptorsFor(draft, socketId)[0];
  draft.put({
    ...former, id: draft.nextId('registration'), socket: socketId, step, recorded: [],
    descriptor: own?.id ?? former.descriptor, number: k.acceptedReportsItsNumber(own, former),
  });
  for (const what of k.acceptReportsWhatHolds() ? holdsNow(draft, k, socket) : []) happened(draft, d, socketId, what);
}
