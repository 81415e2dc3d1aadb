/** What sets Linux apart where the rules are common. */
import { descriptorsFor, pendingOn } from '../../domain/world.ts';
import { listArg } from '../lookup.ts';
import type { PlatformSemantics } from '../platform-semantics.ts';
import { on } from '../switches.ts';
import { dropItems, wakeItems } from './epoll-wake.ts';
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

export const LINUX: PlatformSemantics = {
  rules: 'linux', descriptorArg: 'fd',
  ...states.ERRORS, ...states.DECIDING,
  ids: { descriptor: 'P1', flight: 'P5', queue: 'P19', options: 'P1', close: 'P16', shutdown: 'P17', blocking: 'P2', linger: 'P18',
    inherit: 'P20', child: 'P20' },
  connectUnderWay: [states.ERRORS.wouldBlock, 'EINPROGRESS'],
  follows: () => true,
  throughInherited: (prediction) => prediction,
  handsDown: () => true,
  acceptedInheritable: (c) => !listArg(c, 'flags').includes('SOCK_CLOEXEC'),
  heldByCalls: (world, object) => on('P27') && pendingOn(world, object).length > 0,
  refusesData,
  roundsOption: (name, value) => name.endsWith('TIMEO') && Number(value) % TICKS_OF_ALL_MS !== 0,
  storedOption: (name, value) => (YES_OR_NO.includes(name) ? Number(value !== 0) : value),
  happened(draft, socket, what) {
    wakeItems(draft, socket, what);
    // Writability and an established connection also send the signal, at times chosen by the kernel.
    if (what === 'read' || what === 'accept' || what === 'close') signalOwner(draft, socket);
  },
  // A level-triggered epoll item checks the socket when queried (P14).
  rearm: nothing, sent: nothing, closed: nothing,
  connectStarted: (draft, socket) => changeLinux(draft, socket, { connectStarted: true }),
  connectReported: (draft, socket) => changeLinux(draft, socket, { connectStarted: false }),
  afterShutdown, reported,
  accepted(draft, listener, socket, step) {
    const from = draft.get(listener);
    // accept4 passes nothing on (P20).
    if (!on('P20') && from?.kind === 'socket' && from.nonblocking)
      draft.change('socket', socket, { nonblocking: true, nonblockingSince: step });
  },
  descriptorGone(draft, descriptor, step) {
    if (!on('P13')) dropItems(draft, (r) => r.descriptor === descriptor, step);
    if (!on('P23')) dropItems(draft, (r) => descriptorsFor(draft, r.socket).length === 0, step);
  },
  // A message in flight names no target.
  lostWith: () => [],
};
