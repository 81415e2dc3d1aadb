/** Calls that are to begin again, or that are not to be made. */
import { AT, NO_CALL, readRegisters, repeatCall, writeRegisters } from './registers.ts';
import { fieldOf } from './tree.ts';

const MINUS_EINTR = -4n;

/** A call that PTRACE_INTERRUPT has ended with EINTR begins again when the task runs: the program would not have seen that. */
export function repairInterrupted(task: number): void {
  const registers = readRegisters(task);
  if (!registers || registers.getBigInt64(AT.rax, true) !== MINUS_EINTR || registers.getBigInt64(AT.originalRax, true) < 0n) return;
  if (isSignalled(task)) return;
  repeatCall(registers);
  writeRegisters(task, registers);
}

/** Whether a signal waits for which the program has a handler. */
function isSignalled(task: number): boolean {
  const [own, all, blocked, caught] = ['SigPnd', 'ShdPnd', 'SigBlk', 'SigCgt'].map((name) => BigInt(`0x${fieldOf(task, name) ?? '0'}`));
  return ((own! | all!) & ~blocked! & caught!) !== 0n;
}

/** At the entry of a call: the kernel does not make it, and the program sees this errno. */
export function refuseCall(task: number, errno: number): void {
  const registers = readRegisters(task);
  if (!registers) return;
  registers.setBigInt64(AT.originalRax, NO_CALL, true);
  registers.setBigInt64(AT.rax, BigInt(-errno), true);
  writeRegisters(task, registers);
}
