/**
 * Where Wine is known to depart from the documentation. Each entry names the versions, the exact call and outcome and the
 * rule that the prediction rests on, so that anything else that differs stays a divergence. `why` is shown to
 * the user; `shownBy` is the conformance case that fails when the difference disappears before its range ends.
 */
import { callsWith } from '../calls/catalogue.ts';
import { EVENT_DIFFERENCES } from './event-differences.ts';
import { type KnownDifference, NOT_IN_10, SINCE_8, sameNames } from './known-difference.ts';

const RECEIVING = callsWith('winsock', 'receives');

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
    wine: NOT_IN_10, rule: 'W30', call: 'setsockopt', restsOn: 'S24', predicted: 'ok', observed: ['WSAENOPROTOOPT'],
    args: ({ name }) => String(name).startsWith('TCP_KEEP'),
    why: 'Wine does not support the keep-alive timing options; Windows has supported them since Windows 10 version 1709.',
    shownBy: 'times-of-keep-alives',
  },
  ...(['socket', 'WSASocketW', 'WSASocketA'] as const).map((call): KnownDifference => ({
    wine: SINCE_8, rule: 'W37', call, restsOn: 'S57', predicted: 'ok', observed: ['WSAEAFNOSUPPORT'],
    why: 'Wine has no unix sockets; Windows has had them since Windows 10 version 1803.',
    shownBy: 'unix-sockets-are-streams',
  })),
  {
    wine: SINCE_8, rule: 'W38', call: 'GetQueuedCompletionStatus', restsOn: 'S33', predicted: 'WSA_OPERATION_ABORTED', observed: ['676'],
    why: 'Under Wine the packet of a WSARecv that the last close ends has STATUS_HANDLES_CLOSED, error 676; the pages document '
      + 'WSA_OPERATION_ABORTED.',
    shownBy: 'the-packet-of-an-aborted-receive',
  },
  ...EVENT_DIFFERENCES,
];

const total = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0);
