/** The calls of winsock2.h on sockets and on event objects. */
import {
  address, blob, boolean, choice, descriptor, event, events, flags, integer, length, openChoice, optional, optionValue, pid, text, timeout,
  unmodelled,
} from './args.ts';
import * as c from './constants-winsock.ts';
import { defineCalls, learnPage } from './define.ts';

/** What WSASocketW and WSASocketA create from. */
const socketArgs = [
  optional(openChoice('af', 'Address family', c.FAMILY)),
  optional(openChoice('type', 'Socket type; 0 lets the provider choose', c.TYPE)),
  optional(openChoice('protocol', 'Protocol; 0 lets the provider choose', c.PROTOCOL)),
  optional(blob('protocolInfo', 'The structure received by this process: a WSAPROTOCOL_INFOW, or for WSASocketA a WSAPROTOCOL_INFOA')),
  unmodelled(integer('infoBytes', 'Passes only so many bytes of the structure, the rest as zeros; raw steps only', 0, 628)),
  optional(flags('flags', 'Creation flags; source and target should pass the same (S20)', c.SOCKET_FLAGS)),
] as const;

const s = descriptor('s', 'The descriptor (SOCKET)');
const level = choice('level', 'Level', c.LEVEL);
const option = choice('name', 'Option', c.OPTIONS);
/** The length that the call is told; its buffer is never shorter. */
const size = unmodelled(integer('size', 'Length to pass instead of the correct one, in bytes', 0, 256));
const noBuffer = unmodelled(boolean('nullBuffer', 'Pass NULL instead of a buffer'));

export const SOCKET_CALLS = defineCalls('winsock', learnPage('winsock2'), {
  WSASocketW: {
    summary: 'Creates a socket, or, given a WSAPROTOCOL_INFOW, a descriptor for an existing socket.',
    prototype: 'SOCKET WSASocketW(int af, int type, int protocol, LPWSAPROTOCOL_INFOW lpProtocolInfo, GROUP g, DWORD dwFlags);',
    args: socketArgs,
    result: 'descriptor', verb: 'create', transfers: 'imports', c: 'written',
    short: 'from {protocolInfo}; {type}; ',
  },
  WSASocketA: {
    summary: 'The same with a WSAPROTOCOL_INFOA, of 372 bytes.',
    prototype: 'SOCKET WSASocketA(int af, int type, int protocol, LPWSAPROTOCOL_INFOA lpProtocolInfo, GROUP g, DWORD dwFlags);',
    args: socketArgs,
    result: 'descriptor', verb: 'create', transfers: 'imports', ansi: true, c: 'written',
    short: 'from {protocolInfo}; {type}; ',
  },
  bind: {
    summary: 'Assigns a local address to the socket.', prototype: 'int bind(SOCKET s, const struct sockaddr *name, int namelen);',
    args: [s, address('address', 'Loopback IP:port, 0.0.0.0:0 or [::]:0 (port 0 lets the system choose), or the path of a unix socket'),
      size],
    result: 'none', verb: 'bind', address: 'binds', c: { done: 'bind({s}, {address})' },
  },
  listen: {
    summary: 'Makes the socket a listener, with a queue for connections.', prototype: 'int listen(SOCKET s, int backlog);',
    args: [s, integer('backlog', 'Length of the queue', 0, 0x7fffffff)],
    result: 'none', verb: 'listen', address: 'listens', c: { done: 'listen({s}, {backlog})' },
    short: 'backlog {backlog}',
  },
  connect: {
    summary: 'Connects the socket to a listening one.', prototype: 'int connect(SOCKET s, const struct sockaddr *name, int namelen);',
    args: [s, address('address', 'Where to')],
    result: 'none', verb: 'connect', waits: 'peer', address: 'connects', c: { done: 'connect({s}, {address})' },
  },
  accept: {
    summary: 'Accepts one connection; it inherits the event registration of the listener (S45).',
    prototype: 'SOCKET accept(SOCKET s, struct sockaddr *addr, int *addrlen);', args: [s],
    result: 'descriptor', verb: 'accept', waits: 'connection', accepts: true, address: 'accepts', nonblocking: 'inherited',
    c: { made: 'accept({s}, NULL, NULL)' },
  },
  WSAConnect: {
    summary: 'Connects as connect does; here without data and quality of service.',
    prototype:
      'int WSAConnect(SOCKET s, const struct sockaddr *name, int namelen, LPWSABUF lpCallerData, LPWSABUF lpCalleeData, '
        + 'LPQOS lpSQOS, LPQOS lpGQOS);',
    args: [s, address('address', 'Where to')],
    result: 'none', verb: 'connect', waits: 'peer', address: 'connects', c: { done: 'WSAConnect({s}, {address}, NULL, NULL, NULL, NULL)' },
  },
  WSAAccept: {
    summary: 'Takes one connection off the queue as accept does; here without a condition function.',
    prototype:
      'SOCKET WSAAccept(SOCKET s, struct sockaddr *addr, LPINT addrlen, LPCONDITIONPROC lpfnCondition, DWORD_PTR dwCallbackData);',
      args: [s],
    result: 'descriptor', verb: 'accept', waits: 'connection', accepts: true, address: 'accepts', nonblocking: 'inherited',
    c: { made: 'WSAAccept({s}, NULL, NULL, NULL, 0)' },
  },
  WSADuplicateSocketW: {
    summary: 'Fills a WSAPROTOCOL_INFOW from which the named process can create a descriptor, once.',
    prototype: 'int WSADuplicateSocketW(SOCKET s, DWORD dwProcessId, LPWSAPROTOCOL_INFOW lpProtocolInfo);',
    args: [s, pid('processId', 'The process that will import it'), optional(boolean('nullBuffer', 'Pass NULL instead of a buffer (S3)'))],
    result: 'blob', verb: 'export', transfers: 'exports', copies: true, c: 'written',
    short: '{s} for {processId}',
  },
  WSADuplicateSocketA: {
    summary: 'The same with a WSAPROTOCOL_INFOA of 372 bytes, which WSASocketA imports.',
    prototype: 'int WSADuplicateSocketA(SOCKET s, DWORD dwProcessId, LPWSAPROTOCOL_INFOA lpProtocolInfo);',
    args: [s, pid('processId', 'The process that will import it'), optional(boolean('nullBuffer', 'Pass NULL instead of a buffer (S3)'))],
    result: 'blob', verb: 'export', transfers: 'exports', copies: true, ansi: true, c: 'written',
    short: '{s} for {processId}',
  },
  closesocket: {
    summary: 'Closes this descriptor; the underlying socket closes with the last one.', prototype: 'int closesocket(SOCKET s);', args: [s],
    result: 'none', verb: 'close', waits: 'linger', closes: true, c: { done: 'closesocket({s})' },
  },
  setsockopt: {
    summary: 'Sets an option of the underlying socket for every descriptor.',
    prototype: 'int setsockopt(SOCKET s, int level, int optname, const char *optval, int optlen);',
    args: [s, level, option, optionValue('value', 'A number, or {onoff, linger} for SO_LINGER; timeouts in milliseconds'), size,
      noBuffer],
    result: 'none', verb: 'set option', c: 'written',
    short: '{name} = {value}',
  },
  getsockopt: {
    summary: 'Reads an option of the underlying socket.',
    prototype: 'int getsockopt(SOCKET s, int level, int optname, char *optval, int *optlen);',
    args: [s, level, option, size, noBuffer], result: 'value', verb: 'get option', c: 'written',
    short: '{name}',
  },
  send: {
    summary: 'Sends bytes on the connection.', prototype: 'int send(SOCKET s, const char *buf, int len, int flags);',
    args: [s, text, unmodelled(flags('flags', 'MSG_OOB sends urgent data', c.SEND_FLAGS))],
    result: 'number', verb: 'send', waits: 'room', number: 'bytes', c: { count: 'send({s}, {data}, 0)' },
  },
  recv: {
    summary: 'Reads bytes from the shared receive queue of the underlying socket.',
    prototype: 'int recv(SOCKET s, char *buf, int len, int flags);',
    args: [s, length, optional(flags('flags', 'Flags', c.MSG))],
    result: 'data', verb: 'receive', waits: 'data', receives: true, c: { bytes: 'recv({s}, data, {length}, {flags})' },
  },
  shutdown: {
    summary: 'Shuts down one direction of the connection for every descriptor.', prototype: 'int shutdown(SOCKET s, int how);',
    args: [s, openChoice('how', 'Which direction', c.SHUTDOWN)], result: 'none', verb: 'shut down', c: { done: 'shutdown({s}, {how})' },
  },
  ioctlsocket: {
    summary: 'Sets the blocking mode of the underlying socket, or returns the number of bytes to read.',
    prototype: 'int ioctlsocket(SOCKET s, long cmd, u_long *argp);',
    args: [s, choice('command', 'FIONBIO sets the mode, FIONREAD reads the byte count', c.IOCTL),
      optional(integer('value', 'FIONBIO: 1 non-blocking, 0 blocking', 0, 1))],
    result: 'value', verb: 'blocking mode', nonblocking: 'ioctl', c: 'written',
    short: '{command} {value}; {command}',
  },
  WSACreateEvent: {
    summary: 'Creates an unset manual-reset event object.', prototype: 'WSAEVENT WSACreateEvent(void);', args: [],
    result: 'event', verb: 'target', c: 'written',
  },
  WSAEventSelect: {
    summary: 'Registers an event object for the events of a mask; the previous registration of the socket is cancelled.',
    prototype: 'int WSAEventSelect(SOCKET s, WSAEVENT hEventObject, long lNetworkEvents);',
    args: [s, optional(event('event', 'The event object; none to cancel')), flags('mask', 'Events; empty cancels', c.FD)],
    result: 'none', verb: 'register', registers: 'sole', nonblocking: 'by registering',
    c: { done: 'WSAEventSelect({s}, {event|NULL}, {mask})' },
    short: '{mask} → {event}; {mask}; cancel',
  },
  WSAEnumNetworkEvents: {
    summary: 'Reads and clears the record of events, and resets the event object if one is passed.',
    prototype: 'int WSAEnumNetworkEvents(SOCKET s, WSAEVENT hEventObject, LPWSANETWORKEVENTS lpNetworkEvents);',
    args: [s, optional(event('event', 'Event object to reset'))], result: 'events', verb: 'wait', c: 'written',
  },
  WSAWaitForMultipleEvents: {
    summary: 'Waits until one (or all) of the events is set.',
    prototype: 'DWORD WSAWaitForMultipleEvents(DWORD cEvents, const WSAEVENT *lphEvents, BOOL fWaitAll, DWORD dwTimeout, BOOL fAlertable);',
    args: [events('events', 'Event objects of this process'), optional(boolean('waitAll', 'All of them')), timeout],
    result: 'number', verb: 'wait', waits: 'timeout', idle: 'number WAIT_TIMEOUT', number: 'place', c: 'written',
    short: '{events}, {timeout}',
  },
  getsockname: {
    summary: 'Reads the local address.', prototype: 'int getsockname(SOCKET s, struct sockaddr *name, int *namelen);',
    args: [s, size, noBuffer],
    result: 'address', verb: 'local address', c: { name: 'getsockname({s}, {name})' },
  },
  getpeername: {
    summary: 'Reads the address of the peer.', prototype: 'int getpeername(SOCKET s, struct sockaddr *name, int *namelen);',
    args: [s, size, noBuffer],
    result: 'address', verb: 'remote address', c: { name: 'getpeername({s}, {name})' },
  },
  socket: {
    summary: 'Creates a socket; it is overlapped and its handle is inheritable (S20, S50).',
    prototype: 'SOCKET socket(int af, int type, int protocol);',
    args: [openChoice('af', 'Address family', c.FAMILY), openChoice('type', 'Socket type', c.TYPE),
      openChoice('protocol', 'Protocol', c.PROTOCOL)],
    result: 'descriptor', verb: 'create', c: { made: 'socket({af}, {type}, {protocol})' },
    short: '{type}',
  },
  sendto: {
    summary: 'Sends one datagram to an address; an unbound socket becomes bound.',
    prototype: 'int sendto(SOCKET s, const char *buf, int len, int flags, const struct sockaddr *to, int tolen);',
    args: [s, text, address('to', 'Where to')],
    result: 'number', verb: 'send', waits: 'room', number: 'bytes', address: 'sends to', c: { count: 'sendto({s}, {data}, 0, {to})' },
  },
  recvfrom: {
    summary: 'Reads one whole datagram and the address of its sender.',
    prototype: 'int recvfrom(SOCKET s, char *buf, int len, int flags, struct sockaddr *from, int *fromlen);',
    args: [s, length, optional(flags('flags', 'Flags', c.MSG))],
    result: 'data', verb: 'receive', waits: 'data', receives: true, c: { bytes: 'recvfrom({s}, data, {length}, {flags}, NULL, NULL)' },
  },
});
