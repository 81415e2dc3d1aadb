/** WSAEventSelect and related calls: the slot of the socket and its event objects. */
import { currentRegistration, descriptorsFor, eventOf, registrationsOn } from '../../domain/world.ts';
import { committedSocket, descriptorArg, isPrediction, listArg, numberArg, socketArg, textArg } from '../lookup.ts';
import { type CallRule, type RulesOf, UNPREDICTED, type RuleContext, predictError, predictOk, predictPending } from '../types.ts';
import type { SocketId } from '../../domain/ids.ts';
import type { WorldView } from '../../domain/world.ts';
import { isFullyShutDown } from '../../domain/notification-sources.ts';
import { WSAECONNABORTED, cancelCurrent, isToldUnclearly, resetEvent, tellWhatHolds, tellsUnclearly } from './events.ts';
import { predictUnread } from './receive.ts';
import { reportedOn, setReported } from './reported.ts';
import { on } from '../switches.ts';

const createEvent: CallRule = {
  predict: () => predictOk({}),
  commit(draft, c, outcome) {
    if (outcome.kind !== 'ok') return;
    draft.put({
      kind: 'event', id: draft.nextId('event'), process: c.process.id, number: outcome.results.event ?? null, set: false, step: c.step,
    });
  },
};

const eventSelect: CallRule = {
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
    if (listArg(c, 'mask').length > 0 || on('S38')) cancelCurrent(draft, socket.id, c.step);
    if (!on('S39')) setReported(draft, socket.id, []);
    // S37: any mask, even 0, makes the socket non-blocking.
    if (!socket.nonblocking && on('S37')) draft.change('socket', socket.id, { nonblocking: true, nonblockingSince: c.step });
    const mask = on('S36') ? listArg(c, 'mask') : [...new Set([...(former?.mask ?? []), ...listArg(c, 'mask')])];
    const event = eventOf(draft, c.process.id, numberArg(c, 'event') ?? -1);
    const descriptor = descriptorArg(draft, c);
    if (mask.length === 0 || !event || !descriptor) return;
    draft.put({
      kind: 'registration', id: draft.nextId('registration'), api: 'WSAEventSelect', socket: socket.id, descriptor: descriptor.id,
      number: descriptor.number, process: c.process.id, mask, target: event.id, step: c.step, state: 'current', cancelledBy: null,
      recorded: [],
    });
    tellWhatHolds(draft, socket);
  },
};

const enumNetworkEvents: CallRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    const registration = currentRegistration(world, socket.id);
    const events = registration?.recorded ?? [];
    if (tellsUnclearly(socket)) return UNPREDICTED;
    if (socket.reset && events.includes('FD_CLOSE') && on('S46'))
      return predictOk({ events, errors: { FD_CLOSE: WSAECONNABORTED } }, 'S44', 'S46');
    return predictOk({ events }, 'S44');
  },
  commit(draft, c, outcome) {
    const socket = committedSocket(draft, c);
    const event = eventOf(draft, c.process.id, numberArg(c, 'event') ?? -1);
    // The page does not say whether a failed call resets the event.
    if (outcome.kind === 'error' && event?.set) draft.change('event', event.id, { unsure: true });
    if (outcome.kind !== 'ok' || !socket) return;
    const registration = currentRegistration(draft, socket.id);
    if (registration && on('S44')) {
      const reported = outcome.results.events ?? [];
      draft.change('registration', registration.id, { recorded: registration.recorded.filter((e) => !reported.includes(e)) });
      setReported(draft, socket.id, [...new Set([...reportedOn(socket), ...reported])]);
    }
    resetEvent(draft, event);
  },
};

/** The set events of the call, as indexes in its list. */
function setEvents(world: WorldView, c: RuleContext): { set: number[]; count: number; known: boolean } {
  const numbers = (c.args['events'] ?? []) as readonly number[];
  const events = numbers.map((n) => eventOf(world, c.process.id, n));
  const set: number[] = [];
  for (const [i, e] of events.entries()) if (e?.set) set.push(i);
  return { set, count: numbers.length, known: events.every((e) => e !== undefined && !isToldUnclearly(world, e)) };
}

/** WSA_WAIT_TIMEOUT */
const WAIT_TIMEOUT = 258;

const waitForMultipleEvents: CallRule = {
  predict(world, c) {
    const { set, count, known } = setEvents(world, c);
    if (!known || count === 0) return UNPREDICTED;
    const all = c.args['waitAll'] === true;
    if (all ? set.length === count : set.length > 0) return predictOk({ number: all ? 0 : set[0]! }, 'S40');
    return (numberArg(c, 'timeout') ?? 0) > c.grace ? predictPending('S35') : predictOk({ number: WAIT_TIMEOUT }, 'S35');
  },
};

/** Returns whether the newest registration ended with its descriptor. */
function endedWithItsDescriptor(world: WorldView, socket: SocketId): boolean {
  const [newest] = registrationsOn(world, socket).filter((r) => r.api !== 'CreateIoCompletionPort');
  return newest?.state === 'cancelled' && world.get(newest.descriptor) === undefined;
}

const ioctlsocket: CallRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    if (textArg(c, 'command') === 'FIONREAD') {
      return predictUnread(socket);
    }
    if ((numberArg(c, 'value') ?? 0) !== 0) return predictOk({}, 'S27');
    if (currentRegistration(world, socket.id) && on('S37')) {
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
    if (nonblocking !== socket.nonblocking && (on('S27') || descriptorsFor(draft, socket.id).length < 2)) {
      draft.change('socket', socket.id, { nonblocking, nonblockingSince: nonblocking ? c.step : null });
    }
  },
};

export const REGISTRATION_RULES = {
  ioctlsocket, WSACreateEvent: createEvent, WSAEventSelect: eventSelect, WSAEnumNetworkEvents: enumNetworkEvents,
  WSAWaitForMultipleEvents: waitForMultipleEvents,
} satisfies RulesOf<'winsock'>;
