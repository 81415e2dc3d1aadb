import { winsock } from './bindings.ts';

const SYNCHRONIZE = 0x0010_0000;

/**
 * Opens a process, so that its id is not given to another one before `release`, whenever it ends. To be called while
 * something else still keeps the id: its parent, or the handle that CreateProcessW gave.
 * @throws Error when it cannot be opened.
 */
export function holdProcess(pid: number): { release(): void } {
  const { kernel } = winsock();
  const opened = kernel.OpenProcess(SYNCHRONIZE, false, pid);
  if (BigInt(opened) === 0n) throw new Error(`Process ${pid} cannot be opened (error ${kernel.GetLastError()}): start the session again`);
  return { release: () => { kernel.CloseHandle(opened); } };
}
