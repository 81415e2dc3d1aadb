/** What processes have before the recording: their tasks, their sockets, and the calls in which they wait; proc(5). */
import { readFileSync } from 'node:fs';
import { AT, HEADER_BYTES, KIND } from '../../../app/shared/recording/bpf/layout.ts';
import type { RawEvent } from '../../../app/shared/recording/raw.ts';
import { descriptorsOf, socketsSeenBy } from '../ptrace/descriptors.ts';
import { childrenOf, fieldOf, networkOf, programOf, threadsOf } from '../ptrace/tree.ts';

type Found = Extract<RawEvent, { kind: 'found' }>;

/** A process and all its children. */
export function treeOf(pid: number): number[] {
  const found = [pid];
  for (const process of found) for (const thread of threadsOf(process)) found.push(...childrenOf(process, thread));
  return found;
}

/** Whether all threads of a process have ended: it is a zombie, or gone. */
export const hasEnded = (process: number): boolean => threadsOf(process).every((task) => /^[XZ]/.test(fieldOf(task, 'State') ?? 'X'));

export class Starts {
  readonly #namespaces = new Map<string, { at: bigint; sockets: ReturnType<typeof socketsSeenBy> }>();

  /**
   * The tasks of a process, its descriptors with the first one; none if it has ended. `at`: nanoseconds of CLOCK_MONOTONIC; what
   * happened before is part of it, and what happens while it is read can be: a later socket is in no table that was read before.
   */
  of(process: number): { at: bigint; tasks: Found[] } {
    const namespace = networkOf(process);
    const { at, sockets } = this.#namespaces.get(namespace) ?? { at: globalThis.process.hrtime.bigint(), sockets: socketsSeenBy(process) };
    this.#namespaces.set(namespace, { at, sockets });
    const program = programOf(process);
    return { at, tasks: threadsOf(process).toSorted((a, b) => Number(b === process) - Number(a === process)).map((task) =>
      ({ kind: 'found', task, process, program, ...(task === process ? { descriptors: descriptorsOf(process, sockets) } : {}) })) };
  }
}

/** The call in which a task waits, as its record's header; null if it runs, or has ended. `at`: nanoseconds of CLOCK_MONOTONIC. */
export function callOf(task: number, process: number, at: bigint): Buffer | null {
  const [number = '', ...registers] = syscallOf(task, process).split(' ').slice(0, 7);
  if (!/^\d+$/.test(number) || registers.length < 6) return null;
  const call = Buffer.alloc(HEADER_BYTES);
  for (const [field, value] of [['kind', KIND.unfinished], ['task', task], ['process', process], ['number', Number(number)]] as const)
    call.writeUInt32LE(value, AT[field]);
  call.writeBigUInt64LE(at, AT.entered);
  registers.forEach((register, i) => { call.writeBigUInt64LE(BigInt(register), AT.registers + 8 * i); });
  return call;
}

/** "232 0x3 0x7ffd..." */
function syscallOf(task: number, process: number): string {
  try {
    return readFileSync(`/proc/${process}/task/${task}/syscall`, 'latin1').trim();
  } catch {
    return '';
  }
}
