import { descriptorsFor } from '../../domain/world.ts';
import type { PlatformSemantics } from '../platform-semantics.ts';
import { dropItems, wakeItems } from './epoll-wake.ts';
import { afterShutdown, isGone, receiveState, refusesData, reported, sendState, shutdownState } from './streams.ts';
import { signalOwner } from './signals.ts';
import { on } from '../switches.ts';

const nothing = () => {};

export const LINUX: PlatformSemantics = {
  rules: 'linux',
  notADescriptor: 'EBADF', notASocket: 'ENOTSOCK', wouldBlock: 'EAGAIN', invalid: 'EINVAL', notConnected: 'ENOTCONN',
  isConnected: 'EISCONN', sendAfterShutdown: 'EPIPE', refused: 'ECONNREFUSED', reset: 'ECONNRESET',
  addressInUse: 'EADDRINUSE', noOption: 'ENOPROTOOPT',
  ids: { flight: 'P5', queue: 'P19', options: 'P1', close: 'P16', shutdown: 'P17', blocking: 'P2', linger: 'P18', inherit: 'P20' },
  happened(draft, socket, what) {
    wakeItems(draft, socket, what);
    // Writability and an established connection also send the signal, at times chosen by the kernel.
    if (what === 'read' || what === 'accept' || what === 'close') signalOwner(draft, socket);
  },
  // A level-triggered epoll item checks the socket when queried (P14), and accept4 passes nothing on (P20).
  rearm: nothing, accepted: nothing,
  descriptorGone(draft, descriptor, step) {
    if (!on('P13')) dropItems(draft, (r) => r.descriptor === descriptor, step);
    if (!on('P23')) dropItems(draft, (r) => descriptorsFor(draft, r.socket).length === 0, step);
  },
  sendState, receiveState, shutdownState, afterShutdown, reported, isGone, refusesData,
};
