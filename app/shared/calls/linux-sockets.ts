/** The Linux calls on sockets and their queues, and the calls that wait for them. */
import {
  address, choice, data, descriptor, descriptors, flags, integer, length, optional, optionValue, text, timeout,
} from './args.ts';
import * as c from './constants-linux.ts';
import { defineCalls, manPage } from './define.ts';

const fd = descriptor('fd', 'The descriptor');
const epfd = descriptor('epfd', 'The epoll instance');
/** Which byte is urgent, and what it does to the stream, is not modelled. */
const messageFlags = { ...optional(flags('flags', 'Flags', c.MSG)), unmodelledFlags: ['MSG_OOB'] };
const option = choice('name', 'Option', { ...c.SO, ...c.TCP });

export const SOCKET_CALLS = defineCalls('linux', manPage, {
  socket: {
    summary: 'Creates a socket.', prototype: 'int socket(int domain, int type, int protocol);',
    args: [choice('domain', 'Address family', c.FAMILY), choice('type', 'Socket type', c.TYPE),
      optional(choice('protocol', 'Protocol', c.PROTOCOL)), optional(flags('flags', 'Or-ed into type', c.SOCKET_FLAGS))],
    result: 'descriptor', verb: 'create', nonblocking: 'when made', c: 'written',
    short: '{domain}, {type}',
  },
  bind: {
    summary: 'Assigns a local address to the socket.', prototype: 'int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen);',
    args: [fd, address('address', 'Loopback IP:port, @abstract name (@ alone: the kernel chooses one), or a path')],
    result: 'none', verb: 'bind', address: 'binds', c: { done: 'bind({fd}, {address})' },
  },
  listen: {
    summary: 'Makes the socket a listener, with a queue for connections.', prototype: 'int listen(int sockfd, int backlog);',
    args: [fd, integer('backlog', 'Length of the queue', 0, 0x7fffffff)],
    result: 'none', verb: 'listen', address: 'listens', c: { done: 'listen({fd}, {backlog})' },
    short: 'backlog {backlog}',
  },
  connect: {
    summary: 'Connects the socket.', prototype: 'int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen);',
    args: [fd, address('address', 'Where to')],
    result: 'none', verb: 'connect', waits: 'peer', address: 'connects', c: { done: 'connect({fd}, {address})' },
  },
  accept4: {
    summary: 'Accepts one connection; O_NONBLOCK is not inherited (P20).',
    prototype: 'int accept4(int sockfd, struct sockaddr *addr, socklen_t *addrlen, int flags);',
    args: [fd, optional(flags('flags', 'Flags of the new descriptor', c.SOCKET_FLAGS))],
    result: 'descriptor', verb: 'accept', waits: 'connection', accepts: true, address: 'accepts', nonblocking: 'when made',
    c: { made: 'accept4({fd}, NULL, NULL, {flags})' },
  },
  accept: {
    summary: 'Takes one connection off the queue as accept4 does without flags.',
    prototype: 'int accept(int sockfd, struct sockaddr *addr, socklen_t *addrlen);', args: [fd],
    result: 'descriptor', verb: 'accept', waits: 'connection', accepts: true, address: 'accepts', c: { made: 'accept({fd}, NULL, NULL)' },
  },
  sendmsg: {
    summary: 'Sends bytes and, with SCM_RIGHTS, references to open descriptions.',
    prototype: 'ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags);',
    args: [fd, data('data', 'Bytes to send; rights need at least one'),
      optional(descriptors('rights', 'Descriptors whose descriptions are sent (SCM_RIGHTS)')),
      optional(address('to', 'Receiver, for a datagram socket')), messageFlags],
    result: 'number', verb: 'export', waits: 'room', number: 'bytes', transfers: 'carries', c: 'written',
  },
  sendmmsg: {
    summary: 'Sends messages one after the other, each as sendmsg does; here two, without descriptors. It returns how many were sent.',
    prototype: 'int sendmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags);',
    args: [fd, data('data', 'First message, as UTF-8 text'), data('more', 'Second message, as UTF-8 text'), messageFlags],
    result: 'number', verb: 'send', waits: 'room', number: 'count',
    c: { count: 'sendmmsg({fd}, (struct mmsghdr[]) { { .msg_hdr = { .msg_iov = &(struct iovec) { (void *){data} }, .msg_iovlen = 1 } }, '
      + '{ .msg_hdr = { .msg_iov = &(struct iovec) { (void *){more} }, .msg_iovlen = 1 } } }, 2, {flags})' },
  },
  recvmsg: {
    summary: 'Receives bytes and the descriptors sent with them.',
    prototype: 'ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags);',
    args: [fd, length, optional(integer('controlLength', 'Control buffer in bytes; room for 8 descriptors if absent', 0, 4096)),
      messageFlags],
    result: 'descriptors', verb: 'import', waits: 'data', receives: true, transfers: 'receives', c: 'written',
  },
  recvmmsg: {
    summary: 'Takes messages one after the other, each as recvmsg does, and waits for the first only (MSG_WAITFORONE); here at most two, '
      + 'and the descriptors sent with them are dropped (P6).',
    prototype: 'int recvmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags, struct timespec *timeout);',
    args: [fd, integer('length', 'Size of the buffer of each message in bytes', 0, 65_536), messageFlags],
    result: 'number', verb: 'receive', waits: 'data', receives: true, number: 'count',
    c: { count: 'recvmmsg({fd}, (struct mmsghdr[]) { '
      + '{ .msg_hdr = { .msg_iov = &(struct iovec) { (char[{length} + 1]) { 0 }, {length} }, .msg_iovlen = 1 } }, '
      + '{ .msg_hdr = { .msg_iov = &(struct iovec) { (char[{length} + 1]) { 0 }, {length} }, .msg_iovlen = 1 } } }, '
      + '2, {flags} | MSG_WAITFORONE, NULL)' },
  },
  close: {
    summary: 'Closes this descriptor; the socket closes with the last one.', prototype: 'int close(int fd);', args: [fd],
    result: 'none', verb: 'close', waits: 'linger', closes: true, c: { done: 'close({fd})' },
  },
  setsockopt: {
    summary: 'Sets an option of the socket for every descriptor.',
    prototype: 'int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t optlen);',
    args: [fd, choice('level', 'Level', c.LEVEL), option,
      optionValue('value', 'A number, or {onoff, linger} for SO_LINGER; timeouts in milliseconds')],
    result: 'none', verb: 'set option', c: 'written',
    short: '{name} = {value}',
  },
  getsockopt: {
    summary: 'Reads an option of the socket.',
    prototype: 'int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen);',
    args: [fd, choice('level', 'Level', c.LEVEL), option], result: 'value', verb: 'get option', c: 'written',
    short: '{name}',
  },
  send: {
    summary: 'Sends bytes.', prototype: 'ssize_t send(int sockfd, const void *buf, size_t len, int flags);', args: [fd, text, messageFlags],
    result: 'number', verb: 'send', waits: 'room', number: 'bytes', c: { count: 'send({fd}, {data}, {flags})' },
  },
  recv: {
    summary: 'Reads bytes from the shared receive queue of the socket.',
    prototype: 'ssize_t recv(int sockfd, void *buf, size_t len, int flags);',
    args: [fd, length, messageFlags],
    result: 'data', verb: 'receive', waits: 'data', receives: true, c: { bytes: 'recv({fd}, data, {length}, {flags})' },
  },
  shutdown: {
    summary: 'Shuts down one direction of the connection for every descriptor.', prototype: 'int shutdown(int sockfd, int how);',
    args: [fd, choice('how', 'Which direction', c.SHUTDOWN)], result: 'none', verb: 'shut down', c: { done: 'shutdown({fd}, {how})' },
  },
  epoll_create1: {
    summary: 'Creates an epoll instance.', prototype: 'int epoll_create1(int flags);',
    args: [optional(flags('flags', 'Flags', c.EPOLL_CREATE))],
    result: 'descriptor', verb: 'target', c: { made: 'epoll_create1({flags})' },
  },
  epoll_create: {
    summary: 'Makes an epoll instance; the size must be positive, and means nothing.', prototype: 'int epoll_create(int size);',
    args: [integer('size', 'Ignored, but not 0', 0, 0x7fffffff)],
    result: 'descriptor', verb: 'target', c: { made: 'epoll_create({size})' },
  },
  epoll_ctl: {
    summary: 'Adds, changes or deletes a registration, keyed by description and number (P12).',
    prototype: 'int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event);',
    args: [epfd, choice('op', 'Operation', c.EPOLL_OP), fd, optional(flags('events', 'Events', c.EPOLL))],
    result: 'none', verb: 'register', registers: 'beside', c: 'written',
    short: '{op-EPOLL_CTL_} {fd}, {events}; {op-EPOLL_CTL_} {fd}',
  },
  epoll_wait: {
    summary: 'Waits for registered events.', prototype: 'int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout);',
    args: [epfd, optional(integer('maxEvents', 'At most', 1, 64)), timeout],
    result: 'events', verb: 'wait', waits: 'timeout', idle: 'none ready', c: 'written',
    short: '{timeout}',
  },
  epoll_pwait: {
    summary: 'Waits as epoll_wait does; here without a signal mask.', doc: manPage('epoll_wait'),
    prototype: 'int epoll_pwait(int epfd, struct epoll_event *events, int maxevents, int timeout, const sigset_t *sigmask);',
    args: [epfd, optional(integer('maxEvents', 'At most', 1, 64)), timeout],
    result: 'events', verb: 'wait', waits: 'timeout', idle: 'none ready', c: 'written',
    short: '{timeout}',
  },
  epoll_pwait2: {
    summary: 'The same with a timeout in nanoseconds.', doc: manPage('epoll_wait'),
    prototype:
      'int epoll_pwait2(int epfd, struct epoll_event *events, int maxevents, const struct timespec *timeout, const sigset_t *sigmask);',
    args: [epfd, optional(integer('maxEvents', 'At most', 1, 64)), timeout],
    result: 'events', verb: 'wait', waits: 'timeout', idle: 'none ready', c: 'written',
    short: '{timeout}',
  },
  ppoll: {
    summary: 'Waits as poll does, with a timeout in nanoseconds; here without a signal mask.', doc: manPage('poll'),
    prototype: 'int ppoll(struct pollfd *fds, nfds_t nfds, const struct timespec *tmo_p, const sigset_t *sigmask);',
    args: [fd, flags('events', 'Events asked for', c.POLL), timeout], result: 'events', verb: 'poll', waits: 'timeout', idle: 'no events',
    c: 'written',
  },
  poll: {
    summary: 'Waits until one of these events holds for the descriptor; scenarios poll one descriptor at a time.',
    prototype: 'int poll(struct pollfd *fds, nfds_t nfds, int timeout);',
    args: [fd, flags('events', 'Events asked for', c.POLL), timeout], result: 'events', verb: 'poll', waits: 'timeout', idle: 'no events',
    c: 'written',
  },
  sendto: {
    summary: 'Sends a datagram to an address.',
    prototype: 'ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, const struct sockaddr *dest_addr, socklen_t addrlen);',
    args: [fd, text, address('to', 'Receiver'), messageFlags],
    result: 'number', verb: 'send', waits: 'room', number: 'bytes', address: 'sends to',
    c: { count: 'sendto({fd}, {data}, {flags}, {to})' },
  },
  recvfrom: {
    summary: 'Reads one datagram and the address of its sender.',
    prototype: 'ssize_t recvfrom(int sockfd, void *buf, size_t len, int flags, struct sockaddr *src_addr, socklen_t *addrlen);',
    args: [fd, length, messageFlags],
    result: 'data', verb: 'receive', waits: 'data', receives: true, c: { bytes: 'recvfrom({fd}, data, {length}, {flags}, NULL, NULL)' },
  },
  read: {
    summary: 'Reads bytes from the queue like recv without flags and drops the descriptors sent with them (P6).',
    prototype: 'ssize_t read(int fd, void *buf, size_t count);', args: [fd, length],
    result: 'data', verb: 'receive', waits: 'data', receives: true, c: { bytes: 'read({fd}, data, {length})' },
  },
  write: {
    summary: 'Sends bytes as send without flags does.',
    prototype: 'ssize_t write(int fd, const void *buf, size_t count);', args: [fd, text],
    result: 'number', verb: 'send', waits: 'room', number: 'bytes', c: { count: 'write({fd}, {data})' },
  },
  readv: {
    summary: 'Takes bytes as read does, into one buffer or two: the second gets what the first has no room for.',
    prototype: 'ssize_t readv(int fd, const struct iovec *iov, int iovcnt);',
    args: [fd, length, optional(integer('moreLength', 'Size of the second buffer in bytes; one buffer if absent', 0, 65_536))],
    result: 'data', verb: 'receive', waits: 'data', receives: true, c: 'written',
  },
  writev: {
    summary: 'Sends bytes as write does, from one buffer or two: as one message where the socket keeps borders.',
    prototype: 'ssize_t writev(int fd, const struct iovec *iov, int iovcnt);',
    args: [fd, text, optional(data('more', 'Text in the second buffer, as UTF-8; one buffer if absent'))],
    result: 'number', verb: 'send', waits: 'room', number: 'bytes', c: 'written',
  },
  getsockname: {
    summary: 'Reads the local address.', prototype: 'int getsockname(int sockfd, struct sockaddr *addr, socklen_t *addrlen);', args: [fd],
    result: 'address', verb: 'local address', c: { name: 'getsockname({fd}, {name})' },
  },
  getpeername: {
    summary: 'Reads the address of the peer.', prototype: 'int getpeername(int sockfd, struct sockaddr *addr, socklen_t *addrlen);',
    args: [fd],
    result: 'address', verb: 'remote address', c: { name: 'getpeername({fd}, {name})' },
  },
});
