/** Two connected sockets of this process, of which one is for a child; socketpair(2). */
import { libc } from './bindings.ts';

const [AF_UNIX, SOCK_STREAM, SOCK_CLOEXEC] = [1, 1, 0o2000000];

/** Neither is inherited, unless it is put among a child's standard descriptors. @throws Error when there are no more. */
export function socketPair(): { ours: number; theirs: number } {
  const pair = Buffer.alloc(8);
  if (Number(libc().socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) !== 0) throw new Error('There is no socket for another process');
  return { ours: pair.readInt32LE(0), theirs: pair.readInt32LE(4) };
}
