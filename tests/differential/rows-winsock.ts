/** Which Winsock calls are drawn, how often, and on what. */
import {
  type Row, type Scene, WORDS, free, freshAddress, isIdle, isOpenStream, isStream, listenersFor, mayWait, onSockets,
  readAnOption, setAnOption,
} from './row.ts';

const TCP = { af: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP' } as const;
const KINDS = [
  TCP, TCP, { af: 'AF_INET', type: 'SOCK_DGRAM', protocol: 'IPPROTO_UDP' }, { af: 'AF_INET6', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP' },
] as const;

const MASKS = [
  ['FD_READ', 'FD_CLOSE'], ['FD_READ'], ['FD_WRITE'], ['FD_ACCEPT'], ['FD_READ', 'FD_WRITE', 'FD_CLOSE'], ['FD_CLOSE'],
] as const;

const anySocket = (scene: Scene) => scene.held.filter((h) => h.socket !== null);

/** Exports made for this process whose WSAPROTOCOL_INFOW it has: `$b2`. */
export function importable({ situation, process }: Scene): string[] {
  const received = situation.running().find((p) => p.name === process)!.received;
  return situation.inFlight()
    .filter((t) => t.target === `process:${process}` && (t.from === t.target || received.includes(t.name!)))
    .map((t) => `$${t.name}`);
}

export const WINSOCK_ROWS: readonly Row[] = [
  free('WSASocketW', 6, (x) => x.held.length < 8, ({ draw }) => ({
    ...draw.of(KINDS), flags: draw.odds(20) ? ['WSA_FLAG_OVERLAPPED', 'WSA_FLAG_NO_HANDLE_INHERIT'] : ['WSA_FLAG_OVERLAPPED'],
  })),
  free('WSASocketW', 16, (x) => importable(x).length > 0, (x) => ({ protocolInfo: x.draw.of(importable(x)), flags: ['WSA_FLAG_OVERLAPPED'] })),
  onSockets('WSADuplicateSocketW', 9, () => true, ({ draw, situation }) => ({ processId: `$${draw.of(situation.running()).name}` })),
  onSockets('bind', 6, (s) => s.state === 'unbound', (_x, _on, s) => ({ address: freshAddress(s) })),
  onSockets('listen', 7, (s) => s.state === 'bound' && isStream(s), ({ draw }) => ({ backlog: draw.of([16, 8, 4]) })),
  onSockets('connect', 8, (s, x) => isStream(s) && (s.state === 'unbound' || s.state === 'bound') && listenersFor(x, s).length > 0,
    (x, _on, s) => ({ address: x.draw.of(listenersFor(x, s)) })),
  onSockets('accept', 12, (s) => s.backlog.length > 0),
  onSockets('accept', 1, (s, x) => s.state === 'listening' && s.backlog.length === 0 && mayWait(x)),
  onSockets('send', 7, (s) => isOpenStream(s) && !s.sendShutdown, ({ draw }) => ({ data: draw.of(WORDS) })),
  onSockets('recv', 9, (s) => isOpenStream(s) && !isIdle(s), ({ draw }) => ({
    length: draw.of([16, 1, 2]), ...(draw.odds(10) ? { flags: ['MSG_PEEK'] } : {}),
  })),
  onSockets('recv', 1, (s, x) => isOpenStream(s) && isIdle(s) && mayWait(x), ({ draw }) => ({ length: draw.of([16, 1]) })),
  { call: 'closesocket', weight: 5, on: anySocket },
  onSockets('setsockopt', 4, () => true, setAnOption),
  onSockets('getsockopt', 4, () => true, (x, _on, s) => readAnOption(x, s)),
  onSockets('shutdown', 2, (s) => isOpenStream(s), ({ draw }) => ({ how: draw.of(['SD_SEND', 'SD_RECEIVE', 'SD_BOTH']) })),
  onSockets('ioctlsocket', 4, () => true, ({ draw }) => ({ command: 'FIONBIO', value: draw.of([1, 0]) })),
  free('WSACreateEvent', 4, (x) => x.situation.events(x.process).length < 3),
  onSockets('WSAEventSelect', 8, (_s, x) => x.situation.events(x.process).length > 0, ({ draw, situation, process }) =>
    (draw.odds(15) ? { mask: [] } : { event: draw.of(situation.events(process)).ref, mask: [...draw.of(MASKS)] })),
  onSockets('WSAEnumNetworkEvents', 6, (_s, x) => x.situation.events(x.process).length > 0, ({ draw, situation, process }) =>
    (draw.odds(40) ? {} : { event: draw.of(situation.events(process)).ref })),
  free('WSAWaitForMultipleEvents', 5, (x) => x.situation.events(x.process).length > 0, ({ draw, situation, process }) =>
    ({ events: [draw.of(situation.events(process)).ref], timeout: 0 })),
  onSockets('getsockname', 1, (s) => s.local !== null),
  onSockets('getpeername', 1, (s) => s.remote !== null),
];
