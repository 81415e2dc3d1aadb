/** Registers of x86-64, for a call that PTRACE_INTERRUPT has ended with EINTR: the program would not have seen that. */
import { REQUEST, ptrace } from './calls.ts';

/** struct user_regs_struct (asm/user_64.h); the instruction of a call has two bytes. */
const REGISTERS = { size: 216, rax: 80, originalRax: 120, rip: 128, callInstruction: 2n } as const;
const MINUS_EINTR = -4n;

/** Lets the call begin again when the task runs. */
export function repairInterrupted(task: number): void {
  const bytes = new Uint8Array(REGISTERS.size);
  if (ptrace(REQUEST.GETREGS, task, 0, bytes) !== 0) return;
  const view = new DataView(bytes.buffer);
  const call = view.getBigInt64(REGISTERS.originalRax, true);
  if (view.getBigInt64(REGISTERS.rax, true) !== MINUS_EINTR || call < 0n) return;
  view.setBigUint64(REGISTERS.rip, view.getBigUint64(REGISTERS.rip, true) - REGISTERS.callInstruction, true);
  view.setBigInt64(REGISTERS.rax, call, true);
  view.setBigInt64(REGISTERS.originalRax, -1n, true);
  ptrace(REQUEST.SETREGS, task, 0, bytes);
}
