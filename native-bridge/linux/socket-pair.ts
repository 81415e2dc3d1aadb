/** Two connected sockets of this process, one of them for a child, and the direct calls on one; socketpair(2). */
import { libc } from './bindings.ts';

const [AF_UNIX, SOCK_STREAM, SOCK_CLOEXEC] = [1, 1, 0o2000000];
const [MSG_DONTWAIT, MSG_NOSIGNAL] = [0x40, 0x4000];

/** Both are close-on-exec, unless passed as a child's standard descriptor. @throws Error if the limit of descriptors is reached. */
export function socketPair(): { ours: number; theirs: number } {
  const pair = Buffer.alloc(8);
  if (Number(libc().socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) !== 0)
    throw new Error('There is no socket for another process');
  return { ours: pair.readInt32LE(0), theirs: pair.readInt32LE(4) };
}

/** How many of these bytes the socket accepts immediately; 0 if it is full or closed. */
export const sendNow = (fd: number,
  bytes: Uint8Array): number => Math.max(0, Number(libc().send(fd, bytes, bytes.length, MSG_DONTWAIT | MSG_NOSIGNAL)));

/** How many bytes were read into `room`; 0 if none are available, or the other end is closed. */
export const receiveNow = (fd: number, room: Uint8Array): number => Math.max(0, Number(libc().recv(fd, room, room.length, MSG_DONTWAIT)));
