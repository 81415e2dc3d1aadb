/** What all calls that send or receive bytes share. */
import * as c from '../../app/shared/calls/constants-linux.ts';
import type { ResolvedArgs } from '../../app/shared/calls/types.ts';
import { flagsArg } from './args.ts';
import { isStream } from './inspect.ts';

/** Always MSG_NOSIGNAL: without it, EPIPE comes with a SIGPIPE, which ends the process. */
export const sendFlags = (args: ResolvedArgs, addFlags: number): number => flagsArg(args, 'flags', c.MSG) | c.MSG.MSG_NOSIGNAL | addFlags;

/**
 * 0 means "ended" only on streams: a datagram can be empty, and so can the caller's buffer. The type is read before
 * the call: while the call blocks, its number can be closed and reused for another socket.
 */
export function endSeen(number: number, room: Uint8Array): (n: number) => boolean {
  const stream = isStream(number);
  return (n) => n === 0 && room.length > 0 && stream;
}
