/** WSAEventSelect and related calls: the slot of the socket and its event objects. */
import { currentRegistration, eventOf, registrationsOn } from '../../domain/world.ts';
import { committedSocket, descriptorArg, isPrediction, listArg, numberArg, socketArg, textArg } from '../lookup.ts';
import { type RulesOf, UNPREDICTED, predictError, predictOk, predictPending } from '../types.ts';
import type { EventEntity } from '../../domain/entities.ts';
import type { SocketId } from '../../domain/ids.ts';
import type { WorldView } from '../../domain/world.ts';
import { isFullyShutDown } from '../../domain/notification-sources.ts';
import type { WinsockContext, WinsockRule } from './clauses.ts';
import {
  closedBeforeTheEnd, datagramAwaitsConnect, datagramConnectIsRecorded, isToldUnclearly, putEvent, recordedAgain, resetEvent, takeSlot,
  tellWhatHolds, tellsUnclearly,
} from './events.ts';
import { predictUnread } from './receive.ts';
import { enumeratedRefusal, tellRefusal, willBeSet } from './refused.ts';
import { hasSpace, reportedOn } from './reported.ts';

const createEvent: WinsockRule = {
  predict: () => predictOk({}),
  commit(draft, c, outcome) {
    if (outcome.kind !== 'ok') return;
    draft.put({
      kind: 'event', id: draft.nextId('event'), process: c.process.id, number: outcome.results.event ?? null, set: false, step: c.step,
    });
  },
};

const eventSelect: WinsockRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    const event = numberArg(c, 'event');
    // The page says that the event is ignored only for a valid handle or none (S38).
    if (listArg(c, 'mask').length === 0) return event === null || eventOf(world, c.process.id, event) ? predictOk({}, 'S38') : UNPREDICTED;
    if (event === null) return predictError('WSAEINVAL');
    return eventOf(world, c.process.id, event) ? predictOk({}, 'S35', 'S37') : UNPREDICTED;
  },
  commit(draft, c, outcome) {
    const socket = committedSocket(draft, c);
    if (outcome.kind !== 'ok' || !socket) return;
    const former = currentRegistration(draft, socket.id);
    const { clauses: k } = c.semantics;
    takeSlot(draft, c, socket.id);
    k.eventSelectKeepsReports(draft, socket.id);
    k.registeringMakesNonblocking(draft, socket, c.step);
    const mask = k.maskReplacesMask(former?.mask ?? [], listArg(c, 'mask'));
    const event = eventOf(draft, c.process.id, numberArg(c, 'event') ?? -1);
    const descriptor = descriptorArg(draft, c);
    if (mask.length === 0 || !event || !descriptor) return;
    draft.put({
      kind: 'registration', id: draft.nextId('registration'), api: 'WSAEventSelect', socket: socket.id, descriptor: descriptor.id,
      number: descriptor.number, process: c.process.id, mask, target: event.id, step: c.step, state: 'current', cancelledBy: null,
      recorded: [],
    });
    tellWhatHolds(draft, c.semantics, socket);
  },
};

const enumNetworkEvents: WinsockRule = {
  predict(world, c) {
    const refusal = enumeratedRefusal(world, c);
    if (refusal) return refusal;
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    // The page does not say what a number gives that is no event object: Wine 8 ignores it, and Wine 10 fails.
    const given = numberArg(c, 'event');
    if (given !== null && !eventOf(world, c.process.id, given)) return UNPREDICTED;
    const registration = currentRegistration(world, socket.id);
    const events = registration?.recorded ?? [];
    if (tellsUnclearly(socket)) return UNPREDICTED;
    if (socket.reset && events.includes('FD_CLOSE'))
      return predictOk({ events, errors: { FD_CLOSE: c.semantics.clauses.resetIsAborted() } }, 'S44', 'S46');
    const again = registration !== undefined && [recordedAgain, datagramAwaitsConnect, datagramConnectIsRecorded]
      .some((departs) => departs(world, registration));
    const early = registration !== undefined && closedBeforeTheEnd(world, registration);
    return predictOk({ events }, 'S44', ...(again ? ['S42' as const] : []), ...(early ? ['S46' as const] : []),
      ...(isFullyShutDown(socket) ? ['S38' as const] : []));
  },
  commit(draft, c, outcome) {
    const socket = committedSocket(draft, c);
    const event = eventOf(draft, c.process.id, numberArg(c, 'event') ?? -1);
    // The page does not say whether a failed call resets the event.
    if (outcome.kind === 'error' && event?.set) draft.change('event', event.id, { unsure: true });
    if (outcome.kind !== 'ok' || !socket) return;
    const registration = currentRegistration(draft, socket.id);
    const { clauses: k } = c.semantics;
    const reported = outcome.results.events ?? [];
    if (registration) {
      // Wine does not record an event again before it is re-enabled (W19), so what it leaves out is not in its record.
      const again = registration.recorded.filter((event) => reportedOn(socket).includes(event));
      k.enumerationClearsTheRecord(draft, registration, [...reported, ...again]);
      k.enumeratedIsReported(draft, socket, reported);
      if (reported.includes('FD_WRITE')) hasSpace(draft, socket);
    }
    if (k.enumerationResetsTheEvent(event)) resetEvent(draft, event);
  },
};

/** The event objects of the call, in the order of its list. */
const eventsOf = (world: WorldView, c: WinsockContext): (EventEntity | undefined)[] =>
  ((c.args['events'] ?? []) as readonly number[]).map((n) => eventOf(world, c.process.id, n));

/** The set events of the call, as indexes in its list; `promised`: the first that a refused connect will set. */
function setEvents(world: WorldView, c: WinsockContext): { set: number[]; promised: number; count: number; known: boolean } {
  const events = eventsOf(world, c);
  const set: number[] = [];
  for (const [i, e] of events.entries()) if (e?.set) set.push(i);
  return { set, promised: events.findIndex((e) => e && willBeSet(world, e)), count: events.length,
    known: events.every((e) => e !== undefined && !isToldUnclearly(world, e)) };
}

/** WSA_WAIT_TIMEOUT */
const WAIT_TIMEOUT = 258;

const waitForMultipleEvents: WinsockRule = {
  predict(world, c) {
    const { set, promised, count, known } = setEvents(world, c);
    const all = c.args['waitAll'] === true;
    if (!known || count === 0)
      return promised < 0 || all ? UNPREDICTED : { ...UNPREDICTED, invented: predictOk({ number: promised }).outcome };
    if (all ? set.length === count : set.length > 0) return predictOk({ number: all ? 0 : set[0]! }, 'S40');
    return (numberArg(c, 'timeout') ?? 0) > c.grace ? predictPending('S35') : predictOk({ number: WAIT_TIMEOUT }, 'S35');
  },
  commit(draft, c, outcome) {
    const ended = outcome.kind === 'ok' && c.args['waitAll'] !== true ? eventsOf(draft, c)[outcome.results.number ?? -1] : undefined;
    if (ended) tellRefusal(draft, ended);
    if (ended?.unsure) putEvent(draft, ended, true);
  },
};

/** Returns whether the newest registration ended with its descriptor. */
function endedWithItsDescriptor(world: WorldView, socket: SocketId): boolean {
  const [newest] = registrationsOn(world, socket).filter((r) => r.api !== 'CreateIoCompletionPort');
  return newest?.endedWithDescriptor === true;
}

const ioctlsocket: WinsockRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    if (textArg(c, 'command') === 'FIONREAD') {
      return predictUnread(socket);
    }
    if ((numberArg(c, 'value') ?? 0) !== 0) return predictOk({}, 'S27');
    if (c.semantics.clauses.registeredCannotBlock(currentRegistration(world, socket.id))) {
      // A shutdown is not among the actions that end a registration (S38).
      return predictError('WSAEINVAL', 'S37', ...(isFullyShutDown(socket) ? ['S38' as const] : []));
    }
    // Cancelled by closesocket or the end of a process while others hold the socket: this is
    // documented for one holder, and a hypothesis for several (S48).
    return endedWithItsDescriptor(world, socket.id) ? predictOk({}, 'S27', 'S38', 'S48') : predictOk({}, 'S27');
  },
  commit(draft, c, outcome) {
    const socket = committedSocket(draft, c);
    if (outcome.kind !== 'ok' || !socket || textArg(c, 'command') !== 'FIONBIO') return;
    const nonblocking = (numberArg(c, 'value') ?? 0) !== 0;
    if (nonblocking !== socket.nonblocking && c.semantics.clauses.modeReachesAll(draft, socket)) {
      draft.change('socket', socket.id, { nonblocking, nonblockingSince: nonblocking ? c.step : null });
    }
  },
};

export const REGISTRATION_RULES = {
  ioctlsocket, WSACreateEvent: createEvent, WSAEventSelect: eventSelect, WSAEnumNetworkEvents: enumNetworkEvents,
  WSAWaitForMultipleEvents: waitForMultipleEvents,
} satisfies RulesOf<'winsock'>;
