/** Known differences of Wine in what it reports to event objects and windows. */
import { type KnownDifference, NOT_IN_10, SINCE_8, sameNames } from './known-difference.ts';

export const EVENT_DIFFERENCES: readonly KnownDifference[] = [
  {
    wine: SINCE_8, rule: 'W5', call: 'WSAAsyncSelect', restsOn: 'S47', predicted: 'WSAEINVAL', observed: ['ok'],
    why: 'Wine accepts any number as a window, and its messages are lost; Windows returns WSAEINVAL.',
    shownBy: 'a-window-must-be-a-window',
  },
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
  ...(['WSAEnumNetworkEvents', 'PeekMessageW'] as const).map((call): KnownDifference => ({
    wine: SINCE_8, rule: 'W28', call, restsOn: 'S38', predicted: 'ok', observed: ['ok', 'pending'],
    results: (predicted, actual) => missing(predicted['events'], actual.events)?.join() === 'FD_CLOSE',
    why: 'Under Wine a shutdown in both directions cancels the registration, so FD_CLOSE is not reported; Windows reports the end of '
      + 'the peer.',
    shownBy: 'the-end-is-told-after-an-own-shutdown',
  })),
  {
    wine: SINCE_8, rule: 'W36', call: 'PeekMessageW', restsOn: 'S39', predicted: 'ok', observed: ['ok', 'pending'],
    results: (predicted, actual) => missing(predicted['events'], actual.events)?.join() === 'FD_CLOSE',
    why: 'Wine posts FD_CLOSE of a reset once; Windows posts it again at each WSAAsyncSelect.',
    shownBy: 'a-reset-is-told-in-a-message',
  },
];

/** The predicted names that did not come; null if others came. */
function missing(predicted: unknown, came: readonly string[] = []): string[] | null {
  const names = predicted as readonly string[];
  return came.every((name) => names.includes(name)) ? names.filter((name) => !came.includes(name)) : null;
}
