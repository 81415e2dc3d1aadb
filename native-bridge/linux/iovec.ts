/** struct iovec: the address of a buffer, and its length; readv(2). */
import { addressOf } from './bindings.ts';

/** Bytes of one structure. */
export const IOVEC = 16;

/** One structure for each part of `data`, which is cut at these places. Keep `data` until the call has returned. */
export function iovec(data: Uint8Array, ...cuts: readonly number[]): Buffer {
  const at = [0, ...cuts, data.length];
  const bytes = Buffer.alloc(IOVEC * (at.length - 1));
  const address = data.length > 0 ? addressOf(data) : 0n;
  for (const [i, from] of at.slice(0, -1).entries()) {
    bytes.writeBigUInt64LE(address + BigInt(from), IOVEC * i);
    bytes.writeBigUInt64LE(BigInt(at[i + 1]! - from), IOVEC * i + 8);
  }
  return bytes;
}
