import { winsock } from './bindings.ts';

const SYNCHRONIZE = 0x0010_0000;

/**
 * Opens a process, so that its id is not reused before `release`, even after it ends. Call it while its parent or
 * the handle from CreateProcessW still prevents reuse of the id.
 * @throws Error if it cannot be opened.
 */
export function holdProcess(pid: number): { release(): void } {
  const { kernel } = winsock();
  const opened = kernel.OpenProcess(SYNCHRONIZE, false, pid);
  if (BigInt(opened) === 0n) throw new Error(`Process ${pid} cannot be opened (error ${kernel.GetLastError()}): start the session again`);
  return { release: () => { kernel.CloseHandle(opened); } };
}
