/** select and WSAPoll. */
import * as c from '../../app/shared/calls/constants-winsock.ts';
import type { ResolvedArgs, Results } from '../../app/shared/calls/types.ts';
import { dwordArg, flagsArg, intArg } from './args.ts';
import { handleBits } from '../marshal/c-types.ts';
import { plain, type Preparations } from './prepared.ts';

/** fd_set: u_int fd_count, then SOCKET fd_array[64] at 8. */
const FD_SETSIZE = 64;
const FD_SET_BYTES = 8 + 8 * FD_SETSIZE;
const POLLFD_BYTES = 16;

export const READY = {
  select: ({ ws2 }, args) => {
    const sets = (['read', 'write', 'except'] as const).map((name) => ({ name, asked: socketsOf(args, name) }))
      .map((s) => ({ ...s, bytes: fdSet(s.asked) }));
    const timeout = Buffer.alloc(8);
    const ms = dwordArg(args, 'timeout');
    timeout.writeInt32LE(Math.floor(ms / 1000), 0);
    timeout.writeInt32LE((ms % 1000) * 1000, 4);
    // An empty set is passed as null: Winsock refuses three empty sets, and that refusal must show.
    return plain(ws2.select, [0, ...sets.map(({ asked, bytes }) => (asked.length > 0 ? bytes : null)), timeout], (returned): Results => ({
      number: Number(returned),
      ready: merged(sets.flatMap(({ name, asked, bytes }) => asked.filter((fd) => isIn(bytes, fd)).map((fd) => ({ fd, event: name })))),
    }));
  },
  WSAPoll: ({ ws2 }, args) => {
    const asked = socketsOf(args, 'fds');
    const polled = Buffer.alloc(Math.max(1, asked.length) * POLLFD_BYTES);
    asked.forEach((fd, i) => {
      polled.writeBigUInt64LE(handleBits(fd), i * POLLFD_BYTES);
      polled.writeInt16LE(flagsArg(args, 'events', c.POLL), i * POLLFD_BYTES + 8);
    });
    return plain(ws2.WSAPoll, [polled, asked.length, intArg(args, 'timeout')], (returned): Results => ({
      number: Number(returned),
      ready: merged(asked.flatMap((fd, i) => Object.entries(c.POLL_RESULTS)
        .filter(([, bit]) => (polled.readInt16LE(i * POLLFD_BYTES + 10) & bit) !== 0).map(([event]) => ({ fd, event })))),
    }));
  },
} satisfies Preparations;

function socketsOf(args: ResolvedArgs, name: string): number[] {
  const value = args[name];
  return Array.isArray(value) ? value.map(Number).slice(0, FD_SETSIZE) : [];
}

function fdSet(sockets: readonly number[]): Buffer {
  const bytes = Buffer.alloc(FD_SET_BYTES);
  bytes.writeUInt32LE(sockets.length, 0);
  sockets.forEach((socket, i) => bytes.writeBigUInt64LE(handleBits(socket), 8 + 8 * i));
  return bytes;
}

const isIn = (set: Buffer, socket: number): boolean =>
  Array.from({ length: set.readUInt32LE(0) }, (_, i) => Number(set.readBigUInt64LE(8 + 8 * i))).includes(socket);

/** One entry per descriptor, in the order of the arguments. */
function merged(found: readonly { fd: number; event: string }[]): { fd: number; events: string[] }[] {
  const byFd = new Map<number, string[]>();
  for (const { fd, event } of found) byFd.set(fd, [...(byFd.get(fd) ?? []), event]);
  return [...byFd].map(([fd, events]) => ({ fd, events }));
}
