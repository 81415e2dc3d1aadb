/** Linux calls on descriptors themselves: duplication, flags and identity (P1 to P3, P10, P11). */
import { choice, descriptor, farDescriptor, flags, integer, optional, pid } from './args.ts';
import * as c from './constants-linux.ts';
import { defineCalls, manPage } from './define.ts';

const fd = descriptor('fd', 'The descriptor');
const newfd = descriptor('newfd', 'Number of the new descriptor; an open descriptor with that number is closed first');

export const DESCRIPTOR_CALLS = defineCalls('linux', manPage, {
  socketpair: {
    summary: 'Creates two sockets that are connected to each other.',
    prototype: 'int socketpair(int domain, int type, int protocol, int sv[2]);',
    args: [choice('domain', 'Address family: only AF_UNIX has pairs', c.FAMILY), choice('type', 'Socket type', c.TYPE),
      optional(flags('flags', 'Or-ed into type', c.SOCKET_FLAGS))],
    result: 'descriptors', verb: 'create', nonblocking: 'when made', c: 'written',
  },
  dup: {
    summary: 'Creates a second descriptor of the same description in this process.', prototype: 'int dup(int oldfd);', args: [fd],
    result: 'descriptor', verb: 'duplicate', copies: true, c: { made: 'dup({fd})' },
  },
  dup2: {
    summary: 'Like dup, with a chosen number; close-on-exec is clear.', prototype: 'int dup2(int oldfd, int newfd);', args: [fd, newfd],
    result: 'descriptor', verb: 'duplicate', copies: true, replaces: true, c: { made: 'dup2({fd}, {newfd})' },
  },
  dup3: {
    summary: 'Like dup2, but can set close-on-exec atomically; refuses equal numbers.',
    prototype: 'int dup3(int oldfd, int newfd, int flags);',
    args: [fd, newfd, optional(flags('flags', 'Flags', c.DUP3_FLAGS))],
    result: 'descriptor', verb: 'duplicate', copies: true, replaces: true, c: { made: 'dup3({fd}, {newfd}, {flags})' },
  },
  fcntl: {
    summary: 'Reads or sets descriptor flags (per descriptor), status flags and signal owner (shared), or duplicates a descriptor.',
    prototype: 'int fcntl(int fd, int op, ...);',
    args: [
      fd, choice('command', 'Operation', c.FCNTL),
      optional(flags('value', 'F_SETFD, F_SETFL: flags to set', { ...c.FD_FLAGS, ...c.STATUS_FLAGS })),
      optional(integer('from', 'F_DUPFD: the lowest allowed number', 0, 65_535)),
      optional(pid('owner', 'F_SETOWN: the process that gets the signal; 0 for none')),
      optional(choice('signal', 'F_SETSIG: which signal', c.SIGNALS)),
    ],
    result: 'flags',
    resultBy: {
      arg: 'command',
      kinds: { F_DUPFD: 'descriptor', F_DUPFD_CLOEXEC: 'descriptor', F_GETOWN: 'number', F_GETSIG: 'value', F_SETFD: 'none',
        F_SETFL: 'none', F_SETOWN: 'none', F_SETSIG: 'none' },
    },
    verb: 'blocking mode', setsInheritance: true, registers: 'sole', registersBy: 'F_SETOWN', copies: true, nonblocking: 'status flags',
    c: 'written',
  },
  ioctl: {
    summary: 'Sets one flag: O_NONBLOCK or O_ASYNC of the description (shared), or close-on-exec of the descriptor (own).',
    prototype: 'int ioctl(int fd, unsigned long op, ...);',
    args: [fd, choice('command', 'FIONBIO: O_NONBLOCK; FIOASYNC: O_ASYNC; FIOCLEX, FIONCLEX: close-on-exec', c.IOCTL),
      optional(integer('value', 'FIONBIO, FIOASYNC: 1 sets, 0 clears', 0, 1))],
    result: 'none', verb: 'blocking mode', setsInheritance: true, nonblocking: 'ioctl', c: 'written',
  },
  close_range: {
    summary: 'Closes every descriptor between two numbers, or sets close-on-exec on them. Refused where one of them belongs to the '
      + 'participant itself. Without CLOSE_RANGE_UNSHARE, which would part the threads of the participant.',
    prototype: 'int close_range(unsigned int first, unsigned int last, int flags);',
    args: [descriptor('first', 'The lowest number'), descriptor('last', 'The highest number'),
      optional(flags('flags', 'Flags', c.CLOSE_RANGE))],
    result: 'none', verb: 'close', waits: 'linger', closesRange: 'CLOSE_RANGE_CLOEXEC',
    c: { done: 'syscall(SYS_close_range, (unsigned)({first}), (unsigned)({last}), {flags})' },
  },
  kcmp: {
    summary: 'Compares two descriptors: 0 if both refer to the same description (KCMP_FILE).',
    prototype: 'int kcmp(pid_t pid1, pid_t pid2, int type, unsigned long idx1, unsigned long idx2);',
    args: [pid('pid1', 'One process'), farDescriptor('fd1', 'Its descriptor'), pid('pid2', 'The other process'),
      farDescriptor('fd2', 'Its descriptor')],
    result: 'number', verb: 'compare', number: 'order', c: 'written',
  },
  pidfd_open: {
    summary: 'Creates a descriptor that refers to a process.', prototype: 'int pidfd_open(pid_t pid, unsigned int flags);',
    args: [pid('pid', 'The process')],
    result: 'descriptor', verb: 'export', c: { made: 'syscall(SYS_pidfd_open, {pid}, 0)' },
  },
  pidfd_getfd: {
    summary: 'Copies a descriptor of another process without its cooperation; the copy has close-on-exec set (P11).',
    prototype: 'int pidfd_getfd(int pidfd, int targetfd, unsigned int flags);',
    args: [descriptor('pidfd', 'The result of pidfd_open'), farDescriptor('targetfd', 'The number in that process'),
      optional(integer('flags', 'Reserved; the kernel accepts only 0', 0, 0x7fff_ffff))],
    result: 'descriptor', verb: 'import', fetches: true, c: { made: 'syscall(SYS_pidfd_getfd, {pidfd}, {targetfd}, {flags})' },
  },
});
