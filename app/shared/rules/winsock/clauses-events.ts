/** Clauses of WSAEventSelect and WSAAsyncSelect: the slot of a socket, and what is reported when (S35 to S48). */
import type { Draft } from '../../domain/draft.ts';
import type { DescriptorEntity, EventEntity, PostedMessage, RegistrationEntity, SocketEntity } from '../../domain/entities.ts';
import type { DescriptorId, SocketId, StepNumber } from '../../domain/ids.ts';
import { entity } from '../../domain/world.ts';
import { answer, choice, condition, effect } from '../clause.ts';
import type { SocketEvent } from '../platform-semantics.ts';
import { type Prediction, predictError } from '../types.ts';
import { hasConnected, reportedOn, setReported } from './reported.ts';

/** The pages document WSAECONNRESET too; tests that pass on Windows see this one. */
const WSAECONNABORTED = 10053;

const registering = {
  registrationIsSingle: condition({
    rule: 'S35', says: 'A registration cancels the previous one, of any process.',
    without: 'a registration does not cancel the previous one',
    evidence: ['documented', 'observedOnWine'],
    applies: (former: RegistrationEntity | undefined): boolean => former !== undefined,
  }),
  maskReplacesMask: choice({
    rule: 'S36', says: 'The mask of a registration replaces the previous one.', without: 'a second mask adds to the first',
    evidence: ['documented', 'observedOnWine'],
    applies: (_former: readonly string[], mask: readonly string[]): readonly string[] => mask,
  }),
  registeringMakesNonblocking: effect({
    rule: 'S37', says: 'Registering makes the socket non-blocking, for every mask.',
    without: 'registering does not change the blocking mode',
    evidence: ['documented', 'observedOnWine'],
    applies(draft: Draft, { id, nonblocking }: SocketEntity, step: StepNumber): void {
      if (!nonblocking) draft.change('socket', id, { nonblocking: true, nonblockingSince: step });
    },
  }),
  registeredCannotBlock: condition({
    rule: 'S37', says: 'A socket with a registration cannot be made blocking.', without: 'a registration does not restrict FIONBIO',
    evidence: ['documented', 'observedOnWine'],
    applies: (current: RegistrationEntity | undefined): boolean => current !== undefined,
  }),
  emptyMaskCancels: condition({
    rule: 'S38', says: 'A mask of 0 cancels the registration.', without: 'a mask of 0 cancels nothing',
    evidence: ['documented', 'observedOnWine'],
    applies: (mask: readonly string[]): boolean => mask.length === 0,
  }),
  eventSelectKeepsReports: choice({
    rule: 'S39', says: 'WSAEventSelect does not repeat what was reported.', without: 'registering again repeats earlier reports',
    evidence: ['observedOnWine'],
    applies(_draft: Draft, _socket: SocketId): void {},
  }),
  asyncSelectForgetsReports: effect({
    rule: 'S39', says: 'WSAAsyncSelect posts again what was reported.', without: 'WSAAsyncSelect does not repeat earlier messages',
    evidence: ['documented', 'observedOnWine'],
    // FD_CONNECT is not posted for a connection that was made before.
    applies(draft: Draft, socket: SocketId): void {
      const of = entity(draft, 'socket', socket);
      setReported(draft, socket, of && hasConnected(of) ? ['FD_CONNECT'] : []);
    },
  }),
  registeringReportsWhatHolds: condition({
    rule: 'S40', says: 'Registering reports the conditions that already hold.',
    without: 'a condition that already holds is not reported at registration',
    evidence: ['documented', 'observedOnWine'],
    applies: (): boolean => true,
  }),
  closingDescriptorCancels: condition({
    rule: 'S48', says: 'Closing the registering descriptor cancels its registration.', without: 'a registration outlives its descriptor',
    evidence: ['supposed'],
    applies: (r: RegistrationEntity, descriptor: DescriptorId): boolean => r.descriptor === descriptor,
  }),
};

export const HOLDING_CLAUSES = {
  dataIsFdRead: condition({
    rule: 'S40', says: 'Unread data is FD_READ.', without: 'unread data does not count as FD_READ',
    evidence: ['documented', 'observedOnWine'],
    applies: (socket: SocketEntity): boolean => socket.queue.length > 0,
  }),
  connectionIsFdAccept: condition({
    rule: 'S40', says: 'A waiting connection is FD_ACCEPT.', without: 'a waiting connection does not count as FD_ACCEPT',
    evidence: ['documented', 'observedOnWine'],
    applies: (socket: SocketEntity): boolean => socket.backlog.length > 0,
  }),
  connectedIsFdWrite: condition({
    rule: 'S40', says: 'A connection that can send is FD_WRITE.', without: 'a connection does not count as FD_WRITE',
    evidence: ['documented', 'observedOnWine'],
    applies: (socket: SocketEntity): boolean => socket.state === 'established' && !socket.sendShutdown && !socket.refusedSends,
  }),
  connectedIsFdConnect: condition({
    rule: 'S40', says: 'A connection that this end has made is FD_CONNECT for a WSAEventSelect.',
    without: 'a connection that was made before does not count as FD_CONNECT',
    evidence: ['observedOnWine'],
    applies: (socket: SocketEntity, registration: RegistrationEntity | undefined): boolean =>
      hasConnected(socket) && socket.state === 'established' && registration?.api === 'WSAEventSelect',
  }),
  datagramIsFdWrite: condition({
    rule: 'S40', says: 'A datagram socket is FD_WRITE, for a WSAEventSelect once it has an address.',
    without: 'a datagram socket does not count as FD_WRITE',
    evidence: ['documented'],
    applies: (socket: SocketEntity, registration: RegistrationEntity | undefined): boolean =>
      socket.type === 'SOCK_DGRAM' && (registration?.api !== 'WSAEventSelect' || socket.state !== 'unbound'),
  }),
  endIsFdClose: condition({
    rule: 'S40', says: 'An ended connection is FD_CLOSE.', without: 'an ended connection does not count as FD_CLOSE',
    evidence: ['documented', 'observedOnWine'],
    applies: (socket: SocketEntity): boolean => socket.peerEnded || socket.reset,
  }),
};

const reporting = {
  recordSetsTheEvent: effect({
    rule: 'S44', says: 'An event that is recorded sets the event object.', without: 'a record does not set the event object',
    evidence: ['documented', 'observedOnWine'],
    applies(draft: Draft, target: EventEntity): void {
      if (!target.set) draft.change('event', target.id, { set: true });
    },
  }),
  enumerationClearsTheRecord: effect({
    rule: 'S44', says: 'WSAEnumNetworkEvents clears the record.', without: 'enumerating does not clear the record',
    evidence: ['documented', 'observedOnWine'],
    applies(draft: Draft, { id, recorded }: RegistrationEntity, reported: readonly string[]): void {
      draft.change('registration', id, { recorded: recorded.filter((e) => !reported.includes(e)) });
    },
  }),
  enumeratedIsReported: effect({
    rule: 'S41', says: 'An enumerated event is not recorded again until a call re-enables it.',
    without: 'an enumerated event is recorded again as long as it holds',
    evidence: ['documented', 'observedOnWine'],
    applies(draft: Draft, socket: SocketEntity, reported: readonly string[]): void {
      setReported(draft, socket.id, [...new Set([...reportedOn(socket), ...reported])]);
    },
  }),
  enumerationResetsTheEvent: condition({
    rule: 'S44', says: 'WSAEnumNetworkEvents resets the event object that it is given.', without: 'enumerating leaves the event object set',
    evidence: ['documented', 'observedOnWine'],
    applies: (event: EventEntity | undefined): boolean => event !== undefined,
  }),
  messageIsPosted: effect({
    rule: 'S47', says: 'WSAAsyncSelect posts a message for an event.', without: 'no message is posted',
    evidence: ['documented', 'observedOnWine'],
    applies(draft: Draft, { number, target }: RegistrationEntity, message: Omit<PostedMessage, 'fd'>): void {
      const window = entity(draft, 'window', target);
      if (window) draft.change('window', window.id, { messages: [...window.messages, { fd: number, ...message }] });
    },
  }),
  messageIsPostedOnce: effect({
    rule: 'S47', says: 'An event is posted once, until a call re-enables it.', without: 'an event is posted every time it happens',
    evidence: ['documented', 'observedOnWine'],
    applies: (draft: Draft, socket: SocketEntity, event: string): void => setReported(draft, socket.id, [...reportedOn(socket), event]),
  }),
  closeComesAtOnce: condition({
    rule: 'S46', says: 'FD_CLOSE comes when the peer ends the connection, although data is unread.',
    without: 'FD_CLOSE does not come while data is unread',
    evidence: [],
    applies: (): boolean => true,
  }),
  resetIsAborted: choice({
    rule: 'S46', says: 'FD_CLOSE of a reset has the error WSAECONNABORTED.', without: 'FD_CLOSE of a reset has no error',
    evidence: [],
    applies: (): number => WSAECONNABORTED,
  }),
};

const enabling = {
  callReenables: effect({
    rule: 'S41', says: 'The call that belongs to an event re-enables it.', without: 'no call re-enables an event',
    evidence: ['documented', 'observedOnWine'],
    applies(draft: Draft, socket: SocketEntity, event: string): void {
      if (reportedOn(socket).includes(event)) setReported(draft, socket.id, reportedOn(socket).filter((e) => e !== event));
    },
  }),
  callClearsTheRecord: effect({
    rule: 'S43', says: 'The call that belongs to an event removes it from the record.', without: 'a record stays when its data was read',
    evidence: ['documented', 'observedOnWine'],
    applies(draft: Draft, what: SocketEvent, registration: RegistrationEntity | undefined, event: string): void {
      // Sending does not remove FD_WRITE (S42).
      if (what !== 'write' && registration?.recorded.includes(event))
        draft.change('registration', registration.id, { recorded: registration.recorded.filter((e) => e !== event) });
    },
  }),
  arrivalIsRecordedAgain: condition({
    rule: 'S42', says: 'New data and new clients are recorded again in event mode, even if no call re-enabled the event.',
    without: 'new data is not recorded before the earlier data was read',
    evidence: [],
    applies: (what: SocketEvent, { api }: RegistrationEntity): boolean =>
      api === 'WSAEventSelect' && (what === 'read' || what === 'accept'),
  }),
  levelIsReportedAgain: condition({
    rule: 'S42', says: 'FD_READ and FD_ACCEPT are recorded again if they still hold when they are re-enabled.',
    without: 'a condition is recorded only when it begins',
    evidence: ['documented', 'observedOnWine'],
    // FD_WRITE comes when space becomes available, not because send was called.
    applies: (what: SocketEvent, now: readonly SocketEvent[]): boolean => what !== 'write' && now.includes(what),
  }),
  datagramConnectIsFdWrite: condition({
    rule: 'S42', says: 'The connect of a datagram socket is FD_WRITE, and for a WSAEventSelect FD_CONNECT.',
    without: 'the connect of a datagram socket reports nothing',
    evidence: [],
    applies: ({ type }: SocketEntity): boolean => type === 'SOCK_DGRAM',
  }),
  sendLeavesTheEdge: choice({
    rule: 'S42', says: 'A successful send re-enables nothing.', without: 'sending re-enables FD_WRITE as if it were level-triggered',
    evidence: ['documented', 'observedOnWine'],
    applies(_draft: Draft, _socket: SocketId): void {},
  }),
};

const accepting = {
  acceptPassesRegistrationOn: condition({
    rule: 'S45', says: 'An accepted socket has the registration of its listener.', without: 'accept passes no registration on',
    evidence: ['documented', 'observedOnWine'],
    applies: (former: RegistrationEntity | undefined): boolean => former !== undefined,
  }),
  acceptPassesModeOn: effect({
    rule: 'S45', says: 'An accepted socket has the blocking mode of its listener.', without: 'accept does not pass the blocking mode on',
    evidence: ['documented', 'observedOnWine'],
    applies(draft: Draft, listener: SocketEntity | undefined, socket: SocketId, step: StepNumber): void {
      if (listener?.nonblocking) draft.change('socket', socket, { nonblocking: true, nonblockingSince: step });
    },
  }),
  acceptReportsWhatHolds: condition({
    rule: 'S45', says: 'An accepted socket reports the conditions that already hold.',
    without: 'an accepted socket reports later events alone',
    evidence: ['observedOnWine'],
    applies: (): boolean => true,
  }),
  acceptedReportsItsNumber: choice({
    rule: 'S47', says: 'Messages about an accepted socket carry its own descriptor.',
    without: 'messages about an accepted socket name the listener',
    evidence: ['documented', 'observedOnWine'],
    applies: (own: DescriptorEntity | undefined, former: RegistrationEntity): number | null => own?.number ?? former.number,
  }),
};

const windows = {
  peekTakesMessages: condition({
    rule: 'S47', says: 'A message that was taken is gone.', without: 'a message can be taken again',
    evidence: ['documented', 'observedOnWine'],
    applies: (at: number): boolean => at >= 0,
  }),
  asyncSelectNeedsWindow: answer({
    rule: 'S47', says: 'WSAAsyncSelect fails without a window of the process.', without: 'WSAAsyncSelect needs no window',
    evidence: ['documented'],
    applies: (hasWindow: boolean): Prediction | null => (hasWindow ? null : predictError('WSAEINVAL', 'S47')),
  }),
};

export const EVENT_CLAUSES = { ...registering, ...HOLDING_CLAUSES, ...reporting, ...enabling, ...accepting, ...windows };
