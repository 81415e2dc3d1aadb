/** select and pselect, made ready. */
import type { ResolvedArgs, Results } from '../../app/shared/calls/types.ts';
import { descriptorsArg, intArg } from './args.ts';
import { libcCall, type NativeCall } from './bindings.ts';
import { type Preparations, type PreparedCall, plain } from './prepared.ts';
import { timespec, timeval } from './time.ts';

const SETS = ['read', 'write', 'except'] as const;
/** The sets are as long as they must be, and not the 1024 bits of the header. The kernel gives no process more descriptors by default. */
const MOST = 0x10_0000;

export const READY = {
  select: (_libc,
    args) => ask(libcCall('int select(int count, void *read, void *write, void *except, void *timeout)'), args,
      [timeval(intArg(args, 'timeout'))]),
  pselect6: (_libc, args) => ask(libcCall('int pselect(int count, void *read, void *write, void *except, void *timeout, void *mask)'), args,
    [timespec(intArg(args, 'timeout')), null]),
} satisfies Preparations;

function ask(native: NativeCall, args: ResolvedArgs, rest: readonly unknown[]): PreparedCall {
  const asked = SETS.map((name) =>
    ({ name, numbers: [...new Set(descriptorsArg(args, name))].filter((number) => number >= 0 && number < MOST) }));
  const count = Math.max(-1, ...asked.flatMap(({ numbers }) => numbers)) + 1;
  const sets = asked.map(({ name, numbers }) => ({ name, numbers, bits: bitsOf(numbers, count) }));
  return plain(native, [count, ...sets.map(({ numbers, bits }) => (numbers.length > 0 ? bits : null)), ...rest], (n): Results => {
    const ready = new Map<number, string[]>();
    for (const { name, numbers, bits } of sets)
      for (const fd of numbers) if (isIn(bits, fd)) ready.set(fd, [...(ready.get(fd) ?? []), name]);
    return { number: n, ready: [...ready].map(([fd, events]) => ({ fd, events })) };
  });
}

/** fd_set: one bit a number, in longs; on little-endian machines that is the order of bytes. */
function bitsOf(numbers: readonly number[], count: number): Buffer {
  const bits = Buffer.alloc(8 * Math.ceil(Math.max(1, count) / 64));
  for (const number of numbers) bits[number >> 3]! |= 1 << (number & 7);
  return bits;
}

const isIn = (bits: Buffer, number: number): boolean => (bits[number >> 3]! & (1 << (number & 7))) !== 0;
