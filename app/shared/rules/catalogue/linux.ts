/** The Linux rules, P1 to P27. */
import { type RuleEntry, section } from './types.ts';

const man = (...pages: string[]) => pages.map((page) => `man-pages: ${page}`);

const DESCRIPTIONS = section('Descriptors and descriptions', ['linux'], [
  {
    id: 'P1', title: 'A descriptor stands for an open description, and that for a socket.', evidence: ['O'], sources: man('open(2)', 'dup(2)', 'fcntl(2)'),
    text: 'The number and FD_CLOEXEC belong to the process; O_NONBLOCK, O_ASYNC and the owner to the description; queues and options to the socket. dup, fork, SCM_RIGHTS and pidfd_getfd share the description, and a socket has only one.',
  },
  {
    id: 'P2', title: 'O_NONBLOCK is shared, FD_CLOEXEC is not.', evidence: ['O'], sources: man('fcntl(2)'),
    text: 'Set through one descriptor, O_NONBLOCK shows through every other in every process, while close-on-exec stays with the one descriptor.',
  },
  {
    id: 'P3', title: 'kcmp, the inode and SO_COOKIE tell what is the same.', evidence: ['O'], sources: man('kcmp(2)', 'socket(7)'),
    text: 'kcmp compares the descriptions of two processes, given the right to trace them. Inode and cookie are equal for every descriptor of a socket and differ for its peer.',
  },
  {
    id: 'P10', title: 'dup and fork share the description; the copy of dup survives an exec.', evidence: ['O'], sources: man('dup(2)', 'fork(2)'),
    text: 'The result of dup has FD_CLOEXEC clear, whatever the original had. fork copies every descriptor.',
  },
]);

const TRANSFER = section('Transfer', ['linux'], [
  {
    id: 'P4', title: 'SCM_RIGHTS sends references through a unix socket.', evidence: ['D', 'O'], sources: man('unix(7)'),
    text: 'At least one byte goes along, and at most 253 descriptors a message. The receiver gets new numbers for the same descriptions. Nobody is named at the export, and nothing can be replayed.',
  },
  {
    id: 'P5', title: 'A reference in flight waits in the queue of the carrier.', evidence: ['O'],
    text: 'The sender may close at once: the socket lives on, the peer can write, and its data waits.',
  },
  {
    id: 'P6', title: 'Rights that cannot be received are dropped.', evidence: ['O'],
    text: 'When the receiving socket closes, or when the message is read with plain read or recv, the kernel lets the references go, and the peer may see the end of its stream.',
  },
  {
    id: 'P7', title: 'A control buffer that is too small drops the surplus; one of CMSG_SPACE may admit more.', evidence: ['O'],
    text: 'MSG_CTRUNC tells of dropped descriptors. CMSG_SPACE for one is 24 bytes, which on 64-bit machines has room for two; CMSG_LEN admits exactly one.',
  },
  {
    id: 'P8', title: 'Received descriptors survive an exec unless MSG_CMSG_CLOEXEC asks otherwise.', evidence: ['O'], sources: man('recvmsg(2)'),
    text: 'Without the flag, FD_CLOEXEC is clear on every one of them, whatever the sender had.',
  },
  {
    id: 'P9', title: 'Descriptors in flight are limited per user.', evidence: ['D'], sources: [...man('unix(7)'), 'Linux kernel selftests: scm_rights'],
    text: 'Past RLIMIT_NOFILE a sender without CAP_SYS_RESOURCE gets ETOOMANYREFS. Cycles of unix sockets that hold each other are collected by the kernel. On recent kernels a receiver can refuse rights with SO_PASSRIGHTS.',
  },
  {
    id: 'P11', title: 'pidfd_getfd fetches a descriptor out of another process.', evidence: ['O'], sources: man('pidfd_getfd(2)'),
    text: 'The result shares the description and has FD_CLOEXEC set. It needs the right to trace the other process: a pull, where Windows has a push.',
  },
  {
    id: 'P20', title: 'Inheritance is the default, and setting FD_CLOEXEC afterwards races.', evidence: ['D'], sources: man('socket(2)', 'accept(2)', 'fcntl(2)'),
    text: 'SOCK_CLOEXEC and accept4 set it with the creation. accept does not hand O_NONBLOCK down from the listener, in contrast to Winsock.',
  },
  {
    id: 'P21', title: 'Service managers hand sockets over by inheritance, from number 3 on.', evidence: ['D'], sources: man('sd_listen_fds(3)'),
    text: 'LISTEN_PID says for whom they are, LISTEN_FDS how many, and names may go along.',
  },
]);

const EVENTS = section('Registrations', ['linux'], [
  {
    id: 'P12', title: 'An epoll item is keyed by description and number.', evidence: ['O'], sources: man('epoll(7)', 'epoll_ctl(2)'),
    text: 'Adding the same descriptor again fails with EEXIST; adding its dup makes a second item, and both report.',
  },
  {
    id: 'P13', title: 'An epoll item outlives the descriptor it was made with.', evidence: ['O'], sources: man('epoll(7)'),
    text: 'After a close, while a dup lives, the item goes on reporting the old number, which can be neither changed nor deleted. When the number is used again, changes reach the new socket while the old item still reports. Only the last close, or a delete before the close, ends it.',
  },
  {
    id: 'P14', title: 'Registrations do not cancel one another.', evidence: ['D'], sources: man('epoll(7)'),
    text: 'Any number of epoll instances and polls may watch one description, in contrast to the one slot of Winsock.',
  },
  {
    id: 'P15', title: 'The owner for SIGIO belongs to the description: the last F_SETOWN wins.', evidence: ['O'], sources: man('fcntl(2)'),
    text: 'Owner, signal and O_ASYNC set through one descriptor show through all. A later F_SETOWN of another process takes the signal away from the first.',
  },
  {
    id: 'P22', title: 'fdinfo of an epoll descriptor lists its items, to be joined by inode.', evidence: ['O'], sources: man('proc_pid_fdinfo(5)'),
    text: 'Each line has the number, the events and the inode. After a number was used again two lines carry it with different inodes, and an inherited instance lists numbers of the parent.',
  },
  {
    id: 'P23', title: 'A registration survives while the socket is only in flight.', evidence: ['O'],
    text: 'fdinfo of the receiving socket counts the descriptors that wait in its queue, without naming them.',
  },
  {
    id: 'P24', title: 'A fetched copy changes the owner of the original.', evidence: ['O'],
    text: 'F_SETOWN and O_ASYNC through the result of pidfd_getfd act on the shared description. F_GETOWN shows the owner, fdinfo does not.',
  },
]);

const SHARING = section('What is shared', ['linux'], [
  {
    id: 'P16', title: 'The socket closes with its last reference.', evidence: ['O'], sources: man('close(2)'),
    text: 'Until then the peer waits. A forgotten copy of a listener keeps the port: connections are made, nobody accepts them, and binding anew fails with EADDRINUSE.',
  },
  {
    id: 'P17', title: 'shutdown through any descriptor acts for all.', evidence: ['O'], sources: man('shutdown(2)'),
    text: 'The peer sees the end of the stream, and a send through another descriptor fails with EPIPE.',
  },
  {
    id: 'P18', title: 'Linger is shared and takes effect at the last close.', evidence: ['O'], sources: man('socket(7)'),
    text: 'With {1, 0} the close of one of several descriptors does nothing, and the last one resets the connection.',
  },
  {
    id: 'P19', title: 'There is one receive queue.', evidence: ['O'],
    text: 'Bytes go to whoever reads first, wherever the split falls. Sockets that share a port by SO_REUSEPORT are different sockets and share nothing.',
  },
  {
    id: 'P27', title: 'A call that waits holds the socket, even after its descriptor was closed.', evidence: ['O'],
    text: 'The recv of another thread goes on, keeps the socket open and takes the next bytes. On Windows a close ends it.',
  },
]);

const SYSTEM = section('Rights and layout', ['linux'], [
  {
    id: 'P25', title: 'What one may see depends on whose process it is.', evidence: ['O'], sources: man('ptrace(2)', 'proc(5)'),
    text: 'Descriptors, fdinfo, kcmp and pidfd_getfd work on own dumpable processes and give EACCES or EPERM on those of others. Counts, schedstat and the socket dump of the own network namespace can always be read.',
    notRunnable: 'It takes processes of two users, and scenarios run as one.',
  },
  {
    id: 'P26', title: 'msghdr has 56 bytes and cmsghdr 16 on 64-bit machines.', evidence: ['O'], sources: man('recvmsg(2)', 'cmsg(3)'),
    text: 'Control data is aligned to 8. The flags that come back also carry MSG_CMSG_CLOEXEC, which says nothing about the message.',
  },
]);

export const LINUX_ENTRIES: readonly RuleEntry[] = [...DESCRIPTIONS, ...TRANSFER, ...EVENTS, ...SHARING, ...SYSTEM];
