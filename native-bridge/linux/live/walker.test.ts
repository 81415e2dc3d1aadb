import { expect, it } from 'vitest';
import { hiddenCount } from './walker.ts';
import { RECORD, UNTOLD } from './records.ts';
import { parseStat } from './stat.ts';

const KERNEL_THREAD = '2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 17 0 0';
const PROGRAM = '812 (a) S 1 (x)) S 1 812 812 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 3 0 99 0 0';

it.each([
  [KERNEL_THREAD, 0, true, 0], [PROGRAM, 7, true, 7], [PROGRAM, 0, true, 0],
  // Kernels before 6.2 tell no size.
  [KERNEL_THREAD, 0, false, 0], [PROGRAM, 0, false, UNTOLD],
])('of %s with size %i, sizes told: %s, %i descriptors are hidden', (stat, size, told, count) => {
  const records = new Uint32Array(RECORD.size);
  parseStat(Buffer.from(stat), stat.length, records, 0);
  expect(hiddenCount(size, records[RECORD.flags]!, told)).toBe(count);
});
