/** Values of socket options as bytes; socket(7), tcp(7). */
import { LINUX_TIMEOUTS } from '../../app/shared/calls/c-types.ts';
import { SO, TCP, TYPE } from '../../app/shared/calls/constants-linux.ts';
import type { ResolvedValue, Results } from '../../app/shared/calls/types.ts';
import { int, milliseconds } from '../marshal/c-types.ts';

/** All option names of the catalogue with their numbers. */
export const OPTIONS: Readonly<Record<string, number>> = { ...SO, ...TCP };

/** Buffer size for any option value here: struct timeval is the longest. */
export const OPTION_ROOM = 16;

/**
 * The bytes for setsockopt: int (4), struct linger (8) for an {onoff, linger} pair, struct timeval (16)
 * for the timeouts, which are given in milliseconds. The system checks whether they fit the option.
 * @throws RangeError for numbers that do not fit these types.
 */
export function encodeOption(name: string, value: ResolvedValue | undefined): Buffer {
  if (typeof value === 'object' && value !== null && 'onoff' in value) {
    const linger = Buffer.alloc(8);
    linger.writeInt32LE(int(value.onoff), 0);
    linger.writeInt32LE(int(value.linger), 4);
    return linger;
  }
  const number = Number(value ?? 0);
  if (LINUX_TIMEOUTS.has(name)) {
    const time = Buffer.alloc(16);
    time.writeBigInt64LE(BigInt(Math.trunc(milliseconds(number) / 1000)), 0);
    time.writeBigInt64LE(BigInt((number % 1000) * 1000), 8);
    return time;
  }
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(int(number), 0);
  return bytes;
}

/** Decodes a value from getsockopt: a name for SO_TYPE, {onoff, linger} for SO_LINGER, milliseconds for the timeouts, else a number. */
export function decodeOption(name: string, bytes: Buffer, length: number): NonNullable<Results['value']> {
  if (name === 'SO_LINGER' && length >= 8) return { onoff: bytes.readInt32LE(0), linger: bytes.readInt32LE(4) };
  if (LINUX_TIMEOUTS.has(name) && length >= 16) {
    return Number(bytes.readBigInt64LE(0)) * 1000 + Math.round(Number(bytes.readBigInt64LE(8)) / 1000);
  }
  const number = length >= 4 ? bytes.readInt32LE(0) : bytes.readUInt8(0);
  // 64 bits, of which JSON's numbers hold 53; kernels count up from 1.
  if (name === 'SO_COOKIE' && length >= 8) return Number(bytes.readBigUInt64LE(0));
  if (name !== 'SO_TYPE') return number;
  return Object.entries(TYPE).find(([, type]) => type === number)?.[0] ?? number;
}
