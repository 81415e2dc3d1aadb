/** A call that PTRACE_INTERRUPT has ended with EINTR: the program would not have seen that. */
import { AT, readRegisters, repeatCall, writeRegisters } from './registers.ts';

const MINUS_EINTR = -4n;

/** Lets the call begin again when the task runs. */
export function repairInterrupted(task: number): void {
  const registers = readRegisters(task);
  if (!registers || registers.getBigInt64(AT.rax, true) !== MINUS_EINTR || registers.getBigInt64(AT.originalRax, true) < 0n) return;
  repeatCall(registers);
  writeRegisters(task, registers);
}
