/** Shortens the control buffer of a recvmsg that is about to be made, and restores its length if the call does not set it. */
import type { CallChanger } from './calls-in.ts';
import { viewAt } from './memory.ts';

/** Offset and size of msg_controllen in struct msghdr; cmsghdr before the descriptors, and bytes per descriptor. */
const [LENGTH_AT, LENGTH_SIZE, HEADER, EACH] = [40n, 8, 16, 4];

export interface Cut { at: bigint; before: bigint }

/** `message`: address of the msghdr. Returns what restores it; null if the buffer is not longer than that, or cannot be written. */
export function cutControl(kernel: CallChanger, task: number, message: bigint, descriptors: number): Cut | null {
  const at = message + LENGTH_AT;
  const before = viewAt(kernel.memory(task), at, LENGTH_SIZE)?.getBigUint64(0, true) ?? 0n;
  const length = BigInt(descriptors === 0 ? 0 : HEADER + EACH * descriptors);
  return before > length && setLength(kernel, task, at, length) ? { at, before } : null;
}

export function restoreControl(kernel: CallChanger, task: number, { at, before }: Cut): void {
  setLength(kernel, task, at, before);
}

function setLength(kernel: CallChanger, task: number, at: bigint, length: bigint): boolean {
  const bytes = new Uint8Array(LENGTH_SIZE);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  return kernel.write(task, at, bytes);
}
