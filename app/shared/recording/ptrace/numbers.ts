/** Numbers of the calls that a recording follows; asm/unistd_64.h. */
const X64: Readonly<Record<string, number>> = {
  read: 0, write: 1, close: 3, poll: 7, ioctl: 16, readv: 19, writev: 20, dup: 32, dup2: 33, sendfile: 40, socket: 41, connect: 42,
  accept: 43, sendto: 44, recvfrom: 45, sendmsg: 46, recvmsg: 47, shutdown: 48, bind: 49, listen: 50, getsockname: 51, getpeername: 52,
  socketpair: 53, setsockopt: 54, getsockopt: 55, clone: 56, fork: 57, vfork: 58, execve: 59, exit: 60, fcntl: 72, epoll_create: 213,
  epoll_ctl_old: 214, epoll_wait_old: 215, restart_syscall: 219, exit_group: 231, epoll_wait: 232, epoll_ctl: 233, ppoll: 271,
  unshare: 272, splice: 275, tee: 276, vmsplice: 278, epoll_pwait: 281, accept4: 288, epoll_create1: 291, dup3: 292, preadv: 295,
  pwritev: 296, recvmmsg: 299, sendmmsg: 307, setns: 308, execveat: 322, preadv2: 327, pwritev2: 328, pidfd_send_signal: 424,
  io_uring_setup: 425, io_uring_enter: 426, io_uring_register: 427, pidfd_open: 434, clone3: 435, close_range: 436, pidfd_getfd: 438,
  epoll_pwait2: 441,
};

/** Names by number of the calls of `wanted` that x86-64 has. */
export function namesByNumber(wanted: Iterable<string>): ReadonlyMap<number, string> {
  return new Map([...wanted].flatMap((name) => (Object.hasOwn(X64, name) ? [[X64[name]!, name] as const] : [])));
}
