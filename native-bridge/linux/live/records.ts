/** The data of a walk about each process: one record of shared memory, written by the thread that walked it. */
import { textOfBytes } from '../../../app/shared/base/foreign-bytes.ts';

export const RECORD = {
  pid: 0,
  /** One of STATUS. */
  status: 1,
  /** Start time in clock ticks since boot, low and high half. */
  startLow: 2,
  startHigh: 3,
  parent: 4,
  /** Inode of the network namespace; 0 if the query is not permitted. */
  namespace: 5,
  /** Open descriptors of a process that cannot be read, or UNTOLD. */
  hiddenDescriptors: 6,
  /** Digest of the schedstats of all threads, taken before the walk. */
  schedLow: 7,
  schedHigh: 8,
  /** 16 bytes of the name. */
  name: 9,
  /** Input: digest of the last capture (with `known` set), and the position of its epoll descriptors. */
  known: 13,
  lastSchedLow: 14,
  lastSchedHigh: 15,
  lastInstanceAt: 16,
  lastInstanceCount: 17,
  /** The process, if `pid` is a thread with its own descriptor table; else 0. */
  threadOf: 18,
  /** Number of threads. */
  threads: 19,
  /** Process group and session. */
  group: 20,
  session: 21,
  /** PF_ flags. */
  flags: 22,
  size: 23,
} as const;

/** Kernels before 6.2 do not tell the number of descriptors. */
export const UNTOLD = 0xffffffff;

export const STATUS = {
  /** It ended before it was read. */
  gone: 0,
  read: 1,
  hidden: 2,
  /** Its threads have not run since the last capture: its rows are reused. */
  same: 3,
  /** /proc does not open it for this user (hidepid). */
  refused: 4,
} as const;

export function nameAt(records: Uint32Array, at: number): string {
  // TextDecoder does not accept shared memory.
  const bytes = Uint8Array.from(new Uint8Array(records.buffer, records.byteOffset + 4 * (at + RECORD.name), 16));
  const end = bytes.indexOf(0);
  return textOfBytes(end < 0 ? bytes : bytes.subarray(0, end));
}

export const startTicks = (records: Uint32Array,
  at: number): number => records[at + RECORD.startLow]! + records[at + RECORD.startHigh]! * 2 ** 32;
