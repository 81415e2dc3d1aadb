/**
 * Copies another process's descriptor with pidfd_getfd(2) (P11). The copy is one more holder and shares the open file
 * description (P24), and closing it can be the last close: so it is fetched only with the user's consent.
 */
import { readlinkSync } from 'node:fs';
import { errorName } from '../../../app/shared/calls/errors.ts';
import { FCNTL, LEVEL, SO, STATUS_FLAGS, TCP } from '../../../app/shared/calls/constants-linux.ts';
import { CallFailed } from '../../../app/shared/external-process/types.ts';
import { errno, libc } from '../bindings.ts';
import { addressesOf } from '../inspect.ts';
import { decodeOption, OPTION_ROOM } from '../options.ts';
import { closeSocket } from '../own-socket.ts';
import { type Asked, commandName, startOf } from './ask.ts';

const [PIDFD_OPEN, PIDFD_GETFD] = [434, 438];

export interface FetchedFacts {
  descriptor: number;
  cookie: string;
  local: string | null;
  remote: string | null;
  options: { name: string; value: string }[];
  owner: { kind: 'none' } | { kind: 'process' | 'group'; id: number; name: string | null };
  nonblocking: boolean;
  asynchronous: boolean;
}

/**
 * Fetches the copy and reads the facts that only a descriptor reveals.
 * @throws CallFailed if the system refuses; Error if the process or its descriptor has changed.
 */
export function fetchCopy(asked: Asked): FetchedFacts {
  const { syscall, close } = libc();
  const pidfd = Number(syscall(PIDFD_OPEN, asked.pid, 0, 0, 0, 0));
  if (pidfd < 0) throw new CallFailed('pidfd_open', errorName('linux', errno()), errno());
  let copy = -1;
  try {
    // The pidfd pins the process: if the start time matches now, it matched when the pidfd was opened.
    if (startOf(asked.pid) !== asked.startedAt) throw new Error(`Process ${asked.pid} has ended; another one has its number now`);
    copy = Number(syscall(PIDFD_GETFD, pidfd, asked.descriptor, 0, 0, 0));
    if (copy < 0) {
      const number = errno();
      throw new CallFailed('pidfd_getfd', errorName('linux', number), number);
    }
    if (readlinkSync(`/proc/self/fd/${copy}`) !== `socket:[${asked.inode}]`) {
      throw new Error(`Descriptor ${asked.descriptor} of process ${asked.pid} stands for something else by now`);
    }
    const facts = factsOf(copy);
    copy = -1;
    return facts;
  } finally {
    if (copy >= 0) closeSocket(copy);
    close(pidfd);
  }
}

/** Closes a copy, without blocking on SO_LINGER. */
export const releaseCopy = (descriptor: number): void => closeSocket(descriptor);

function factsOf(fd: number): FetchedFacts {
  const flags = Number(libc().fcntl(fd, FCNTL.F_GETFL, 0));
  return {
    descriptor: fd, cookie: option(fd, LEVEL.SOL_SOCKET, 'SO_COOKIE', SO.SO_COOKIE) ?? '', ...addressesOf(fd), options: optionsOf(fd),
    owner: ownerOf(fd),
    nonblocking: (flags & STATUS_FLAGS.O_NONBLOCK) !== 0, asynchronous: (flags & STATUS_FLAGS.O_ASYNC) !== 0,
  };
}

function optionsOf(fd: number): { name: string; value: string }[] {
  // SO_ERROR is omitted: reading it clears it for every holder.
  const wanted = [
    ...Object.entries(SO).filter(([name]) => name !== 'SO_ERROR' && name !== 'SO_COOKIE')
      .map(([name, number]) => ({ name, number, level: LEVEL.SOL_SOCKET as number })),
    ...Object.entries(TCP).map(([name, number]) => ({ name, number, level: LEVEL.IPPROTO_TCP as number })),
  ];
  return wanted.flatMap(({ name, number, level }) => {
    const value = option(fd, level, name, number);
    return value === null ? [] : [{ name, value }];
  });
}

function option(fd: number, level: number, name: string, number: number): string | null {
  const value = Buffer.alloc(OPTION_ROOM);
  const length = Buffer.from([OPTION_ROOM, 0, 0, 0]);
  if (Number(libc().getsockopt(fd, level, number, value, length)) < 0) return null;
  if (name === 'SO_COOKIE') return String(value.readBigUInt64LE(0));
  const decoded = decodeOption(name, value, length.readUInt32LE(0));
  return typeof decoded === 'object' ? JSON.stringify(decoded) : String(decoded);
}

/** F_GETOWN: a group is returned as a negative number (P15). */
function ownerOf(fd: number): FetchedFacts['owner'] {
  const owner = Number(libc().fcntl(fd, FCNTL.F_GETOWN, 0));
  if (owner === 0) return { kind: 'none' };
  const id = Math.abs(owner);
  return { kind: owner > 0 ? 'process' : 'group', id, name: owner > 0 ? commandName(id) : null };
}
