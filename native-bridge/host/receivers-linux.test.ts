import { afterEach, expect, it } from 'vitest';
import { countReceivers } from './receivers-linux.ts';

const isRoot = process.platform === 'linux' && process.geteuid?.() === 0;
const UNPRIVILEGED = 65_534;

afterEach(() => { if (isRoot) process.seteuid?.(0); });

it.runIf(process.platform === 'linux')('sockets that a process without readable descriptors can hold are still those of others', () => {
  // As after prctl with PR_SET_DUMPABLE 0, the descriptors of process 1 are readable for root only.
  if (isRoot) process.seteuid?.(UNPRIVILEGED);
  expect(countReceivers(['11', '12'], new Set(['11']), [1])).toEqual({ session: 1, others: 1, unattributed: 0, hidden: true });
  expect(countReceivers(['11'], new Set(['11']), [1])).toEqual({ session: 1, others: 0, unattributed: 0 });
});

it.runIf(process.platform === 'linux')('nothing is hidden by a process that has ended, or whose descriptors are readable', () => {
  expect(countReceivers(['11'], new Set(), [0x7fff_ffff, process.pid])).toEqual({ session: 0, others: 1, unattributed: 0 });
});
