/** The Linux rules, P1 to P27. */
import { type RuleEntry, section } from './types.ts';

const man = (...pages: string[]) => pages.map((page) => `man-pages: ${page}`);

const DESCRIPTIONS = section('Descriptors and descriptions', ['linux'], [
  {
    id: 'P1', title: 'A descriptor refers to an open file description, which refers to a socket.',
    evidence: ['observedOnLinux'], sources: man('open(2)', 'dup(2)', 'fcntl(2)'),
    text: 'The number and FD_CLOEXEC belong to the process; O_NONBLOCK, O_ASYNC and the owner to the description; queues and '
      + 'options to the socket. dup, fork, SCM_RIGHTS and pidfd_getfd share the description, and a socket has only one.',
  },
  {
    id: 'P2', title: 'O_NONBLOCK is shared, FD_CLOEXEC is not.', evidence: ['observedOnLinux'], sources: man('fcntl(2)'),
    text: 'Set through one descriptor, O_NONBLOCK shows through every other in every process, while close-on-exec stays with the '
      + 'one descriptor.',
  },
  {
    id: 'P3', title: 'kcmp, the inode and SO_COOKIE identify shared sockets.',
    evidence: ['observedOnLinux'], sources: man('kcmp(2)', 'socket(7)'),
    text: 'kcmp compares the descriptions of two processes and requires permission to trace both. Inode and cookie are equal for '
      + 'every descriptor of a socket and differ for its peer.',
  },
  {
    id: 'P10', title: 'dup and fork share the description; the copy of dup survives an exec.',
    evidence: ['observedOnLinux'], sources: man('dup(2)', 'fork(2)'),
    text: 'dup returns a descriptor with FD_CLOEXEC clear, even if the original has it set. fork copies every descriptor.',
  },
]);

const TRANSFER = section('Transfer', ['linux'], [
  {
    id: 'P4', title: 'SCM_RIGHTS sends references through a unix socket.',
    evidence: ['documented', 'observedOnLinux'], sources: man('unix(7)'),
    text: 'A message needs at least one byte of data and carries at most 253 descriptors. The receiver gets new numbers for the '
      + 'same descriptions. The export names no recipient, and a message cannot be replayed.',
  },
  {
    id: 'P5', title: 'A reference in flight waits in the queue of the carrier.', evidence: ['observedOnLinux'],
    text: 'The sender can close its descriptor immediately: the socket stays open, and data that the peer writes is queued.',
  },
  {
    id: 'P6', title: 'Rights that cannot be received are dropped.', evidence: ['observedOnLinux'],
    text: 'If the receiving socket closes, or the message is read with read or recv, the kernel drops the references, and the '
      + 'peer can see the end of its stream.',
  },
  {
    id: 'P7', title: 'Descriptors that do not fit the control buffer are dropped; a buffer of CMSG_SPACE can fit more than one.',
    evidence: ['observedOnLinux'],
    text: 'MSG_CTRUNC reports dropped descriptors. On 64-bit machines CMSG_SPACE for one descriptor is 24 bytes, enough for two; '
      + 'CMSG_LEN fits exactly one.',
  },
  {
    id: 'P8', title: 'Received descriptors survive an exec unless MSG_CMSG_CLOEXEC is passed.',
    evidence: ['observedOnLinux'], sources: man('recvmsg(2)'),
    text: 'Without the flag, FD_CLOEXEC is clear on every received descriptor, whatever the sender had set.',
  },
  {
    id: 'P9', title: 'Descriptors in flight are limited per user.',
    evidence: ['documented'], sources: [...man('unix(7)'), 'Linux kernel selftests: scm_rights'],
    text: 'Past RLIMIT_NOFILE a sender without CAP_SYS_RESOURCE gets ETOOMANYREFS. Cycles of unix sockets that hold each other '
      + 'are collected by the kernel, with an exception (K1). On recent kernels a receiver can refuse rights with SO_PASSRIGHTS.',
  },
  {
    id: 'P11', title: 'pidfd_getfd copies a descriptor out of another process.',
    evidence: ['observedOnLinux'], sources: man('pidfd_getfd(2)'),
    text: 'The result shares the description and has FD_CLOEXEC set. It requires permission to trace the other process: the '
      + 'importer pulls, whereas on Windows the exporter pushes.',
  },
  {
    id: 'P20', title: 'Inheritance is the default, and setting FD_CLOEXEC afterwards races.',
    evidence: ['documented'], sources: man('socket(2)', 'accept(2)', 'fcntl(2)'),
    text: 'SOCK_CLOEXEC and accept4 set the flag when the descriptor is created. Unlike Winsock, accept does not pass O_NONBLOCK '
      + 'on from the listener.',
  },
  {
    id: 'P21', title: 'Service managers pass sockets by inheritance, starting at descriptor 3.',
    evidence: ['documented'], sources: man('sd_listen_fds(3)'),
    text: 'LISTEN_PID names the receiving process, LISTEN_FDS gives the count, and LISTEN_FDNAMES can name each socket.',
  },
]);

const EVENTS = section('Registrations', ['linux'], [
  {
    id: 'P12', title: 'An epoll item is keyed by description and number.',
    evidence: ['observedOnLinux'], sources: man('epoll(7)', 'epoll_ctl(2)'),
    text: 'Adding the same descriptor again fails with EEXIST; adding its dup makes a second item, and both report. An instance '
      + 'cannot watch itself (EINVAL); ELOOP reports a cycle of instances and a chain of more than five.',
  },
  {
    id: 'P13', title: 'An epoll item outlives the descriptor it was added with.', evidence: ['observedOnLinux'], sources: man('epoll(7)'),
    text: 'After a close, while a dup is still open, the item keeps reporting the old number and can be neither changed nor '
      + 'deleted. If the number is reused, EPOLL_CTL_MOD and EPOLL_CTL_DEL act on the new socket while the old item still fires. '
      + 'Only the last close, or EPOLL_CTL_DEL before the close, removes it.',
  },
  {
    id: 'P14', title: 'Registrations do not cancel one another.', evidence: ['documented'], sources: man('epoll(7)'),
    text: 'Any number of epoll instances and polls can watch one description, whereas Winsock has a single slot.',
  },
  {
    id: 'P15', title: 'The owner for SIGIO belongs to the description: the last F_SETOWN wins.',
    evidence: ['observedOnLinux'], sources: man('fcntl(2)'),
    text: 'Owner, signal and O_ASYNC set through one descriptor are visible through all. If another process calls F_SETOWN '
      + 'later, the first process no longer gets the signal.',
  },
  {
    id: 'P22', title: 'fdinfo of an epoll descriptor lists its items; match them to sockets by inode.',
    evidence: ['observedOnLinux'], sources: man('proc_pid_fdinfo(5)'),
    text: 'Each line has the descriptor number, the events and the inode. After a number is reused, two lines show it with '
      + 'different inodes, and an inherited instance lists the numbers of the parent.',
  },
  {
    id: 'P23', title: 'A registration survives while its socket is only in flight.', evidence: ['observedOnLinux'],
    text: 'fdinfo of the receiving socket counts the descriptors queued there but does not identify them.',
  },
  {
    id: 'P24', title: 'A fetched copy changes the owner of the original.', evidence: ['observedOnLinux'],
    text: 'F_SETOWN and O_ASYNC on a descriptor from pidfd_getfd act on the shared description. F_GETOWN returns the owner; '
      + 'fdinfo does not show it.',
  },
]);

const SHARING = section('What is shared', ['linux'], [
  {
    id: 'P16', title: 'The socket closes with its last reference.', evidence: ['observedOnLinux'], sources: man('close(2)'),
    text: 'Until then the peer sees no end of stream. A forgotten copy of a listener keeps the port: clients still connect, no '
      + 'process accepts them, and another bind fails with EADDRINUSE.',
  },
  {
    id: 'P17', title: 'shutdown through any descriptor affects every holder.', evidence: ['observedOnLinux'], sources: man('shutdown(2)'),
    text: 'The peer sees the end of the stream, and a send through another descriptor fails with EPIPE.',
  },
  {
    id: 'P18', title: 'Linger is shared and takes effect at the last close.', evidence: ['observedOnLinux'], sources: man('socket(7)'),
    text: 'With {1, 0}, closing one of several descriptors has no effect, and the last close resets the connection. One call reports the '
      + 'reset; recvmmsg reports it before it reads, recv after.',
  },
  {
    id: 'P19', title: 'There is one receive queue.', evidence: ['observedOnLinux'],
    text: 'Bytes go to the first reader, and a stream can be split at any point. Sockets that share a port through SO_REUSEPORT '
      + 'are separate sockets and share no state.',
  },
  {
    id: 'P27', title: 'A blocked call holds the socket, even after its descriptor is closed.', evidence: ['observedOnLinux'],
    text: 'A recv blocked in another thread continues, keeps the socket open and takes the next bytes. On Windows a close ends it.',
  },
]);

const SYSTEM = section('Rights and layout', ['linux'], [
  {
    id: 'P25', title: 'What a user can inspect depends on who owns the process.',
    evidence: ['observedOnLinux'], sources: man('ptrace(2)', 'proc(5)', 'PR_SET_DUMPABLE(2const)'),
    text: 'Descriptors, fdinfo, kcmp and pidfd_getfd work on the user\'s own dumpable processes and fail with EACCES or EPERM on '
      + 'those of other users. PR_SET_DUMPABLE 0 closes a process to its own user too, and CAP_SYS_PTRACE opens it. Counts, schedstat '
      + 'and the socket dump of the current network namespace are always readable.',
  },
  {
    id: 'P26', title: 'On 64-bit machines msghdr has 56 bytes and cmsghdr 16.',
    evidence: ['observedOnLinux'], sources: man('recvmsg(2)', 'cmsg(3)'),
    text: 'Control data is aligned to 8 bytes. The returned flags also contain MSG_CMSG_CLOEXEC, which says nothing about the message.',
  },
]);

const KERNELS = section('Departures of kernels', ['linux'], [
  {
    id: 'K1', title: 'Two cycles in flight that share a socket can stay forever.', evidence: ['observedOnLinux'],
    sources: ['Linux: net/unix/garbage.c'],
    text: 'Seen on Linux 6.18. The search for groups of sockets came with 6.10; other kernels were not tried. The smallest case has '
      + 'three sockets and four messages: 0 to 1, 1 to 2, 1 to 0 and 2 to 1, in certain orders. The kernel takes sockets for one '
      + 'group only if its search gives them the same number, which depends on the order. What it overlooks is freed by no later '
      + 'close (P9).',
  },
]);

export const LINUX_ENTRIES: readonly RuleEntry[] = [...DESCRIPTIONS, ...TRANSFER, ...EVENTS, ...SHARING, ...SYSTEM, ...KERNELS];
