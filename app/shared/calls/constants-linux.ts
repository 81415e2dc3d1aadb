/** Constants of the Linux headers for the calls of the catalogue (asm-generic; the same on x86-64 and arm64). */
export const FAMILY = { AF_UNIX: 1, AF_INET: 2, AF_INET6: 10 } as const;
export const TYPE = { SOCK_STREAM: 1, SOCK_DGRAM: 2, SOCK_SEQPACKET: 5 } as const;
export const PROTOCOL = { IPPROTO_IP: 0, IPPROTO_TCP: 6, IPPROTO_UDP: 17 } as const;
export const SOCKET_FLAGS = { SOCK_CLOEXEC: 0o2000000, SOCK_NONBLOCK: 0o4000 } as const;
export const LEVEL = { SOL_SOCKET: 1, IPPROTO_TCP: 6, IPPROTO_IP: 0 } as const;
export const SO = {
  SO_DEBUG: 1, SO_REUSEADDR: 2, SO_TYPE: 3, SO_ERROR: 4, SO_DONTROUTE: 5, SO_BROADCAST: 6, SO_SNDBUF: 7,
  SO_RCVBUF: 8, SO_KEEPALIVE: 9, SO_OOBINLINE: 10, SO_LINGER: 13, SO_REUSEPORT: 15, SO_RCVTIMEO: 20,
  SO_SNDTIMEO: 21, SO_ACCEPTCONN: 30, SO_COOKIE: 57, SO_PASSRIGHTS: 83,
} as const;
export const TCP = { TCP_NODELAY: 1 } as const;
export const SHUTDOWN = { SHUT_RD: 0, SHUT_WR: 1, SHUT_RDWR: 2 } as const;
export const FCNTL = {
  F_GETFD: 1, F_SETFD: 2, F_GETFL: 3, F_SETFL: 4, F_DUPFD: 0, F_DUPFD_CLOEXEC: 1030, F_SETOWN: 8, F_GETOWN: 9,
  F_SETSIG: 10, F_GETSIG: 11,
} as const;
/** asm-generic/ioctls.h */
export const IOCTL = { FIONBIO: 0x5421, FIOASYNC: 0x5452, FIOCLEX: 0x5451, FIONCLEX: 0x5450 } as const;
export const FD_FLAGS = { FD_CLOEXEC: 1 } as const;
export const STATUS_FLAGS = { O_NONBLOCK: 0o4000, O_ASYNC: 0o20000 } as const;
/** CLOSE_RANGE_UNSHARE is left out: it would give one thread of the participant a descriptor table that the others do not see. */
export const CLOSE_RANGE = { CLOSE_RANGE_CLOEXEC: 4 } as const;
export const PIPE_FLAGS = { O_CLOEXEC: 0o2000000, O_NONBLOCK: 0o4000 } as const;
/** linux/prctl.h */
export const PRCTL = { PR_GET_DUMPABLE: 3, PR_SET_DUMPABLE: 4 } as const;
export const UNSHARE = { CLONE_FILES: 0x400 } as const;
export const DUP3_FLAGS = { O_CLOEXEC: 0o2000000 } as const;
/** Signals that a participant catches and counts; the runtime uses the others, or they end a process. */
export const SIGNALS = { SIGIO: 29, SIGUSR2: 12 } as const;
export const POLL = { POLLIN: 0x001, POLLPRI: 0x002, POLLOUT: 0x004, POLLERR: 0x008, POLLHUP: 0x010, POLLNVAL: 0x020,
  POLLRDHUP: 0x2000 } as const;
export const MSG = {
  MSG_OOB: 1, MSG_PEEK: 2, MSG_CTRUNC: 8, MSG_TRUNC: 0x20, MSG_DONTWAIT: 0x40, MSG_NOSIGNAL: 0x4000, MSG_CMSG_CLOEXEC: 0x40000000,
} as const;
export const EPOLL_OP = { EPOLL_CTL_ADD: 1, EPOLL_CTL_DEL: 2, EPOLL_CTL_MOD: 3 } as const;
export const EPOLL = {
  EPOLLIN: 0x001, EPOLLPRI: 0x002, EPOLLOUT: 0x004, EPOLLERR: 0x008, EPOLLHUP: 0x010, EPOLLRDHUP: 0x2000,
  EPOLLEXCLUSIVE: 1 << 28, EPOLLONESHOT: 1 << 30, EPOLLET: 1 << 31,
} as const;
export const EPOLL_CREATE = { EPOLL_CLOEXEC: 0o2000000 } as const;

export const LINUX_ERRORS = {
  EPERM: 1, ENOENT: 2, ESRCH: 3, EINTR: 4, EBADF: 9, EAGAIN: 11, ENOMEM: 12, EACCES: 13, EFAULT: 14, EEXIST: 17,
  EINVAL: 22, ENFILE: 23, EMFILE: 24, EPIPE: 32, ELOOP: 40, ENOTSOCK: 88, EDESTADDRREQ: 89, EMSGSIZE: 90, EPROTOTYPE: 91,
  ENOPROTOOPT: 92, EPROTONOSUPPORT: 93, ESOCKTNOSUPPORT: 94, EOPNOTSUPP: 95, EAFNOSUPPORT: 97, EADDRINUSE: 98,
  EADDRNOTAVAIL: 99, ENETUNREACH: 101, ECONNABORTED: 103, ECONNRESET: 104, ENOBUFS: 105, EISCONN: 106, ENOTCONN: 107,
  ETOOMANYREFS: 109, ETIMEDOUT: 110, ECONNREFUSED: 111, EALREADY: 114, EINPROGRESS: 115, ENOTTY: 25,
} as const;
