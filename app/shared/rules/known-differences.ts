/**
 * Where Wine is known to depart from the documentation. Each entry names the versions, the exact call and outcome and the
 * rule that the prediction rests on, so that anything else that differs stays a divergence. `why` is shown to
 * the user; `shownBy` is the conformance case that fails when the difference disappears before its range ends.
 */
import { type WinsockCallName, callsWith } from '../calls/catalogue.ts';
import type { Outcome, ResolvedArgs, Results } from '../calls/types.ts';
import type { RuleId } from '../domain/ids.ts';
import type { WineRange } from '../domain/platform.ts';
import type { PredictedOutcome, PredictedResults } from '../trace/predicted.ts';

export interface KnownDifference {
  /** The versions of Wine that depart. */
  wine: WineRange;
  rule: RuleId;
  call: WinsockCallName;
  /** A rule that the prediction names. */
  restsOn: RuleId;
  /** Name of the predicted error, "ok" or "pending". */
  predicted: string;
  /** Names of the errors observed instead, "ok" or "pending". */
  observed: readonly string[];
  /** Limits the difference to matching arguments. */
  args?: (args: ResolvedArgs) => boolean;
  /** If both succeed: whether the results differ in exactly this way. */
  results?: (predicted: PredictedResults, actual: Results, args: ResolvedArgs) => boolean;
  why: string;
  /** Case of tests/conformance/rules, or a test file of tests/conformance. */
  shownBy: string;
}

const RECEIVING = callsWith('winsock', 'receives');

const SINCE_8: WineRange = { from: '8.0', until: null };
const NOT_IN_10: WineRange = { from: '8.0', until: '10.0' };

/** Options that Wine's setsockopt ignores. */
const UNHEEDED: readonly string[] = ['SO_DEBUG', 'SO_DONTROUTE', 'SO_ERROR', 'SO_UPDATE_ACCEPT_CONTEXT', 'SO_UPDATE_CONNECT_CONTEXT'];

const ANSI_CASE = 'the-ansi-calls-share-alike';
/** The two forms of WSAPROTOCOL_INFO, with the cases that show how Wine treats their transfers. */
const FORMS = [
  { form: 'A', twice: ANSI_CASE, wrongProcess: ANSI_CASE, ended: ANSI_CASE },
  { form: 'W', twice: 'a-transfer-is-imported-once', wrongProcess: 'a-transfer-is-for-the-named-process',
    ended: 'no-export-to-a-process-that-ended' },
] as const;

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  ...FORMS.flatMap(({ form, twice, wrongProcess, ended }): KnownDifference[] => [
    {
      wine: SINCE_8, rule: 'W1', call: `WSASocket${form}`, restsOn: 'S4', predicted: 'WSAEINVAL', observed: ['ok'],
      why: `Wine accepts a second import of a WSAPROTOCOL_INFO${form} and returns the same descriptor number; Windows returns WSAEINVAL.`,
      shownBy: twice,
    },
    {
      wine: SINCE_8, rule: 'W2', call: `WSASocket${form}`, restsOn: 'S23', predicted: 'WSAEINVAL', observed: ['ok'],
      why: `Wine does not check that a WSAPROTOCOL_INFO${form} was made for this process and returns its handle number, which is `
        + 'invalid or unrelated here; Windows returns WSAEINVAL or WSAENOTSOCK.',
      shownBy: wrongProcess,
    },
    {
      wine: SINCE_8, rule: 'W3', call: `WSADuplicateSocket${form}`, restsOn: 'S3', predicted: 'WSAEINVAL', observed: ['ok'],
      why: 'For about a second after a process has ended, Wine still exports to its pid, with handle 0; Windows returns WSAEINVAL.',
      shownBy: ended,
    },
  ]),
  {
    wine: SINCE_8, rule: 'W5', call: 'WSAAsyncSelect', restsOn: 'S47', predicted: 'WSAEINVAL', observed: ['ok'],
    why: 'Wine accepts any number as a window, and its messages are lost; Windows returns WSAEINVAL.',
    shownBy: 'a-window-must-be-a-window',
  },
  {
    wine: SINCE_8, rule: 'W11', call: 'recvfrom', restsOn: 'S25', predicted: 'WSAEINVAL',
    observed: ['ok', 'pending', 'WSAEWOULDBLOCK'],
    why: 'Wine keeps no per-descriptor state: a socket bound after the import can be read through the import; Windows returns WSAEINVAL.',
    shownBy: 'an-import-keeps-its-own-view',
  },
  {
    wine: SINCE_8, rule: 'W11', call: 'listen', restsOn: 'S25', predicted: 'WSAEINVAL', observed: ['ok'],
    why: 'Wine keeps no per-descriptor state: a descriptor imported before another one binds can listen; Windows returns WSAEINVAL.',
    shownBy: 'an-import-from-before-bind-cannot-listen',
  },
  {
    wine: SINCE_8, rule: 'W6', call: 'ioctlsocket', restsOn: 'S48', predicted: 'ok', observed: ['WSAEINVAL'],
    why: 'Under Wine a registration outlives the descriptor and the process that made it while another descriptor is open; '
      + 'according to the documentation closesocket cancels it.',
    shownBy: 'a-registration-goes-with-its-descriptor',
  },
  ...RECEIVING.map((call): KnownDifference => ({
    wine: SINCE_8, rule: 'W12', call, restsOn: 'S33', predicted: 'WSAEINTR', observed: ['WSAEINVAL'],
    why: `Under Wine a blocked ${call} fails with WSAEINVAL when the last descriptor is closed; on Windows with WSAEINTR or WSAENOTSOCK.`,
    shownBy: 'the-last-close-ends-a-waiting-recv',
  })),
  ...([['accept', 'the-last-close-ends-a-waiting-recv'], ['WSAAccept', 'wsa-accept-and-wsa-connect']] as const).map(([call,
    shownBy]): KnownDifference => ({
    wine: SINCE_8, rule: 'W12', call, restsOn: 'S33', predicted: 'WSAEINTR', observed: ['WSA_OPERATION_ABORTED'],
    why: `Under Wine a blocked ${call} fails with WSA_OPERATION_ABORTED when the last descriptor is closed; on Windows with `
      + 'WSAEINTR or WSAENOTSOCK.',
    shownBy,
  })),
  {
    wine: NOT_IN_10, rule: 'W14', call: 'CancelIoEx', restsOn: 'S33', predicted: 'ERROR_NOT_FOUND', observed: ['ok'],
    why: 'Wine reports success if there is nothing to cancel; Windows returns ERROR_NOT_FOUND.',
    shownBy: 'nothing-to-cancel',
  },
  ...(['getsockopt', 'getpeername', 'send', 'sendto', 'WSASend', 'WSASendTo', 'closesocket'] as const).map((call): KnownDifference => ({
    wine: SINCE_8, rule: 'W16', call, restsOn: 'S52', predicted: 'ok', observed: ['WSAENOTSOCK'],
    why: 'An inherited handle is a reference to the socket under Wine too, but its Winsock keeps a list of the sockets made in '
      + 'each process '
      + 'and refuses others. Windows uses the handle itself.',
    shownBy: 'inherited-handle',
  })),
  {
    wine: NOT_IN_10, rule: 'W17', call: 'WSAEnumNetworkEvents', restsOn: 'S46', predicted: 'ok', observed: ['ok'],
    results: (predicted, actual) => sameNames(predicted['events'], actual.events) && Object.keys(actual.errors ?? {}).length === 0,
    why: 'Wine reports the FD_CLOSE of a reset connection without an error code; Windows with WSAECONNABORTED.',
    shownBy: 'a-reset-is-told-with-an-error',
  },
  {
    wine: NOT_IN_10, rule: 'W17', call: 'PeekMessageW', restsOn: 'S46', predicted: 'ok', observed: ['ok'],
    results: (predicted, actual) => {
      const expected = predicted['messages'] as readonly { fd: number; event: string }[];
      const came = actual.messages ?? [];
      return expected.length === came.length
        && expected.every(({ fd, event }, i) => came[i]?.fd === fd && came[i].event === event && came[i].error === undefined);
    },
    why: 'Wine posts the FD_CLOSE of a reset connection without an error code; Windows with WSAECONNABORTED.',
    shownBy: 'a-reset-is-told-in-a-message',
  },
  ...RECEIVING.map((call): KnownDifference => ({
    wine: NOT_IN_10, rule: 'W18', call, restsOn: 'S32', predicted: 'WSAECONNRESET', observed: ['ok'],
    why: `Under Wine the first report of a reset, FD_CLOSE included, clears the error: a later ${call} sees a graceful end of `
      + 'the stream.',
    shownBy: 'a-reset-is-told-with-an-error',
  })),
  {
    wine: NOT_IN_10, rule: 'W18', call: 'recv', restsOn: 'S32', predicted: 'WSAECONNRESET', observed: ['ok'],
    why: 'Under Wine a recv after a reset by unread data sees a graceful end of the stream.', shownBy: 'unread-data-resets',
  },
  {
    wine: SINCE_8, rule: 'W15', call: 'GetHandleInformation', restsOn: 'S21', predicted: 'ok', observed: ['ok'],
    results: (predicted, actual) => sameNames(predicted['flags'], ['HANDLE_FLAG_INHERIT']) && sameNames([], actual.flags),
    why: 'Under Wine an imported handle is never inheritable; on Windows it is unless WSA_FLAG_NO_HANDLE_INHERIT is passed.',
    shownBy: 'inheritance-is-a-flag-of-the-handle',
  },
  {
    wine: SINCE_8, rule: 'W15', call: 'CreateProcessW', restsOn: 'S50', predicted: 'ok', observed: ['ok'],
    results: (predicted, actual) => {
      const [foretold, came] = [predicted['inherited'] as readonly number[], actual.inherited ?? []];
      return came.length < foretold.length && came.every((number) => foretold.includes(number));
    },
    why: 'Under Wine imported handles are not inheritable, so a child does not get them; on Windows it does.',
    shownBy: 'a-child-and-an-imported-handle',
  },
  {
    wine: SINCE_8, rule: 'W20', call: 'listen', restsOn: 'S24', predicted: 'WSAEISCONN', observed: ['WSAEINVAL'],
    why: 'Wine refuses to listen on a connected socket with WSAEINVAL; the page documents WSAEISCONN.',
    shownBy: 'a-connected-socket-does-not-listen',
  },
  {
    wine: NOT_IN_10, rule: 'W21', call: 'WSAIoctl', restsOn: 'S3', predicted: 'WSAENOTSOCK', observed: ['ok'],
    why: 'Wine answers SIO_BASE_HANDLE with the number passed, without checking it; Windows returns WSAENOTSOCK.',
    shownBy: 'a-base-handle-of-no-socket',
  },
  {
    wine: SINCE_8, rule: 'W22', call: 'WSASend', restsOn: 'S24', predicted: 'WSAENOTCONN', observed: ['WSAECONNRESET'],
    why: 'Wine refuses a WSASend on an unconnected socket with WSAECONNRESET; the page documents WSAENOTCONN.',
    shownBy: 'sending-without-a-connection',
  },
  {
    wine: SINCE_8, rule: 'W22', call: 'send', restsOn: 'S24', predicted: 'WSAENOTCONN', observed: ['WSAECONNRESET'],
    why: 'Wine refuses a send on an unconnected socket with WSAECONNRESET; the page documents WSAENOTCONN.',
    shownBy: 'sending-without-a-connection',
  },
  ...RECEIVING.filter((call) => call !== 'recvfrom').map((call): KnownDifference => ({
    wine: SINCE_8, rule: 'W11', call, restsOn: 'S25', predicted: 'WSAEINVAL', observed: ['ok', 'pending', 'WSAEWOULDBLOCK'],
    why: `Wine lets a ${call} on a datagram socket block whether or not the socket is bound; Windows returns WSAEINVAL.`,
    shownBy: 'an-import-keeps-its-own-view',
  })),
  ...RECEIVING.map((call): KnownDifference => ({
    wine: SINCE_8, rule: 'W23', call, restsOn: 'S24', predicted: 'WSAENOTCONN', observed: ['pending'],
    why: `Wine lets a ${call} on a blocking listening socket block forever; the page documents WSAENOTCONN.`,
    shownBy: 'a-listening-socket-has-nothing-to-read',
  })),
  {
    wine: SINCE_8, rule: 'W24', call: 'setsockopt', restsOn: 'S3', predicted: 'WSAENOTSOCK', observed: ['ok'],
    args: ({ level, name }) => level === 'SOL_SOCKET' && UNHEEDED.includes(String(name)),
    why: 'Wine accepts the options that it ignores for any number; Windows returns WSAENOTSOCK if the number is not a socket.',
    shownBy: 'an-option-of-no-socket',
  },
  {
    wine: SINCE_8, rule: 'W25', call: 'WSAPoll', restsOn: 'S28', predicted: 'ok', observed: ['ok'],
    results: (predicted, actual, { fds }) => {
      const times = (actual.ready ?? []).map(({ fd }) => (fds as readonly number[]).filter((named) => named === fd).length);
      return predicted['number'] === total(times) && actual.number === total(times.map((n) => n * n));
    },
    why: 'Wine counts a socket listed n times n squared times; according to the WSAPoll page the result is the number of '
      + 'structures with a nonzero revents.',
    shownBy: 'a-poll-names-a-socket-twice',
  },
  {
    wine: SINCE_8, rule: 'W28', call: 'ioctlsocket', restsOn: 'S38', predicted: 'WSAEINVAL', observed: ['ok'],
    why: 'Under Wine a shutdown in both directions cancels the registration, so FIONBIO 0 is no longer refused; the shutdown '
      + 'page does not mention registrations.',
    shownBy: 'a-shutdown-and-a-registration',
  },
  ...([
    ['FD_READ', 'more data arrives', 'more-data-is-recorded-again'],
    ['FD_ACCEPT', 'another client connects', 'another-client-is-recorded-again'],
  ] as const).map(([event, when, shownBy]): KnownDifference => ({
    wine: SINCE_8, rule: 'W19', call: 'WSAEnumNetworkEvents', restsOn: 'S42', predicted: 'ok', observed: ['ok'],
    results: (predicted, actual) => sameNames(missing(predicted['events'], actual.events), [event]),
    why: `Wine records ${event} once until a call re-enables it; Windows records it again when ${when}.`,
    shownBy,
  })),
  {
    wine: SINCE_8, rule: 'W31', call: 'WSAEnumNetworkEvents', restsOn: 'S46', predicted: 'ok', observed: ['ok'],
    results: (predicted, actual) => sameNames(missing(predicted['events'], actual.events), ['FD_CLOSE']),
    why: 'Wine records FD_CLOSE when all data was read; Windows when the peer ends the connection.',
    shownBy: 'the-end-is-told-before-the-data-is-read',
  },
  {
    wine: SINCE_8, rule: 'W31', call: 'PeekMessageW', restsOn: 'S46', predicted: 'ok', observed: ['ok', 'pending'],
    results: (predicted, actual) => {
      const expected = predicted['messages'] as readonly { fd: number; event: string; error?: number }[];
      const others = expected.filter(({ event }) => event !== 'FD_CLOSE').map(({ event }) => event);
      return expected.every(({ error }) => error === undefined) && sameNames(others, (actual.messages ?? []).map(({ event }) => event));
    },
    why: 'Wine posts FD_CLOSE when all data was read; Windows when the peer ends the connection.',
    shownBy: 'the-end-is-posted-before-the-data-is-read',
  },
  {
    wine: SINCE_8, rule: 'W32', call: 'getsockopt', restsOn: 'S24', predicted: 'ok', observed: ['ok'],
    args: ({ name }) => name === 'SO_DEBUG', results: (predicted, actual) => predicted['value'] === 1 && actual.value === 0,
    why: 'Wine does not keep SO_DEBUG; Windows keeps it as 0 or 1.',
    shownBy: 'options-keep-what-fits',
  },
  {
    wine: SINCE_8, rule: 'W33', call: 'setsockopt', restsOn: 'S24', predicted: 'WSAEINVAL', observed: ['WSAENOPROTOOPT'],
    args: ({ name }) => name === 'SO_TYPE',
    why: 'Wine refuses to set SO_TYPE of a datagram socket with WSAENOPROTOOPT; Windows with WSAEINVAL.',
    shownBy: 'options-keep-what-fits',
  },
  {
    wine: SINCE_8, rule: 'W34', call: 'AcceptEx', restsOn: 'S33', predicted: 'WSAEINVAL', observed: ['ok'],
    why: 'Wine lets AcceptEx accept into a datagram socket; Windows returns WSAEINVAL.',
    shownBy: 'acceptex-needs-a-stream-socket',
  },
  {
    wine: SINCE_8, rule: 'W35', call: 'WSAEnumNetworkEvents', restsOn: 'S42', predicted: 'ok', observed: ['ok'],
    results: (predicted, actual) => {
      const [foretold, came] = [predicted['events'] as readonly string[], actual.events ?? []];
      const rest = (names: readonly string[]) => names.filter((name) => name !== 'FD_WRITE' && name !== 'FD_CONNECT');
      // At its registration FD_WRITE too many, at its connect both missing.
      const early = !foretold.includes('FD_WRITE') && came.includes('FD_WRITE');
      return sameNames(rest(foretold), rest(came)) && !came.includes('FD_CONNECT') && (early || !came.includes('FD_WRITE')
        || foretold.includes('FD_CONNECT'));
    },
    why: 'Wine records FD_WRITE of a datagram socket when it is registered and nothing at its connect; Windows records FD_CONNECT and '
      + 'FD_WRITE at the connect.',
    shownBy: 'datagram-sockets-are-told-of-their-connect',
  },
  {
    wine: SINCE_8, rule: 'W35', call: 'PeekMessageW', restsOn: 'S42', predicted: 'ok', observed: ['ok', 'pending'],
    results: (predicted, actual) => {
      const expected = (predicted['messages'] as readonly { event: string }[]).map(({ event }) => event);
      const came = (actual.messages ?? []).map(({ event }) => event);
      return came.length < expected.length && came.every((event) => expected.includes(event))
        && sameNames(expected.filter((event) => event !== 'FD_WRITE'), came.filter((event) => event !== 'FD_WRITE'));
    },
    why: 'Wine posts nothing at the connect of a datagram socket; Windows posts FD_WRITE again.',
    shownBy: 'datagram-sockets-are-told-of-their-connect',
  },
  {
    wine: SINCE_8, rule: 'W36', call: 'PeekMessageW', restsOn: 'S39', predicted: 'ok', observed: ['ok', 'pending'],
    results: (predicted, actual) => missing(predicted['events'], actual.events)?.join() === 'FD_CLOSE',
    why: 'Wine posts FD_CLOSE of a reset once; Windows posts it again at each WSAAsyncSelect.',
    shownBy: 'a-reset-is-told-in-a-message',
  },
  {
    wine: NOT_IN_10, rule: 'W30', call: 'setsockopt', restsOn: 'S24', predicted: 'ok', observed: ['WSAENOPROTOOPT'],
    args: ({ name }) => String(name).startsWith('TCP_KEEP'),
    why: 'Wine does not support the keep-alive timing options; Windows has supported them since Windows 10 version 1709.',
    shownBy: 'times-of-keep-alives',
  },
];

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

/** The name by which a difference refers to an outcome. */
export const outcomeName = (outcome: Outcome | PredictedOutcome): string => (outcome.kind === 'error' ? outcome.name : outcome.kind);

const total = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0);

/** The predicted names that did not come; null if others came. */
function missing(predicted: unknown, came: readonly string[] = []): string[] | null {
  const names = predicted as readonly string[];
  return came.every((name) => names.includes(name)) ? names.filter((name) => !came.includes(name)) : null;
}

const sameNames = (one: unknown, other: readonly string[] = []): boolean =>
  Array.isArray(one) && one.length === other.length && one.every((name) => other.includes(name as string));
