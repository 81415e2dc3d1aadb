/** What sets Linux apart where the rules are common. */
import type { Draft } from '../../domain/draft.ts';
import type { ObjectId, SocketId, StepNumber } from '../../domain/ids.ts';
import { functionsOf } from '../clause.ts';
import { listArg } from '../lookup.ts';
import { LINUX_CLAUSES, LINUX_IDS, type LinuxClauses, type LinuxSemantics } from './clauses.ts';
import { freeing } from './cycles.ts';
import { wakeItems } from './epoll-wake.ts';
import { signalOwner } from './signals.ts';
import { changeLinux } from './state.ts';
import * as states from './states.ts';
import { afterShutdown, refusesData, reported } from './streams.ts';

const nothing = () => {};

/** Timeouts are rounded to clock ticks; milliseconds that are whole ticks at 100 to 1000 Hz stay exact. */
const TICKS_OF_ALL_MS = 20;

/** The kernel stores only whether these are on. */
const YES_OR_NO: readonly string[] = ['SO_OOBINLINE', 'SO_KEEPALIVE', 'SO_REUSEADDR', 'SO_REUSEPORT', 'SO_BROADCAST', 'SO_DONTROUTE',
  'TCP_NODELAY'];

/** @param clauses those in force: all of them, except in a test of the tests. */
export function linuxSemantics(clauses: LinuxClauses): LinuxSemantics {
  return {
    rules: 'linux', descriptorArg: 'fd', clauses, ids: LINUX_IDS,
    ...states.ERRORS, ...states.deciding(clauses),
    connectUnderWay: [states.ERRORS.wouldBlock, 'EINPROGRESS'], connectGoesOn: () => false,
    follows: () => true,
    throughInherited: (prediction) => prediction,
    handsDown: () => true,
    acceptedInheritable: (c) => clauses.acceptedSurvivesExec(listArg(c, 'flags')),
    acceptedNonblocking: (c) => clauses.acceptedIsNonblocking(listArg(c, 'flags')),
    heldByCalls: clauses.blockedCallKeepsOpen, freesRings: clauses.cyclesAreFreed, closeEndsPeersSending: clauses.closeEndsPeersSending,
    refusesData: (socket) => refusesData(clauses, socket),
    roundsOption: (name, value) => name.endsWith('TIMEO') && Number(value) % TICKS_OF_ALL_MS !== 0,
    storedOption: (name, value) => (YES_OR_NO.includes(name) ? Number(value !== 0) : value),
    happened(draft, socket, what) {
      wakeItems(draft, clauses, socket, what);
      // Writability and an established connection also send the signal, at times chosen by the kernel.
      if (what === 'read' || what === 'accept' || what === 'close') signalOwner(draft, clauses, socket);
    },
    // A level-triggered epoll item checks the socket when queried (P14).
    rearm: nothing, sent: nothing, closed: clauses.closeEndsItems,
    connectStarted: (draft, socket) => changeLinux(draft, socket, { connectStarted: true }),
    connectReported: (draft, socket) => changeLinux(draft, socket, { connectStarted: false }),
    afterShutdown: (draft, socket, endsReceiving, ok) => afterShutdown(draft, clauses, socket, endsReceiving, ok),
    reported: (draft, socket, error) => reported(draft, clauses, socket, error),
    accepted: clauses.acceptPassesNothingOn,
    descriptorGone(draft, descriptor, step) {
      clauses.itemOutlivesDescriptor(draft, descriptor, step);
      clauses.itemSurvivesInFlight(draft, step);
    },
    // A message in flight names no target.
    lostWith: () => [],
    lostInQueue, freeing,
  };
}

export const LINUX: LinuxSemantics = linuxSemantics(functionsOf(LINUX_CLAUSES));

/** The kernel drops rights that can no longer be received (P6); without it they would be a cycle that it frees (P9). */
function lostInQueue(draft: Draft, carrier: SocketId, step: StepNumber): ObjectId[] {
  const lost = [...draft.living('transfer')].filter((t) => t.carrier === carrier && t.state === 'in-flight');
  for (const t of lost) draft.change('transfer', t.id, { state: 'lost', endedAt: step });
  return lost.flatMap((t) => [...t.objects]);
}
