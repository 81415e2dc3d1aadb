/** The data of a walk about each process: one record of shared memory, written by the thread that walked it. */
import { readFileSync, readlinkSync } from 'node:fs';
import { attempt } from '../../../app/shared/base/attempt.ts';
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

/** Names that runtimes give to their main thread: Node 24, and later versions. */
const MAIN_THREADS: ReadonlySet<string> = new Set(['MainThread', 'node-MainThread']);

/**
 * Name of a process. The kernel names it after its main thread; where a runtime has given that one a name that says nothing, it is
 * the executable's, or that of its first argument for a user who cannot read the former.
 * @param name from /proc/PID/comm or the like, as foreign text.
 */
export function processName(pid: number, name: string): string {
  if (!MAIN_THREADS.has(name)) return name;
  const path = attempt(() => readlinkSync(`/proc/${pid}/exe`, 'buffer'), null)
    ?? attempt(() => readFileSync(`/proc/${pid}/cmdline`), Buffer.alloc(0));
  const [program = ''] = textOfBytes(path).split('\0');
  return program.replace(/ \(deleted\)$/, '').replace(/^.*\//s, '') || name;
}
