import type { RuleId } from '../domain/ids.ts';
import type { WineRange } from '../domain/platform.ts';
import { NOT_IN_10, SINCE_8 } from './known-difference.ts';

/** Differences that no predicted outcome shows: the documentation is silent or contradictory, or no call is made. */
export const OTHER_DIFFERENCES: readonly { wine: WineRange; rule: RuleId; what: string; shownBy: string | null }[] = [
  {
    wine: SINCE_8, rule: 'W4', shownBy: 'what-was-reported-is-not-reported-again',
    what: 'An FD_READ that was enumerated while its data is unread is not reported again by a second WSAEventSelect. The page '
      + 'says it is; tests that pass on Windows agree with Wine, and so do the rules (S39).',
  },
  {
    wine: SINCE_8, rule: 'W7', shownBy: 'enumerating-takes-the-record-from-everybody',
    what: 'WSAEnumNetworkEvents through any descriptor takes the record of the registered process. The documentation does not '
      + 'cover this; never use it as a probe.',
  },
  {
    wine: NOT_IN_10, rule: 'W27', shownBy: 'a-reset-event-and-a-record-that-stays',
    what: 'An event object that was reset while its registration has a pending record is set again by the next send. According '
      + 'to the WSAEventSelect page it is set when an event is recorded, and not again for the same record.',
  },
  {
    wine: SINCE_8, rule: 'W29', shownBy: 'a-reset-after-an-end',
    what: 'A reset sets the event of a registration for FD_CLOSE although the end of the connection was already reported. The '
      + 'WSAEventSelect page names no call that re-enables FD_CLOSE.',
  },
  {
    wine: SINCE_8, rule: 'W26', shownBy: null,
    what: 'AcceptEx onto a connected socket with a pending read, which its page forbids, is accepted, and the next send from the '
      + 'peer never returns. If both arguments are the same socket, AcceptEx itself never returns.',
  },
  {
    wine: SINCE_8, rule: 'W8', shownBy: null,
    what: 'The TCP and UDP owner tables mostly name process 0, and reading them takes time that grows with the square of the '
      + 'number of sockets: they are not read.',
  },
  {
    wine: SINCE_8, rule: 'W9', shownBy: null,
    what: 'Handle listings show every process, with object pointers of 0.',
  },
  {
    wine: SINCE_8, rule: 'W10', shownBy: null,
    what: 'AFD context controls are refused, so the WSAAsyncSelect window of another process cannot be read.',
  },
  {
    wine: SINCE_8, rule: 'W13', shownBy: 'a-waiting-recv-and-another-holder',
    what: 'A blocked recv continues when its descriptor is closed while another is open; the next data ends it with WSAENOTSOCK '
      + 'and stays queued for the other descriptor. The documentation does not cover this (S33).',
  },
];
