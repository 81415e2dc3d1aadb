/** Registers of a stopped task on x86-64: struct user_regs_struct (asm/user_64.h). */
import { REQUEST, ptrace } from './calls.ts';

export const AT = { r10: 56, r9: 64, r8: 72, rax: 80, rdx: 96, rsi: 104, rdi: 112, originalRax: 120, rip: 128, rsp: 152 } as const;
const SIZE = 216;
/** In place of a call's number: no call. */
export const NO_CALL = -1n;
/** Bytes of the instruction that makes a call. */
const CALL_INSTRUCTION = 2n;

/** null if the task has ended. */
export function readRegisters(task: number): DataView | null {
  const bytes = new Uint8Array(SIZE);
  return ptrace(REQUEST.GETREGS, task, 0, bytes) === 0 ? new DataView(bytes.buffer) : null;
}

export const writeRegisters = (task: number, registers: DataView): void => {
  ptrace(REQUEST.SETREGS, task, 0, new Uint8Array(registers.buffer));
};

/** Behind the instruction of a call: the task makes that call again. */
export function repeatCall(registers: DataView): void {
  const call = registers.getBigInt64(AT.originalRax, true);
  registers.setBigUint64(AT.rip, registers.getBigUint64(AT.rip, true) - CALL_INSTRUCTION, true);
  registers.setBigInt64(AT.rax, call, true);
  // No call that a signal could start again.
  registers.setBigInt64(AT.originalRax, NO_CALL, true);
}
