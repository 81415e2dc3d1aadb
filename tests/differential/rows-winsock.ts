/** Which Winsock calls are drawn, how often, and on what. */
import type { SocketEntity } from '../../app/shared/domain/entities.ts';
import {
  type Row, type Scene, WORDS, addressesOf, free, freshAddress, isIdle, isOpenStream, isStream, listenersFor, mayCreate, mayWait, onSockets,
  readAnOption, setAnOption,
} from './call-generator.ts';

const TCP = { af: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP' } as const;
const KINDS = [
  TCP, TCP, { af: 'AF_INET', type: 'SOCK_DGRAM', protocol: 'IPPROTO_UDP' },
  { af: 'AF_INET6', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP' },
] as const;

const MASKS = [
  ['FD_READ', 'FD_CLOSE'], ['FD_READ'], ['FD_WRITE'], ['FD_ACCEPT'], ['FD_READ', 'FD_WRITE', 'FD_CLOSE'], ['FD_CLOSE'],
] as const;

const receivers = (scene: Scene, from: SocketEntity): string[] =>
  addressesOf(scene, (s) => s.type === 'SOCK_DGRAM' && s.family === from.family && s.peer === null);

const unused = (scene: Scene) => scene.held.filter((h) => h.socket?.state === 'unbound' && h.socket.type === 'SOCK_STREAM');

const anySocket = (scene: Scene) => scene.held.filter((h) => h.socket !== null);

/** Exports made for this process whose WSAPROTOCOL_INFOW it has: `$b2`. */
export function importable({ situation, process }: Scene): string[] {
  const received = situation.running().find((p) => p.name === process)!.received;
  return situation.inFlight()
    .filter((t) => t.target === `process:${process}` && (t.from === t.target || received.includes(t.name!)))
    .map((t) => `$${t.name}`);
}

const peersOf = ({ situation }: Scene) => situation.running().filter((p) => p.name !== 'main');

export const WINSOCK_ROWS: readonly Row[] = [
  free('WSASocketW', 6, (x) => x.held.length < 8, ({ draw }) => ({
    ...draw.of(KINDS), flags: draw.odds(20) ? ['WSA_FLAG_OVERLAPPED', 'WSA_FLAG_NO_HANDLE_INHERIT'] : ['WSA_FLAG_OVERLAPPED'],
  })),
  free('WSASocketW', 16, (x) => importable(x).length > 0,
    (x) => ({ protocolInfo: x.draw.of(importable(x)), flags: ['WSA_FLAG_OVERLAPPED'] })),
  onSockets('WSADuplicateSocketW', 9, () => true, ({ draw, situation }) => ({ processId: `$${draw.of(situation.existing()).name}` })),
  free('WSASocketA', 2, (x) => x.held.length < 8, ({ draw }) => ({ ...draw.of(KINDS), flags: ['WSA_FLAG_OVERLAPPED'] })),
  onSockets('bind', 6, (s) => s.state === 'unbound', (_x, _on, s) => ({ address: freshAddress(s) })),
  onSockets('listen', 7, (s) => s.state === 'bound' && isStream(s), ({ draw }) => ({ backlog: draw.of([16, 8, 4]) })),
  onSockets('connect', 8, (s, x) => isStream(s) && (s.state === 'unbound' || s.state === 'bound') && listenersFor(x, s).length > 0,
    (x, _on, s) => ({ address: x.draw.of(listenersFor(x, s)) })),
  onSockets('accept', 12, (s) => s.backlog.length > 0),
  onSockets('accept', 1, (s, x) => s.state === 'listening' && s.backlog.length === 0 && mayWait(x)),
  onSockets('WSAAccept', 4, (s) => s.backlog.length > 0),
  onSockets('WSAConnect', 3, (s, x) => isStream(s) && (s.state === 'unbound' || s.state === 'bound') && listenersFor(x, s).length > 0,
    (x, _on, s) => ({ address: x.draw.of(listenersFor(x, s)) })),
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
  free('socket', 2, (x) => x.held.length < 8, ({ draw }) => draw.of(KINDS)),
  onSockets('sendto', 4, (s, x) => s.type === 'SOCK_DGRAM' && receivers(x, s).length > 0,
    (x, _on, s) => ({ data: x.draw.of(WORDS), to: x.draw.of(receivers(x, s)) })),
  onSockets('recvfrom', 6, (s) => s.type === 'SOCK_DGRAM' && s.queue.length > 0, ({ draw }) => ({ length: draw.of([16, 64]) })),
  onSockets('WSASendTo', 2, (s, x) => s.type === 'SOCK_DGRAM' && receivers(x, s).length > 0,
    (x, _on, s) => ({ data: x.draw.of(WORDS), to: x.draw.of(receivers(x, s)), ...(x.draw.odds(50) ? { overlapped: true } : {}) })),
  onSockets('WSARecvFrom', 3, (s) => s.type === 'SOCK_DGRAM' && s.queue.length > 0,
    ({ draw }) => ({ length: draw.of([16, 64]), ...(draw.odds(50) ? { overlapped: true } : {}) })),
  free('CreateWindowExW', 2, (x) => x.situation.handles(x.process, 'window').length === 0),
  onSockets('WSAAsyncSelect', 5, (_s, x) => x.situation.handles(x.process, 'window').length > 0, ({ draw, situation, process }) =>
    (draw.odds(20) ? { mask: [] } : { window: draw.of(situation.handles(process, 'window')), message: 1024, mask: [...draw.of(MASKS)] })),
  free('PeekMessageW', 5, (x) => x.situation.handles(x.process, 'window').length > 0, ({ draw, situation, process }) =>
    ({ window: draw.of(situation.handles(process, 'window')) })),
  onSockets('WSASend', 3, (s) => isOpenStream(s) && !s.sendShutdown, ({ draw }) => ({ data: draw.of(WORDS), overlapped: true })),
  onSockets('TransmitFile', 2, (s) => isOpenStream(s) && !s.sendShutdown,
    ({ draw }) => ({ data: draw.of(WORDS), ...(draw.odds(50) ? { overlapped: true } : {}) })),
  onSockets('ConnectEx', 2, (s, x) => isStream(s) && s.state === 'bound' && listenersFor(x, s).length > 0,
    (x, _on, s) => ({ address: x.draw.of(listenersFor(x, s)) })),
  onSockets('DisconnectEx', 1, (s) => isOpenStream(s)),
  onSockets('WSARecv', 3, (s) => isOpenStream(s), ({ draw }) => ({ length: draw.of([16, 2]), overlapped: true })),
  onSockets('AcceptEx', 3, (s, x) => s.state === 'listening' && unused(x).length > 0, (x) => ({ acceptSocket: x.draw.of(unused(x)).ref })),
  onSockets('WSAGetOverlappedResult', 4, (_s, x) => x.situation.handles(x.process, 'operation').length > 0,
    ({ draw, situation, process }) =>
    ({ operation: draw.of(situation.handles(process, 'operation')) })),
  onSockets('CancelIoEx', 1, (_s, x) => x.situation.handles(x.process, 'operation').length > 0),
  free('WSAPoll', 2, (x) => anySocket(x).length > 0,
    (x) => ({ fds: [x.draw.of(anySocket(x)).ref], events: [x.draw.of(['POLLRDNORM', 'POLLWRNORM'])], timeout: 0 })),
  onSockets('GetHandleInformation', 2, () => true),
  onSockets('SetHandleInformation', 1, () => true,
    ({ draw }) => ({ mask: ['HANDLE_FLAG_INHERIT'], flags: draw.odds(50) ? [] : ['HANDLE_FLAG_INHERIT'] })),
  onSockets('CreateIoCompletionPort', 1, () => true, ({ draw }) => ({ key: draw.of([7, 8]) })),
  free('GetQueuedCompletionStatus', 2, (x) => x.situation.handles(x.process, 'port').length > 0, ({ draw, situation, process }) =>
    ({ port: draw.of(situation.handles(process, 'port')), timeout: 0 })),
  free('GetQueuedCompletionStatusEx', 2, (x) => x.situation.handles(x.process, 'port').length > 0, ({ draw, situation, process }) =>
    ({ port: draw.of(situation.handles(process, 'port')), most: draw.of([1, 4]), timeout: 0 })),
  free('PostQueuedCompletionStatus', 2, (x) => x.situation.handles(x.process, 'port').length > 0, ({ draw, situation, process }) =>
    ({ port: draw.of(situation.handles(process, 'port')), key: draw.of([7, 8]), bytes: draw.of([0, 3]) })),
  free('CreateProcessW', 1, (x) => mayCreate(x), ({ draw, situation }) => ({
    process: situation.waiting()[0]!.name, ...(draw.odds(60) ? { inheritHandles: true } : {}),
    ...(draw.odds(30) ? { suspended: true } : {}),
  })),
  free('ResumeThread', 8, (x) => x.situation.suspended(x.process).length > 0,
    (x) => ({ process: x.situation.suspended(x.process)[0]!.name })),
  // A handle made so can be closed by the end of its process alone, and main has to go on.
  onSockets('DuplicateHandle', 1, (_s, x) => peersOf(x).length > 0,
    (x) => ({ targetProcess: `$${x.draw.of(peersOf(x)).name}`, inherit: x.draw.odds(50) })),
  onSockets('getsockname', 1, (s) => s.local !== null),
  onSockets('getpeername', 1, (s) => s.remote !== null),
];
