/** Asking several descriptors at once whether a call would wait. */
import { descriptors, flags, integer, optional } from './args.ts';
import * as c from './constants-winsock.ts';
import type { CallSpec } from './types.ts';
import { describe } from './winsock-describe.ts';

const timeout = integer('timeout', 'Milliseconds', 0, 60_000);

export const READY_CALLS: readonly CallSpec[] = [
  describe('winsock2', 'select', 'Waits until a descriptor can be read or written without waiting, or has failed.',
    'int select(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds, const struct timeval *timeout);',
    [optional(descriptors('read', 'To read from')), optional(descriptors('write', 'To write to')), optional(descriptors('except', 'To fail')), timeout],
    'number', true),
  describe('winsock2', 'WSAPoll', 'Waits until one of the descriptors is ready for the events.',
    'int WSAPoll(LPWSAPOLLFD fdArray, ULONG fds, INT timeout);',
    [descriptors('fds', 'The descriptors'), flags('events', 'For what', c.POLL), timeout], 'number', true),
];
