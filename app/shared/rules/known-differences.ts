/**
 * Where a platform is known to depart from the documents. Each line names the exact call and outcome and the
 * rule that the prediction rests on, so that anything else that differs stays a divergence. `why` is shown to
 * the user; `shownBy` is the conformance case that fails as soon as the difference is gone.
 */
import { type WinsockCallName, callsWith } from '../calls/catalogue.ts';
import type { Outcome, ResolvedArgs, Results } from '../calls/types.ts';
import type { RuleId } from '../domain/ids.ts';
import { type WorldView, allOf, entity } from '../domain/world.ts';
import type { Fact } from '../trace/step.ts';
import type { PredictedOutcome, PredictedResults } from '../trace/predicted.ts';
import type { Prediction } from './types.ts';
import { resetAfterClose } from './winsock/events.ts';

export interface KnownDifference {
  platform: string;
  rule: RuleId;
  call: WinsockCallName;
  /** A rule that the prediction names. */
  restsOn: RuleId;
  /** Name of the predicted error, "ok" or "pending". */
  predicted: string;
  /** Names of the errors that come instead, "ok" or "pending". */
  observed: readonly string[];
  /** Only with such arguments. */
  args?: (args: ResolvedArgs) => boolean;
  /** Where both succeed: whether the results differ in just this way. */
  results?: (predicted: PredictedResults, actual: Results, args: ResolvedArgs) => boolean;
  why: string;
  /** Case of tests/conformance/rules, or a test file of tests/conformance. */
  shownBy: string;
}

const RECEIVING = callsWith('winsock', 'receives');

/** Options that Wine's setsockopt does not hand on. */
const UNHEEDED: readonly string[] = ['SO_DEBUG', 'SO_DONTROUTE', 'SO_ERROR', 'SO_UPDATE_ACCEPT_CONTEXT'];

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    platform: 'wine-8', rule: 'W1', call: 'WSASocketW', restsOn: 'S4', predicted: 'WSAEINVAL', observed: ['ok'],
    why: 'Wine 8 lets a WSAPROTOCOL_INFOW be imported again and gives the same descriptor number; Windows answers WSAEINVAL.',
    shownBy: 'a-transfer-is-imported-once',
  },
  {
    platform: 'wine-8', rule: 'W2', call: 'WSASocketW', restsOn: 'S23', predicted: 'WSAEINVAL', observed: ['ok'],
    why: 'Wine 8 does not notice that a WSAPROTOCOL_INFOW was made for another process and gives its handle number, which means nothing or something foreign here; Windows answers WSAEINVAL or WSAENOTSOCK.',
    shownBy: 'a-transfer-is-for-the-named-process',
  },
  {
    platform: 'wine-8', rule: 'W3', call: 'WSADuplicateSocketW', restsOn: 'S3', predicted: 'WSAEINVAL', observed: ['ok'],
    why: 'For about a second after a process has ended, Wine 8 still exports to its pid, with handle 0; Windows answers WSAEINVAL.',
    shownBy: 'no-export-to-a-process-that-ended',
  },
  {
    platform: 'wine-8', rule: 'W5', call: 'WSAAsyncSelect', restsOn: 'S47', predicted: 'WSAEINVAL', observed: ['ok'],
    why: 'Wine 8 takes any number for a window and posts its messages to nobody; Windows answers WSAEINVAL.',
    shownBy: 'a-window-must-be-a-window',
  },
  {
    platform: 'wine-8', rule: 'W11', call: 'recvfrom', restsOn: 'S25', predicted: 'WSAEINVAL', observed: ['ok', 'pending', 'WSAEWOULDBLOCK'],
    why: 'Wine 8 keeps no state a descriptor: a socket bound after the import can be read through the import; Windows answers WSAEINVAL.',
    shownBy: 'an-import-keeps-its-own-view',
  },
  {
    platform: 'wine-8', rule: 'W11', call: 'listen', restsOn: 'S25', predicted: 'WSAEINVAL', observed: ['ok'],
    why: 'Wine 8 keeps no state a descriptor: a descriptor imported before the bind of another can listen; Windows answers WSAEINVAL.',
    shownBy: 'an-import-from-before-bind-cannot-listen',
  },
  {
    platform: 'wine-8', rule: 'W6', call: 'ioctlsocket', restsOn: 'S48', predicted: 'ok', observed: ['WSAEINVAL'],
    why: 'Under Wine 8 a registration outlives the descriptor and the process that made it while another descriptor is open; the documents say that closesocket cancels it.',
    shownBy: 'a-registration-goes-with-its-descriptor',
  },
  ...RECEIVING.map((call): KnownDifference => ({
    platform: 'wine-8', rule: 'W12', call, restsOn: 'S33', predicted: 'WSAEINTR', observed: ['WSAEINVAL'],
    why: `Under Wine 8 a ${call} that waits ends with WSAEINVAL when the last descriptor is closed; on Windows with WSAEINTR or WSAENOTSOCK.`,
    shownBy: 'the-last-close-ends-a-waiting-recv',
  })),
  ...([['accept', 'the-last-close-ends-a-waiting-recv'], ['WSAAccept', 'wsa-accept-and-wsa-connect']] as const).map(([call, shownBy]): KnownDifference => ({
    platform: 'wine-8', rule: 'W12', call, restsOn: 'S33', predicted: 'WSAEINTR', observed: ['WSA_OPERATION_ABORTED'],
    why: `Under Wine 8 an ${call} that waits ends with WSA_OPERATION_ABORTED when the last descriptor is closed; on Windows with WSAEINTR or WSAENOTSOCK.`,
    shownBy,
  })),
  {
    platform: 'wine-8', rule: 'W14', call: 'CancelIoEx', restsOn: 'S33', predicted: 'ERROR_NOT_FOUND', observed: ['ok'],
    why: 'Wine 8 reports success when there is nothing to cancel; Windows answers ERROR_NOT_FOUND.',
    shownBy: 'nothing-to-cancel',
  },
  ...(['getsockopt', 'getpeername', 'send', 'sendto', 'WSASend', 'WSASendTo', 'closesocket'] as const).map((call): KnownDifference => ({
    platform: 'wine-8', rule: 'W16', call, restsOn: 'S52', predicted: 'ok', observed: ['WSAENOTSOCK'],
    why: 'An inherited handle is a reference to the socket under Wine 8 too, but its Winsock keeps a list of the sockets made in each process '
      + 'and refuses others. Windows looks at the handle itself.',
    shownBy: 'inherited-handle',
  })),
  {
    platform: 'wine-8', rule: 'W17', call: 'WSAEnumNetworkEvents', restsOn: 'S46', predicted: 'ok', observed: ['ok'],
    results: (predicted, actual) => sameNames(predicted['events'], actual.events) && Object.keys(actual.errors ?? {}).length === 0,
    why: 'Wine 8 reports the FD_CLOSE of a reset connection without an error code; Windows with WSAECONNABORTED.',
    shownBy: 'a-reset-is-told-with-an-error',
  },
  ...RECEIVING.map((call): KnownDifference => ({
    platform: 'wine-8', rule: 'W18', call, restsOn: 'S32', predicted: 'WSAECONNRESET', observed: ['ok'],
    why: `Under Wine 8 whoever notices a reset first, the FD_CLOSE of it among them, takes the error with it: a ${call} after it sees a graceful end of the stream.`,
    shownBy: 'a-reset-is-told-with-an-error',
  })),
  {
    platform: 'wine-8', rule: 'W15', call: 'GetHandleInformation', restsOn: 'S21', predicted: 'ok', observed: ['ok'],
    results: (predicted, actual) => sameNames(predicted['flags'], ['HANDLE_FLAG_INHERIT']) && sameNames([], actual.flags),
    why: 'Under Wine 8 an imported handle is not inheritable, whatever the flags; on Windows it is unless WSA_FLAG_NO_HANDLE_INHERIT is given.',
    shownBy: 'inheritance-is-a-flag-of-the-handle',
  },
  {
    platform: 'wine-8', rule: 'W15', call: 'CreateProcessW', restsOn: 'S50', predicted: 'ok', observed: ['ok'],
    results: (predicted, actual) => {
      const [foretold, came] = [predicted['inherited'] as readonly number[], actual.inherited ?? []];
      return came.length < foretold.length && came.every((number) => foretold.includes(number));
    },
    why: 'Under Wine 8 an imported handle is not inheritable, so a child gets all handles but those; on Windows it gets them, too.',
    shownBy: 'a-child-and-an-imported-handle',
  },
  {
    platform: 'wine-8', rule: 'W20', call: 'listen', restsOn: 'S24', predicted: 'WSAEISCONN', observed: ['WSAEINVAL'],
    why: 'Wine 8 refuses to listen on a connected socket with WSAEINVAL; the page names WSAEISCONN.',
    shownBy: 'a-connected-socket-does-not-listen',
  },
  {
    platform: 'wine-8', rule: 'W21', call: 'WSAIoctl', restsOn: 'S3', predicted: 'WSAENOTSOCK', observed: ['ok'],
    why: 'Wine 8 answers SIO_BASE_HANDLE with the number it was asked about, whatever that is; Windows answers WSAENOTSOCK.',
    shownBy: 'a-base-handle-of-no-socket',
  },
  {
    platform: 'wine-8', rule: 'W22', call: 'WSASend', restsOn: 'S24', predicted: 'WSAENOTCONN', observed: ['WSAECONNRESET'],
    why: 'Wine 8 refuses a WSASend on a socket that has no connection with WSAECONNRESET; the page names WSAENOTCONN.',
    shownBy: 'sending-without-a-connection',
  },
  {
    platform: 'wine-8', rule: 'W22', call: 'send', restsOn: 'S24', predicted: 'WSAENOTCONN', observed: ['WSAECONNRESET'],
    why: 'Wine 8 refuses a send on a socket that has no connection with WSAECONNRESET; the page names WSAENOTCONN.',
    shownBy: 'sending-without-a-connection',
  },
  ...RECEIVING.filter((call) => call !== 'recvfrom').map((call): KnownDifference => ({
    platform: 'wine-8', rule: 'W11', call, restsOn: 'S25', predicted: 'WSAEINVAL', observed: ['ok', 'pending', 'WSAEWOULDBLOCK'],
    why: `Wine 8 lets a ${call} on a datagram socket wait, bound or not, whatever its own process knows of it; Windows answers WSAEINVAL.`,
    shownBy: 'an-import-keeps-its-own-view',
  })),
  ...RECEIVING.map((call): KnownDifference => ({
    platform: 'wine-8', rule: 'W23', call, restsOn: 'S24', predicted: 'WSAENOTCONN', observed: ['pending'],
    why: `Wine 8 lets a ${call} on a blocking listening socket wait, for nothing can come; the page names WSAENOTCONN.`,
    shownBy: 'a-listening-socket-has-nothing-to-read',
  })),
  {
    platform: 'wine-8', rule: 'W24', call: 'setsockopt', restsOn: 'S3', predicted: 'WSAENOTSOCK', observed: ['ok'],
    args: ({ level, name }) => level === 'SOL_SOCKET' && UNHEEDED.includes(String(name)),
    why: 'Wine 8 takes options that it does nothing with on any number; Windows answers WSAENOTSOCK when it is no socket.',
    shownBy: 'an-option-of-no-socket',
  },
  {
    platform: 'wine-8', rule: 'W25', call: 'WSAPoll', restsOn: 'S28', predicted: 'ok', observed: ['ok'],
    results: (predicted, actual, { fds }) => {
      const times = (actual.ready ?? []).map(({ fd }) => (fds as readonly number[]).filter((named) => named === fd).length);
      return predicted['number'] === total(times) && actual.number === total(times.map((n) => n * n));
    },
    why: 'Wine 8 counts a socket that is named n times n squared times; the page of WSAPoll says that the result is the number of structures with an answer.',
    shownBy: 'a-poll-names-a-socket-twice',
  },
  {
    platform: 'wine-8', rule: 'W28', call: 'ioctlsocket', restsOn: 'S38', predicted: 'WSAEINVAL', observed: ['ok'],
    why: 'Under Wine 8 a shutdown in both directions takes the registration away, so FIONBIO 0 is no longer refused; the page of shutdown says nothing of registrations.',
    shownBy: 'a-shutdown-and-a-registration',
  },
  {
    platform: 'wine-8', rule: 'W30', call: 'setsockopt', restsOn: 'S24', predicted: 'ok', observed: ['WSAENOPROTOOPT'],
    args: ({ name }) => String(name).startsWith('TCP_KEEP'),
    why: 'Wine 8 does not know the options that time keep-alives; Windows has had them since version 1709 of Windows 10.',
    shownBy: 'times-of-keep-alives',
  },
];

/** Departures that no predicted outcome shows: where documents are silent or contradict themselves, or nothing is called. */
export const OTHER_DIFFERENCES: readonly { platform: string; rule: RuleId; what: string; shownBy: string | null }[] = [
  {
    platform: 'wine-8', rule: 'W4', shownBy: 'what-was-reported-is-not-reported-again',
    what: 'FD_READ that was enumerated while its data was left unread does not come again on a second WSAEventSelect. The page says it does; tests that pass on Windows agree with Wine, and so do the rules (S39).',
  },
  {
    platform: 'wine-8', rule: 'W7', shownBy: 'enumerating-takes-the-record-from-everybody',
    what: 'WSAEnumNetworkEvents through any descriptor takes the record of whoever is registered. The documents do not say; never use it as a probe.',
  },
  {
    platform: 'wine-8', rule: 'W27', shownBy: 'a-reset-event-and-a-record-that-stays',
    what: 'An event object that was reset while a record of its registration waits is set again by the next send. The page of WSAEventSelect has it set when an event is recorded, and not again for the same one.',
  },
  {
    platform: 'wine-8', rule: 'W29', shownBy: 'a-reset-after-an-end',
    what: 'A reset sets the event of a registration for FD_CLOSE although the end of the connection was told before. The page of WSAEventSelect arms FD_CLOSE by no call.',
  },
  {
    platform: 'wine-8', rule: 'W26', shownBy: null,
    what: 'AcceptEx onto a connected socket with a read under way, which its page forbids, is taken, and the next send from the far end does not return. Given the same socket twice the call itself does not return.',
  },
  {
    platform: 'wine-8', rule: 'W8', shownBy: null,
    what: 'The owner tables of TCP and UDP mostly name process 0, and slow down with the square of the number of sockets: they are not called.',
  },
  {
    platform: 'wine-8', rule: 'W9', shownBy: null,
    what: 'Handle listings show every process, with object pointers of 0.',
  },
  {
    platform: 'wine-8', rule: 'W10', shownBy: null,
    what: 'AFD context controls are refused, so a WSAAsyncSelect window of a foreign process cannot be read.',
  },
  {
    platform: 'wine-8', rule: 'W19', shownBy: 'new-data-is-told-once-until-it-is-read',
    what: 'New data while FD_READ was enumerated and nothing was read since sets the event again on Windows, say tests that pass there; the pages say that a re-enabling call comes first, and so do Wine and the rules (S42).',
  },
  {
    platform: 'wine-8', rule: 'W13', shownBy: 'a-waiting-recv-and-another-holder',
    what: 'A recv that waits goes on when its descriptor is closed while another one lives; the next data ends it with WSAENOTSOCK and stays for the other one. The documents do not say (S33).',
  },
];

const nameOf = (outcome: Outcome | PredictedOutcome): string => (outcome.kind === 'error' ? outcome.name : outcome.kind);

const total = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0);

const sameNames = (one: unknown, other: readonly string[] = []): boolean =>
  Array.isArray(one) && one.length === other.length && one.every((name) => other.includes(name as string));

/** The listed difference that this outcome is, or null: then it is a divergence. */
export function knownDifference(platform: string, call: string, { outcome, rules }: Prediction, actual: Outcome, args: ResolvedArgs): RuleId | null {
  const found = KNOWN_DIFFERENCES.find((d) =>
    d.platform === platform && d.call === call && rules.includes(d.restsOn)
    && d.predicted === nameOf(outcome) && d.observed.includes(nameOf(actual)) && (d.args?.(args) ?? true)
    && (outcome.kind !== 'ok' || actual.kind !== 'ok' || d.results?.(outcome.results, actual.results, args) === true));
  return found?.rule ?? null;
}

/**
 * The listed difference behind a fact that contradicts the world, or null. W6: an event is still set by a
 * registration whose descriptor is gone. W27: one that was reset is set again by a record that was there before.
 * W29: one is set by a reset after an end.
 */
export function knownFactDifference(platform: string, world: WorldView, fact: Fact): RuleId | null {
  if (platform !== 'wine-8' || fact.what !== 'set' || !fact.value) return null;
  const registrations = allOf(world, 'registration').filter((r) => r.target === fact.subject);
  if (registrations.some((r) => r.state === 'cancelled' && world.get(r.descriptor) === undefined)) return 'W6';
  const current = registrations.filter((r) => r.state === 'current');
  if (current.some((r) => r.recorded.length > 0)) return 'W27';
  return current.some((r) => r.mask.includes('FD_CLOSE') && resetAfterClose(entity(world, 'socket', r.socket))) ? 'W29' : null;
}
