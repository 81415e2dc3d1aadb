/** Two connected sockets of this process, of which one is for a child, and the plain calls on one; socketpair(2). */
import { libc } from './bindings.ts';

const [AF_UNIX, SOCK_STREAM, SOCK_CLOEXEC] = [1, 1, 0o2000000];
const [MSG_DONTWAIT, MSG_NOSIGNAL] = [0x40, 0x4000];

/** Neither is inherited, unless it is put among a child's standard descriptors. @throws Error when there are no more. */
export function socketPair(): { ours: number; theirs: number } {
  const pair = Buffer.alloc(8);
  if (Number(libc().socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) !== 0) throw new Error('There is no socket for another process');
  return { ours: pair.readInt32LE(0), theirs: pair.readInt32LE(4) };
}

/** How many of these bytes the socket takes at once; 0 when it has no room, or is no more. */
export const sendNow = (fd: number, bytes: Uint8Array): number => Math.max(0, Number(libc().send(fd, bytes, bytes.length, MSG_DONTWAIT | MSG_NOSIGNAL)));

/** How many bytes there were to read into `room`; 0 when there are none now, or none any more. */
export const receiveNow = (fd: number, room: Uint8Array): number => Math.max(0, Number(libc().recv(fd, room, room.length, MSG_DONTWAIT)));
