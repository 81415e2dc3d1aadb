/** Loopback sockets that main creates for a user's process, and queries on any socket. */
import { readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { FAMILY, FCNTL, LEVEL, SO, SOCKET_FLAGS, STATUS_FLAGS, TYPE } from '../../app/shared/calls/constants-linux.ts';
import { errorName } from '../../app/shared/calls/errors.ts';
import { CallFailed, type SocketFacts, type Wanted } from '../../app/shared/external-process/types.ts';
import { errno, libc } from './bindings.ts';
import { addressesOf, isListening, lingers, POLL, readyNow, takeSocketError } from './inspect.ts';
import { encodeSockaddr } from './sockaddr.ts';
import { nameOf } from '../marshal/args.ts';

const LOOK_EVERY_MS = 3;
const [EINPROGRESS, ETIMEDOUT] = [115, 110];
const SO_DOMAIN = 39;
const BACKLOG = 16;

/**
 * A TCP socket as requested, blocking like any new one. Waits at most `limitMs` for a connection, without blocking a thread.
 * @throws CallFailed, with nothing left open; RangeError if the text is not an address.
 */
export async function makeSocket(want: Wanted, limitMs: number): Promise<number> {
  const address = encodeSockaddr(want.address);
  const { socket, fcntl } = libc();
  const flags = SOCKET_FLAGS.SOCK_CLOEXEC | SOCKET_FLAGS.SOCK_NONBLOCK;
  const fd = Number(socket(address.readUInt16LE(0), TYPE.SOCK_STREAM | flags, 0));
  if (fd < 0) throw failed('socket');
  try {
    if (want.kind === 'listen') startListening(fd, address);
    else await connectWithin(fd, address, limitMs);
    fcntl(fd, FCNTL.F_SETFL, Number(fcntl(fd, FCNTL.F_GETFL, 0)) & ~STATUS_FLAGS.O_NONBLOCK);
    return fd;
  } catch (error) {
    closeSocket(fd);
    throw error;
  }
}

function startListening(fd: number, address: Buffer): void {
  if (Number(libc().bind(fd, address, address.length)) < 0) throw failed('bind');
  if (Number(libc().listen(fd, BACKLOG)) < 0) throw failed('listen');
}

async function connectWithin(fd: number, address: Buffer, limitMs: number): Promise<void> {
  if (Number(libc().connect(fd, address, address.length)) >= 0) return;
  if (errno() !== EINPROGRESS) throw failed('connect');
  for (const deadline = performance.now() + limitMs; !readyNow(fd, POLL.OUT);) {
    if (performance.now() > deadline) throw failed('connect', ETIMEDOUT);
    await pause(LOOK_EVERY_MS);
  }
  const error = takeSocketError(fd);
  if (error !== 0) throw failed('connect', error);
}

/** @throws CallFailed if the number is not a socket. */
export function socketFacts(fd: number): SocketFacts {
  return {
    family: nameOf(FAMILY, option(fd, SO_DOMAIN)), type: nameOf(TYPE, option(fd, SO.SO_TYPE)), listening: isListening(fd),
    ...addressesOf(fd),
  };
}

/** The socket's inode, which /proc shows for every descriptor of it (P22). */
export const inodeOf = (fd: number): string => readlinkSync(`/proc/self/fd/${fd}`);

/** Does not block: a received socket can have SO_LINGER, and then its last close runs on another thread. */
export function closeSocket(fd: number): void {
  const { close } = libc();
  if (lingers(fd)) close.async(fd, () => {});
  else close(fd);
}

function option(fd: number, name: number): number {
  const [value, length] = [Buffer.alloc(4), Buffer.from([4, 0, 0, 0])];
  if (Number(libc().getsockopt(fd, LEVEL.SOL_SOCKET, name, value, length)) < 0) throw failed('getsockopt');
  return value.readInt32LE(0);
}

/** The failure of the preceding call; read it before anything else. */
export function failed(call: string, number = errno()): CallFailed {
  return new CallFailed(call, errorName('linux', number), number);
}
