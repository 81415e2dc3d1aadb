/** Readiness checks on several descriptors in one call. */
import { descriptors, flags, optional, timeout } from './args.ts';
import * as c from './constants-winsock.ts';
import { defineCalls, learnPage } from './define.ts';

export const READY_CALLS = defineCalls('winsock', learnPage('winsock2'), {
  select: {
    summary: 'Waits until a descriptor can be read or written without blocking, or has failed.',
    prototype: 'int select(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds, const struct timeval *timeout);',
    args: [optional(descriptors('read', 'To read from')), optional(descriptors('write', 'To write to')),
      optional(descriptors('except', 'To fail')), timeout],
    result: 'number', verb: 'poll', waits: 'timeout', idle: 'number 0', number: 'count', c: 'written',
  },
  WSAPoll: {
    summary: 'Waits until one of the descriptors is ready for the events.',
    prototype: 'int WSAPoll(LPWSAPOLLFD fdArray, ULONG fds, INT timeout);',
    args: [descriptors('fds', 'The descriptors'), flags('events', 'For what', c.POLL), timeout],
    result: 'number', verb: 'poll', waits: 'timeout', idle: 'number 0', number: 'count', c: 'written',
  },
});
