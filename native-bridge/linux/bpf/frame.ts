/** What the programs have in common: stack, maps, helpers, and who is recorded. */
import { HEADER_BYTES, KIND, AT } from '../../../app/shared/recording/bpf/layout.ts';
import type { Assembler } from '../live/bpf/assembler.ts';
import type { Btf } from '../live/bpf/btf.ts';

/** linux/bpf.h */
export const HELPER = { lookup: 1, update: 2, delete: 3, time: 5, pidTgid: 14, readUser: 112, readKernel: 113, readUserText: 114,
  readKernelText: 115, output: 130, currentTask: 158 } as const;

/** Register of the frame, and offsets from it. */
export const FRAME = 10;
export const STACK = { key: -8, descriptor: -16, file: -24, fileFields: -56, inode: -128, value: -128 - HEADER_BYTES } as const;

/** In `counters`. `foreign`: calls of 32-bit programs. */
export const COUNTER = { lost: 0, foreign: 1, openFull: 2, treeFull: 3 } as const;
/** In `tree`: the process is recorded, or only its children are. */
export const MEMBER = { recorded: 1, parent: 2 } as const;
export const MOST_NUMBER = 512;

/** Descriptors of the maps. */
export interface Maps { flags: number; tree: number; open: number; scratch: number; counters: number; ring: number }

export interface Setting {
  btf: Btf;
  maps: Maps;
  /** Processes that are left out of a recording of the whole machine; null records those of `tree`. */
  except: readonly number[] | null;
  /** Addresses of the kernel's operations of epoll instances and pidfds. */
  operations: readonly bigint[];
}

/** Names in the kernel's BTF that the programs need. */
export const NAMES = ['file', 'inode', 'socket', 'sock', 'unix_sock', 'socket_alloc', 'pt_regs', 'task_struct', 'thread_info',
  'signal_struct', 'linux_binprm', 'files_struct', 'fdtable', 'btf_trace_sys_enter', 'btf_trace_sys_exit', 'btf_trace_task_newtask',
  'btf_trace_sched_process_exec', 'btf_trace_sched_process_exit'] as const;

/** r1 = the map, r2 = address of the key on the stack. */
const keyed = (a: Assembler, map: number): Assembler => a.map(1, map).move(2, FRAME).number('add', 2, STACK.key);

/** r0 = address of the value under the key on the stack, or 0. */
export const lookup = (a: Assembler, map: number): Assembler => keyed(a, map).call(HELPER.lookup);

/** The same under a number. */
export const lookupAt = (a: Assembler, map: number, key: number): Assembler => lookup(a.storeNumber(4, FRAME, STACK.key, key), map);

/** Sets the value under the key on the stack to the one at r3. r0 = 0 if there was room. */
export const updateFromR3 = (a: Assembler, map: number): Assembler => keyed(a, map).moveNumber(4, 0).call(HELPER.update);

/** The same with the value on the stack. */
export const update = (a: Assembler, map: number): Assembler =>
  keyed(a, map).move(3, FRAME).number('add', 3, STACK.value).moveNumber(4, 0).call(HELPER.update);

/** Removes the value under the key on the stack. */
export const remove = (a: Assembler, map: number): Assembler => keyed(a, map).call(HELPER.delete);

/** Sets the bytes of `base` from offset `from` up to `to` to 0. */
export function clear(a: Assembler, base: number, from: number, to: number): void {
  for (let at = from; at < to; at += 8) a.storeNumber(8, base, at, 0);
}

/** `to` = the process of r8. */
export const processOf8 = (a: Assembler, to = 1): Assembler => a.move(to, 8).number('rsh', to, 32);

/** Ids of r8, to the record at `base`. */
export const storeIds = (a: Assembler, base: number): Assembler =>
  processOf8(a.store(4, base, AT.task, 8)).store(4, base, AT.process, 1);

/** r0 = room for a record of this processor. Jumps to `end` without it. */
export const scratch = (a: Assembler, { maps }: Setting): Assembler => lookupAt(a, maps.scratch, 0).jump('eq', 0, 0, 'end');

export function count(a: Assembler, maps: Maps, counter: number): void {
  const done = `counted ${counter} ${a.length}`;
  lookupAt(a, maps.counters, counter).jump('eq', 0, 0, done).moveNumber(1, 1).addTo(0, 0, 1).label(done);
}

/** Jumps to `others` if the process of r8 (its id in the upper half) is not recorded. */
export function onlyRecorded(a: Assembler, { maps, except }: Setting, others: string): void {
  processOf8(a);
  if (except) {
    for (const id of except) a.jump('eq', 1, id, others);
    return;
  }
  a.store(4, FRAME, STACK.key, 1);
  lookup(a, maps.tree).jump('eq', 0, 0, others).load(4, 1, 0, 0).jump('ne', 1, MEMBER.recorded, others);
}

/** r0 = the open call of the thread of r8 (its id in the lower half), or 0. */
export const openCall = (a: Assembler, maps: Maps): Assembler => lookup(a.store(4, FRAME, STACK.key, 8), maps.open);

/** Copies an open call from r9 to a record at `to`. */
export function copyHeader(a: Assembler, to: number): void {
  for (let at = 0; at < HEADER_BYTES; at += 8) a.load(8, 1, 9, at).store(8, to, at, 1);
}

/** Kind, ids of r8 and times of the record at r6, whose other fields are 0. */
export function begin(a: Assembler, kind: keyof typeof KIND): void {
  clear(a, 6, 0, HEADER_BYTES);
  storeIds(a.storeNumber(4, 6, AT.kind, KIND[kind]), 6).call(HELPER.time).store(8, 6, AT.entered, 0).store(8, 6, AT.left, 0);
}

/** Writes the first r3 bytes of the record at r6. */
export function output(a: Assembler, maps: Maps): void {
  const done = `written ${a.length}`;
  a.map(1, maps.ring).move(2, 6).moveNumber(4, NO_WAKEUP).call(HELPER.output).jump('eq', 0, 0, done);
  count(a, maps, COUNTER.lost);
  a.label(done);
}

/** The reader has a timer. */
const NO_WAKEUP = 1;
