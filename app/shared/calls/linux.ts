/** The Linux calls. Prototypes and pages: the man-pages project, sections 2 and 3. */
import { address, choice, data, descriptor, descriptors, flags, integer, optional, optionValue } from './args.ts';
import * as c from './constants-linux.ts';
import type { ArgSpec, CallSpec, ResultKind } from './types.ts';

const fd = descriptor('fd', 'The descriptor');
const page = (name: string) => `https://man7.org/linux/man-pages/man2/${name}.2.html`;

function call(
  name: string, summary: string, prototype: string, args: readonly ArgSpec[], result: ResultKind, mayBlock?: true,
): CallSpec {
  return { name, platform: 'linux', summary, prototype, args, result, doc: page(name), ...(mayBlock ? { mayBlock } : {}) };
}

export const LINUX_CALLS: readonly CallSpec[] = [
  call('socket', 'Makes a socket.', 'int socket(int domain, int type, int protocol);',
    [choice('domain', 'Address family', c.FAMILY), choice('type', 'Socket type', c.TYPE),
      optional(choice('protocol', 'Protocol', c.PROTOCOL)), optional(flags('flags', 'Or-ed into type', c.SOCKET_FLAGS))], 'descriptor'),
  call('bind', 'Gives the socket a local address.', 'int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen);',
    [fd, address('address', 'Loopback IP:port, @abstract name (@ alone: the kernel chooses one), or a path')], 'none'),
  call('listen', 'Lets connections queue at the socket.', 'int listen(int sockfd, int backlog);',
    [fd, integer('backlog', 'How many may wait', 0, 0x7fffffff)], 'none'),
  call('connect', 'Connects the socket.', 'int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen);',
    [fd, address('address', 'Where to')], 'none', true),
  call('accept4', 'Takes one connection off the queue; O_NONBLOCK is not inherited (P20).',
    'int accept4(int sockfd, struct sockaddr *addr, socklen_t *addrlen, int flags);',
    [fd, optional(flags('flags', 'Flags of the new descriptor', c.SOCKET_FLAGS))], 'descriptor', true),
  call('sendmsg', 'Sends bytes and, with SCM_RIGHTS, references to open descriptions.',
    'ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags);',
    [fd, data('data', 'Bytes to send; at least one must go along with rights'),
      optional(descriptors('rights', 'Descriptors whose descriptions are sent (SCM_RIGHTS)')),
      optional(address('to', 'Receiver, for a datagram socket')), optional(flags('flags', 'Flags', c.MSG))], 'number', true),
  call('recvmsg', 'Receives bytes and any descriptors that ride with them.',
    'ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags);',
    [fd, integer('length', 'Buffer size in bytes', 0, 65536),
      optional(integer('controlLength', 'Control buffer in bytes; room for 8 descriptors if absent', 0, 4096)),
      optional(flags('flags', 'Flags', c.MSG))], 'descriptors', true),
  call('dup', 'A second descriptor of the same description, in this process.', 'int dup(int oldfd);', [fd], 'descriptor'),
  call('close', 'Frees this descriptor; the socket closes with the last one.', 'int close(int fd);', [fd], 'none', true),
  call('setsockopt', 'Sets an option of the socket, for every descriptor.',
    'int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t optlen);',
    [fd, choice('level', 'Level', c.LEVEL), choice('name', 'Option', { ...c.SO, ...c.TCP }),
      optionValue('value', 'A number, or {onoff, linger} for SO_LINGER; timeouts in milliseconds')], 'none'),
  call('getsockopt', 'Reads an option of the socket.',
    'int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen);',
    [fd, choice('level', 'Level', c.LEVEL), choice('name', 'Option', { ...c.SO, ...c.TCP })], 'value'),
  call('send', 'Sends bytes.', 'ssize_t send(int sockfd, const void *buf, size_t len, int flags);',
    [fd, data('data', 'Text to send, as UTF-8'), optional(flags('flags', 'Flags', c.MSG))], 'number', true),
  call('recv', 'Takes bytes from the one receive queue of the socket.',
    'ssize_t recv(int sockfd, void *buf, size_t len, int flags);',
    [fd, integer('length', 'Buffer size in bytes', 0, 65536), optional(flags('flags', 'Flags', c.MSG))], 'data', true),
  call('shutdown', 'Ends a direction of the connection, for every descriptor.', 'int shutdown(int sockfd, int how);',
    [fd, choice('how', 'Which direction', c.SHUTDOWN)], 'none'),
  call('fcntl', 'Reads or sets descriptor flags (own) and status flags (shared).', 'int fcntl(int fd, int op, ...);',
    [fd, choice('command', 'Operation', c.FCNTL), optional(flags('value', 'Flags to set', { ...c.FD_FLAGS, ...c.STATUS_FLAGS }))], 'flags'),
  call('epoll_create1', 'Makes an epoll instance.', 'int epoll_create1(int flags);',
    [optional(flags('flags', 'Flags', c.EPOLL_CREATE))], 'descriptor'),
  call('epoll_ctl', 'Adds, changes or deletes a registration, keyed by description and number (P12).',
    'int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event);',
    [descriptor('epfd', 'The epoll instance'), choice('op', 'Operation', c.EPOLL_OP), fd,
      optional(flags('events', 'Events', c.EPOLL))], 'none'),
  call('epoll_wait', 'Waits for registered events.',
    'int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout);',
    [descriptor('epfd', 'The epoll instance'), optional(integer('maxEvents', 'At most', 1, 64)),
      integer('timeout', 'Milliseconds', 0, 60_000)], 'events', true),
  call('getsockname', 'Reads the local address.', 'int getsockname(int sockfd, struct sockaddr *addr, socklen_t *addrlen);', [fd], 'address'),
  call('getpeername', 'Reads the address of the other end.', 'int getpeername(int sockfd, struct sockaddr *addr, socklen_t *addrlen);', [fd], 'address'),
];
