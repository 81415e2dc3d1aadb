/** The tracer that the machine drives: each request of it is one call of ptrace. */
import { readFileSync, readlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { AUDIT_ARCH_X86_64 } from '../../../app/shared/recording/ptrace/filter.ts';
import type { CallStop, Injected, Kernel } from '../../../app/shared/recording/ptrace/kernel.ts';
import { REQUEST, placeOf, ptrace, ptraceAt, readMemory, writeMemory } from './calls.ts';
import { addressBehind } from './descriptors.ts';
import { Identities } from './identity.ts';
import { Injector } from './inject.ts';
import { refuseCall, repairInterrupted } from './repair.ts';

/** struct ptrace_syscall_info */
const INFO = { size: 88, arch: 4, call: 24, registers: 32, count: 6, result: 24, entry: 1, exit: 2, seccomp: 3 } as const;
/** Of descriptors that concern no recording, as /proc links them. */
const FILE = /^(?:\/|pipe:|anon_inode:\[(?:event|timer|signal)fd\])/;

const SIGNALS: ReadonlyMap<number, string> = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));

export class Tracer implements Kernel {
  readonly #start = performance.now();
  readonly #info = new Uint8Array(INFO.size);
  readonly #infoAt = placeOf(this.#info);
  readonly #view = new DataView(this.#info.buffer);
  readonly #registers = new BigUint64Array(this.#info.buffer, INFO.registers, INFO.count);
  readonly #identities = new Identities();
  readonly #injector: Injector;
  readonly #message = new BigUint64Array(16);

  /** Calls of programs for another architecture, such as 32-bit ones: their numbers mean something else, and they are not read. */
  foreign = 0;

  /** `filter`: for launched programs. */
  constructor(filter: Uint8Array) {
    this.#injector = new Injector(filter);
  }

  resume(task: number, signal: number): void {
    ptrace(REQUEST.SYSCALL, task, 0, signal);
  }

  run(task: number, signal: number): void {
    ptrace(REQUEST.CONT, task, 0, signal);
  }

  inject(task: number, call: Injected): boolean {
    return this.#injector.inject(task, call);
  }

  restore(task: number): void {
    this.#injector.restore(task);
  }

  listen(task: number): void {
    ptrace(REQUEST.LISTEN, task, 0, 0);
  }

  interrupt(task: number): void {
    ptrace(REQUEST.INTERRUPT, task, 0, 0);
  }

  repair(task: number): void {
    repairInterrupted(task);
  }

  detach(task: number, signal: number): void {
    ptrace(REQUEST.DETACH, task, 0, signal);
  }

  refuse(task: number, errno: number): void {
    refuseCall(task, errno);
  }

  write(task: number, address: bigint, bytes: Uint8Array): boolean {
    return writeMemory(task, address, bytes);
  }

  message(task: number): number {
    return ptrace(REQUEST.GETEVENTMSG, task, 0, new Uint8Array(this.#message.buffer)) === 0 ? Number(this.#message[0]) : task;
  }

  call(task: number): CallStop | null {
    if (ptraceAt(REQUEST.GET_SYSCALL_INFO, task, INFO.size, this.#infoAt) !== 0) return null;
    if (this.#info[0] === INFO.exit) {
      return { phase: 'exit', number: 0, registers: [], result: Number(this.#view.getBigInt64(INFO.result, true)) };
    }
    if (this.#info[0] !== INFO.entry && this.#info[0] !== INFO.seccomp) return null;
    if (this.#view.getUint32(INFO.arch, true) !== AUDIT_ARCH_X86_64) {
      this.foreign += 1;
      return null;
    }
    // A list of this form takes a tenth of the time of Array.from, while the task waits.
    const [values, registers] = [this.#registers, [] as bigint[]];
    for (let i = 0; i < INFO.count; i += 1) registers.push(values[i]!);
    return { phase: 'entry', number: this.#view.getUint32(INFO.call, true), registers, result: 0 };
  }

  memory(task: number) {
    return (address: bigint, length: number): Uint8Array | null => readMemory(task, address, length);
  }

  about(task: number, descriptor: number, internet: boolean): string | null {
    return this.#identities.of(task, descriptor, internet);
  }

  isFile(task: number, descriptor: number): boolean | null {
    try {
      return FILE.test(readlinkSync(`/proc/${task}/fd/${descriptor}`));
    } catch {
      return null;
    }
  }

  aboutAddress(task: number, descriptor: number): string | null {
    return addressBehind(task, descriptor);
  }

  process(task: number): number {
    return processOf(task) ?? task;
  }

  now(): number {
    return Math.round((performance.now() - this.#start) * 1000);
  }

  signalName(signal: number): string {
    return signalName(signal);
  }
}

/** As strace writes it. */
export const signalName = (signal: number): string =>
  SIGNALS.get(signal) ?? (signal >= 32 ? `SIGRT_${signal - 32}` : `signal ${signal}`);

/** Process of a thread; null if it has ended. */
export function processOf(task: number): number | null {
  try {
    return Number(/^Tgid:\s+(\d+)$/m.exec(readFileSync(`/proc/${task}/status`, 'latin1'))?.[1]);
  } catch {
    return null;
  }
}
