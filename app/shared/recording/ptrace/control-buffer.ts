/** The control buffer of a recvmsg: its length before the call sets it. Shortens it, and restores it if the call does not set it. */
import type { RawValue } from '../raw.ts';
import type { CallChanger } from './calls-in.ts';
import { type Memory, numeric, recordOf, viewAt } from './memory.ts';

/** Offset and size of msg_controllen in struct msghdr; cmsghdr before the descriptors, and bytes per descriptor. */
export const LENGTH_AT = 40n;
const [LENGTH_SIZE, HEADER, EACH] = [8, 16, 4];

export interface Cut { at: bigint; before: bigint; length: bigint }

/** Length of the control buffer that the msghdr at `message` names; null if it cannot be read. */
export const controlLengthAt = (memory: Memory, message: bigint): bigint | null =>
  viewAt(memory, message + LENGTH_AT, LENGTH_SIZE)?.getBigUint64(0, true) ?? null;

/** Arguments of a recvmsg with the length that its control buffer had before it. */
export const withControlLength = (args: readonly RawValue[], before: bigint): RawValue[] => args.map((value, i) => {
  if (i !== 1 || value.kind !== 'record') return value;
  const was = numeric(Number(before));
  const length: RawValue = { kind: 'changed', before: was, after: value.fields['msg_controllen'] ?? was };
  return recordOf({ ...value.fields, msg_controllen: length });
});

/** `message`: address of the msghdr. Returns what restores it; null if the buffer is not longer than that, or cannot be written. */
export function cutControl(kernel: CallChanger, task: number, message: bigint, descriptors: number): Cut | null {
  const at = message + LENGTH_AT;
  const before = controlLengthAt(kernel.memory(task), message) ?? 0n;
  const length = BigInt(descriptors === 0 ? 0 : HEADER + EACH * descriptors);
  return before > length && setLength(kernel, task, at, length) ? { at, before, length } : null;
}

export function restoreControl(kernel: CallChanger, task: number, { at, before }: Cut): void {
  setLength(kernel, task, at, before);
}

function setLength(kernel: CallChanger, task: number, at: bigint, length: bigint): boolean {
  const bytes = new Uint8Array(LENGTH_SIZE);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  return kernel.write(task, at, bytes);
}
