/** The Winsock calls. Prototypes and pages: Microsoft Learn, winsock2.h. */
import { address, blob, boolean, choice, data, descriptor, event, events, flags, integer, optional, optionValue, pid } from './args.ts';
import * as c from './constants-winsock.ts';
import { MESSAGE_CALLS } from './winsock-messages.ts';
import { OVERLAPPED_CALLS } from './winsock-overlapped.ts';
import { HANDLE_CALLS } from './winsock-handles.ts';
import { READY_CALLS } from './winsock-ready.ts';
import { DATAGRAM_CALLS } from './winsock-datagrams.ts';
import type { ArgSpec, CallSpec, ResultKind } from './types.ts';
import { PROCESS_CALLS } from './winsock-process.ts';

const PAGE = 'https://learn.microsoft.com/windows/win32/api/winsock2/nf-winsock2-';
const s = descriptor('s', 'The descriptor (SOCKET)');

function call(
  name: string, summary: string, prototype: string, args: readonly ArgSpec[], result: ResultKind, mayBlock?: true,
): CallSpec {
  return {
    name, platform: 'winsock', summary, prototype, args, result, doc: PAGE + name.toLowerCase(),
    ...(mayBlock ? { mayBlock } : {}),
  };
}

export const WINSOCK_CALLS: readonly CallSpec[] = [
  call('WSASocketW', 'Makes a socket, or, given a WSAPROTOCOL_INFOW, a descriptor for one that exists.',
    'SOCKET WSASocketW(int af, int type, int protocol, LPWSAPROTOCOL_INFOW lpProtocolInfo, GROUP g, DWORD dwFlags);',
    [
      optional(choice('af', 'Address family', c.FAMILY)),
      optional(choice('type', 'Socket type', c.TYPE)),
      optional(choice('protocol', 'Protocol', c.PROTOCOL)),
      optional(blob('protocolInfo', 'A WSAPROTOCOL_INFOW that has arrived in this process')),
      optional(flags('flags', 'Creation flags; source and target should pass the same (S20)', c.SOCKET_FLAGS)),
    ], 'descriptor'),
  call('bind', 'Gives the socket a local address.', 'int bind(SOCKET s, const struct sockaddr *name, int namelen);',
    [s, address('address', 'IP:port on a loopback address; port 0 lets the system choose')], 'none'),
  call('listen', 'Lets connections queue at the socket.', 'int listen(SOCKET s, int backlog);',
    [s, integer('backlog', 'How many may wait', 0, 0x7fffffff)], 'none'),
  call('connect', 'Connects the socket to a listening one.', 'int connect(SOCKET s, const struct sockaddr *name, int namelen);',
    [s, address('address', 'Where to')], 'none', true),
  call('accept', 'Takes one connection off the queue; it inherits the event registration of the listener (S45).',
    'SOCKET accept(SOCKET s, struct sockaddr *addr, int *addrlen);', [s], 'descriptor', true),
  call('WSADuplicateSocketW', 'Fills a WSAPROTOCOL_INFOW with which the named process can make a descriptor, once.',
    'int WSADuplicateSocketW(SOCKET s, DWORD dwProcessId, LPWSAPROTOCOL_INFOW lpProtocolInfo);',
    [s, pid('processId', 'The process that will import it'), optional(boolean('nullBuffer', 'Pass NULL instead of a buffer (S3)'))], 'blob'),
  call('closesocket', 'Frees this descriptor; the underlying socket closes with the last one.',
    'int closesocket(SOCKET s);', [s], 'none', true),
  call('setsockopt', 'Sets an option of the underlying socket, for every descriptor.',
    'int setsockopt(SOCKET s, int level, int optname, const char *optval, int optlen);',
    [s, choice('level', 'Level', c.LEVEL), choice('name', 'Option', c.OPTIONS),
      optionValue('value', 'A number, or {onoff, linger} for SO_LINGER; timeouts in milliseconds')], 'none'),
  call('getsockopt', 'Reads an option of the underlying socket.',
    'int getsockopt(SOCKET s, int level, int optname, char *optval, int *optlen);',
    [s, choice('level', 'Level', c.LEVEL), choice('name', 'Option', c.OPTIONS)], 'value'),
  call('send', 'Sends bytes on the connection.', 'int send(SOCKET s, const char *buf, int len, int flags);',
    [s, data('data', 'Text to send, as UTF-8')], 'number', true),
  call('recv', 'Takes bytes from the one receive queue of the underlying socket.',
    'int recv(SOCKET s, char *buf, int len, int flags);',
    [s, integer('length', 'Buffer size in bytes', 0, 65536), optional(flags('flags', 'Flags', c.MSG))], 'data', true),
  call('shutdown', 'Ends a direction of the connection, for every descriptor.', 'int shutdown(SOCKET s, int how);',
    [s, choice('how', 'Which direction', c.SHUTDOWN)], 'none'),
  call('ioctlsocket', 'Sets the blocking mode of the underlying socket, or tells how many bytes wait.',
    'int ioctlsocket(SOCKET s, long cmd, u_long *argp);',
    [s, choice('command', 'FIONBIO sets, FIONREAD asks', c.IOCTL), optional(integer('value', 'FIONBIO: 1 non-blocking, 0 blocking', 0, 1))], 'value'),
  call('WSACreateEvent', 'Makes a manual-reset event object, unset.', 'WSAEVENT WSACreateEvent(void);', [], 'event'),
  call('WSAEventSelect', 'Makes the one registration of the socket: an event object for a mask; the former one is cancelled.',
    'int WSAEventSelect(SOCKET s, WSAEVENT hEventObject, long lNetworkEvents);',
    [s, optional(event('event', 'The event object; none to cancel')), flags('mask', 'Events; empty cancels', c.FD)], 'none'),
  call('WSAEnumNetworkEvents', 'Reads and clears the record of events, and resets the event object if it is given.',
    'int WSAEnumNetworkEvents(SOCKET s, WSAEVENT hEventObject, LPWSANETWORKEVENTS lpNetworkEvents);',
    [s, optional(event('event', 'Event object to reset'))], 'events'),
  call('WSAWaitForMultipleEvents', 'Waits until one (or all) of the events is set.',
    'DWORD WSAWaitForMultipleEvents(DWORD cEvents, const WSAEVENT *lphEvents, BOOL fWaitAll, DWORD dwTimeout, BOOL fAlertable);',
    [events('events', 'Event objects of this process'), optional(boolean('waitAll', 'All of them')),
      integer('timeout', 'Milliseconds', 0, 60_000)], 'number', true),
  call('getsockname', 'Reads the local address.', 'int getsockname(SOCKET s, struct sockaddr *name, int *namelen);', [s], 'address'),
  call('getpeername', 'Reads the address of the other end.', 'int getpeername(SOCKET s, struct sockaddr *name, int *namelen);', [s], 'address'),
  ...DATAGRAM_CALLS, ...MESSAGE_CALLS, ...OVERLAPPED_CALLS, ...HANDLE_CALLS, ...READY_CALLS,
  ...PROCESS_CALLS,
];
