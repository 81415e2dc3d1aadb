/** Linux calls on descriptors themselves: making more of them, their flags, and telling them apart (P1 to P3, P10, P11). */
import { choice, descriptor, farDescriptor, flags, integer, optional, pid } from './args.ts';
import * as c from './constants-linux.ts';
import { call, fd } from './linux-call.ts';
import type { CallSpec } from './types.ts';

const newfd = descriptor('newfd', 'The number it is to have; what stands there is closed first');

const fcntl: CallSpec = {
  ...call('fcntl', 'Descriptor flags (own), status flags and signal owner (shared), and one more way to duplicate.', 'int fcntl(int fd, int op, ...);',
    [
      fd, choice('command', 'Operation', c.FCNTL),
      optional(flags('value', 'F_SETFD, F_SETFL: flags to set', { ...c.FD_FLAGS, ...c.STATUS_FLAGS })),
      optional(integer('from', 'F_DUPFD: the lowest number it may have', 0, 65_535)),
      optional(pid('owner', 'F_SETOWN: who gets the signal; 0 for nobody')),
      optional(choice('signal', 'F_SETSIG: which signal', c.SIGNALS)),
    ], 'flags'),
  resultBy: {
    arg: 'command',
    kinds: { F_DUPFD: 'descriptor', F_DUPFD_CLOEXEC: 'descriptor', F_GETOWN: 'number', F_GETSIG: 'value', F_SETFD: 'none', F_SETFL: 'none', F_SETOWN: 'none', F_SETSIG: 'none' },
  },
};

export const DESCRIPTOR_CALLS: readonly CallSpec[] = [
  call('socketpair', 'Makes two sockets that are connected to each other.', 'int socketpair(int domain, int type, int protocol, int sv[2]);',
    [choice('domain', 'Address family: only AF_UNIX has pairs', c.FAMILY), choice('type', 'Socket type', c.TYPE),
      optional(flags('flags', 'Or-ed into type', c.SOCKET_FLAGS))], 'descriptors'),
  call('dup', 'A second descriptor of the same description, in this process.', 'int dup(int oldfd);', [fd], 'descriptor'),
  call('dup2', 'The same under a chosen number; close-on-exec is clear on it.', 'int dup2(int oldfd, int newfd);', [fd, newfd], 'descriptor'),
  call('dup3', 'The same, and close-on-exec can be set at once; refuses equal numbers.', 'int dup3(int oldfd, int newfd, int flags);',
    [fd, newfd, optional(flags('flags', 'Flags', c.DUP3_FLAGS))], 'descriptor'),
  fcntl,
  call('kcmp', 'Whether two descriptors stand for the same description: 0 if they do (KCMP_FILE).',
    'int kcmp(pid_t pid1, pid_t pid2, int type, unsigned long idx1, unsigned long idx2);',
    [pid('pid1', 'One process'), farDescriptor('fd1', 'Its descriptor'), pid('pid2', 'The other process'), farDescriptor('fd2', 'Its descriptor')], 'number'),
  call('pidfd_open', 'A descriptor that stands for a process.', 'int pidfd_open(pid_t pid, unsigned int flags);',
    [pid('pid', 'The process')], 'descriptor'),
  call('pidfd_getfd', 'Fetches a copy of a descriptor of another process, without its help; close-on-exec is set on it (P11).',
    'int pidfd_getfd(int pidfd, int targetfd, unsigned int flags);',
    [descriptor('pidfd', 'What pidfd_open gave'), farDescriptor('targetfd', 'The number in that process')], 'descriptor'),
];
