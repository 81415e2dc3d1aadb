/** Linux calls that check the readiness of several descriptors. */
import { descriptors, optional, timeout } from './args.ts';
import { defineCalls, manPage } from './define.ts';

const sets = [optional(descriptors('read', 'To read from')), optional(descriptors('write', 'To write to')),
  optional(descriptors('except', 'To have urgent data'))] as const;

export const READY_CALLS = defineCalls('linux', manPage, {
  select: {
    summary: 'Waits until a descriptor can be read or written without waiting. The number it gives counts a descriptor once for each set.',
    prototype: 'int select(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds, struct timeval *timeout);',
    args: [...sets, timeout],
    result: 'number', verb: 'poll', waits: 'timeout', idle: 'number 0', number: 'count', c: 'written',
  },
  pselect6: {
    summary: 'The same with a timeout in nanoseconds; here without a signal mask.', doc: manPage('select'),
    prototype:
      'int pselect(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds, const struct timespec *timeout, const '
        + 'sigset_t *sigmask);',
    args: [...sets, timeout],
    result: 'number', verb: 'poll', waits: 'timeout', idle: 'number 0', number: 'count', c: 'written',
  },
});
