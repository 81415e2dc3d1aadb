/** Prepares the calls on descriptors themselves: duplication, flags, signal owner, identity, pidfds. */
import * as c from '../../app/shared/calls/constants-linux.ts';
import type { ResolvedArgs, Results } from '../../app/shared/calls/types.ts';
import { choiceArg, descriptorArg, flagsArg, namesOf, intArg } from './args.ts';
import { libcCall } from './bindings.ts';
import { type Preparations, newDescriptor, plain } from './prepared.ts';

/** System call numbers that differ by architecture (asm/unistd.h); newer ones are the same everywhere. */
const KCMP = process.arch === 'arm64' ? 272 : 312;
const PIDFD_OPEN = 434;
const PIDFD_GETFD = 438;
const CLOSE_RANGE = 436;
const KCMP_FILE = 0;

const FCNTL_FLAGS = { ...c.FD_FLAGS, ...c.STATUS_FLAGS };
const fd = (args: ResolvedArgs): number => descriptorArg(args, 'fd');

export const DESCRIPTOR_CALLS = {
  socketpair: (libc, args) => {
    const pair = Buffer.alloc(8);
    const type = choiceArg(args, 'type', c.TYPE) | flagsArg(args, 'flags', c.SOCKET_FLAGS);
    return plain(libc.socketpair, [choiceArg(args, 'domain', c.FAMILY), type, 0, pair],
      () => ({ descriptors: [pair.readInt32LE(0), pair.readInt32LE(4)] }));
  },
  dup: (libc, args) => plain(libc.dup, [fd(args)], newDescriptor),
  dup2: (libc, args) => plain(libc.dup2, [fd(args), descriptorArg(args, 'newfd')], newDescriptor),
  dup3: (libc, args) => plain(libc.dup3, [fd(args), descriptorArg(args, 'newfd'), flagsArg(args, 'flags', c.DUP3_FLAGS)], newDescriptor),
  fcntl: (libc,
    args) => plain(libc.fcntl, [fd(args), choiceArg(args, 'command', c.FCNTL), fcntlArgument(args)], (n) => fcntlResults(args, n)),
  close_range: (libc, args) => plain(libc.syscall,
    [CLOSE_RANGE, descriptorArg(args, 'first') >>> 0, descriptorArg(args, 'last') >>> 0, flagsArg(args, 'flags', c.CLOSE_RANGE), 0, 0]),
  ioctl: (_libc, args) => {
    const value = Buffer.alloc(4);
    value.writeInt32LE(intArg(args, 'value'), 0);
    return plain(libcCall('int ioctl(int fd, unsigned long operation, void *value)'),
      [fd(args), choiceArg(args, 'command', c.IOCTL), value]);
  },
  kcmp: (libc, args) => plain(libc.syscall, [
    KCMP, intArg(args, 'pid1'), intArg(args, 'pid2'), KCMP_FILE, descriptorArg(args, 'fd1'), descriptorArg(args, 'fd2'),
  ], (n) => ({ number: n })),
  pidfd_open: (libc, args) => plain(libc.syscall, [PIDFD_OPEN, intArg(args, 'pid'), 0, 0, 0, 0], newDescriptor),
  pidfd_getfd: (libc, args) =>
    plain(libc.syscall, [PIDFD_GETFD, descriptorArg(args, 'pidfd'),
      descriptorArg(args, 'targetfd'), intArg(args, 'flags'), 0, 0], newDescriptor),
  prctl: (_libc, args) =>
    plain(libcCall('int prctl(int option, unsigned long value, unsigned long third, unsigned long fourth, unsigned long fifth)'),
      [choiceArg(args, 'command', c.PRCTL), intArg(args, 'value'), 0, 0, 0],
      (n) => (args['command'] === 'PR_GET_DUMPABLE' ? { number: n } : {})),
} satisfies Preparations;

function fcntlArgument(args: ResolvedArgs): number {
  switch (args['command']) {
    case 'F_DUPFD': case 'F_DUPFD_CLOEXEC': return intArg(args, 'from');
    case 'F_SETOWN': return intArg(args, 'owner');
    case 'F_SETSIG': return choiceArg(args, 'signal', c.SIGNALS);
    default: return flagsArg(args, 'value', FCNTL_FLAGS);
  }
}

function fcntlResults(args: ResolvedArgs, n: number): Results {
  switch (args['command']) {
    case 'F_GETFD': return { flags: namesOf(c.FD_FLAGS, n) };
    case 'F_GETFL': return { flags: namesOf(c.STATUS_FLAGS, n) };
    case 'F_DUPFD': case 'F_DUPFD_CLOEXEC': return { descriptor: n };
    case 'F_GETOWN': return { number: n };
    // 0 means the default, which is SIGIO.
    case 'F_GETSIG': return { value: namesOfSignal(n) };
    default: return {};
  }
}

const namesOfSignal = (n: number): string | number =>
  n === 0 ? 'SIGIO' : Object.entries(c.SIGNALS).find(([, number]) => number === n)?.[0] ?? n;
