/** Makes a call in place of one that a stopped task is about to make; later the task makes its own. Its code is not changed. */
import type { Injected } from '../../../app/shared/recording/ptrace/kernel.ts';
import { writeMemory } from './calls.ts';
import { AT, readRegisters, repeatCall, writeRegisters } from './registers.ts';

/** asm/unistd_64.h, linux/seccomp.h, linux/prctl.h */
const [NR_SECCOMP, SECCOMP_SET_MODE_FILTER, NR_PRCTL, PR_SET_NO_NEW_PRIVS] = [317n, 1n, 157n, 38n];
/** Below the stack of a program that has just begun, and of its structure sock_fprog. */
const [BELOW, PROGRAM] = [8192n, 16];
const ARGUMENTS = [AT.rdi, AT.rsi, AT.rdx, AT.r10, AT.r8, AT.r9] as const;

export class Injector {
  readonly #filter: Uint8Array;
  readonly #saved = new Map<number, DataView>();

  /** `filter`: a BPF program. */
  constructor(filter: Uint8Array) {
    this.#filter = filter;
  }

  /** At the start of a call. Returns false if the task does not let it. */
  inject(task: number, what: Injected): boolean {
    const [own, changed] = [readRegisters(task), readRegisters(task)];
    if (!own || !changed) return false;
    const call = what === 'filter' ? this.#filterCall(task, own) : [NR_PRCTL, PR_SET_NO_NEW_PRIVS, 1n, 0n, 0n, 0n, 0n];
    if (!call) return false;
    const [number, ...args] = call;
    changed.setBigUint64(AT.originalRax, number!, true);
    for (const [i, value] of args.entries()) changed.setBigUint64(ARGUMENTS[i]!, value, true);
    writeRegisters(task, changed);
    this.#saved.set(task, own);
    return true;
  }

  /** At its end. */
  restore(task: number): void {
    const own = this.#saved.get(task);
    if (!own) return;
    this.#saved.delete(task);
    repeatCall(own);
    writeRegisters(task, own);
  }

  #filterCall(task: number, registers: DataView): bigint[] | null {
    const at = (registers.getBigUint64(AT.rsp, true) - BELOW) & ~15n;
    const bytes = new Uint8Array(PROGRAM + this.#filter.length);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, this.#filter.length / 8, true);
    view.setBigUint64(8, at + BigInt(PROGRAM), true);
    bytes.set(this.#filter, PROGRAM);
    return writeMemory(task, at, bytes) ? [NR_SECCOMP, SECCOMP_SET_MODE_FILTER, 0n, at] : null;
  }
}
