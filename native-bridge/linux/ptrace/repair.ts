/** Registers of x86-64, for a call that is to begin again, or that is not to be made. */
import { REQUEST, ptrace } from './calls.ts';

/** struct user_regs_struct (asm/user_64.h); the instruction of a call has two bytes. */
const REGISTERS = { size: 216, rax: 80, originalRax: 120, rip: 128, callInstruction: 2n } as const;
const MINUS_EINTR = -4n;
/** In place of a call's number: no call. */
const NO_CALL = -1n;

/** A call that PTRACE_INTERRUPT has ended with EINTR begins again when the task runs: the program would not have seen that. */
export function repairInterrupted(task: number): void {
  change(task, (view) => {
    const call = view.getBigInt64(REGISTERS.originalRax, true);
    if (view.getBigInt64(REGISTERS.rax, true) !== MINUS_EINTR || call < 0n) return false;
    view.setBigUint64(REGISTERS.rip, view.getBigUint64(REGISTERS.rip, true) - REGISTERS.callInstruction, true);
    view.setBigInt64(REGISTERS.rax, call, true);
    view.setBigInt64(REGISTERS.originalRax, NO_CALL, true);
    return true;
  });
}

/** At the entry of a call: the kernel does not make it, and the program sees this errno. */
export function refuseCall(task: number, errno: number): void {
  change(task, (view) => {
    view.setBigInt64(REGISTERS.originalRax, NO_CALL, true);
    view.setBigInt64(REGISTERS.rax, BigInt(-errno), true);
    return true;
  });
}

/** `edit` returns whether the registers are to be written. */
function change(task: number, edit: (registers: DataView) => boolean): void {
  const bytes = new Uint8Array(REGISTERS.size);
  if (ptrace(REQUEST.GETREGS, task, 0, bytes) === 0 && edit(new DataView(bytes.buffer))) ptrace(REQUEST.SETREGS, task, 0, bytes);
}
