/** Numbers and texts in the memory of a traced program, as raw values. Little-endian, as every Linux on x86-64 and arm64 is. */
import type { RawValue } from '../raw.ts';

/**
 * Reads memory of a task; null if it cannot be read. A source that keeps pieces of it can return fewer bytes than asked for. Addresses
 * and lengths come from the program.
 */
export type Memory = (address: bigint, length: number) => Uint8Array | null;

/** Bytes per read at most, for any length that a program names. */
export const MOST_BYTES = 1 << 16;

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A view of memory; null for no address, and where it cannot be read. */
export function viewAt(memory: Memory, address: bigint, length: number): DataView | null {
  if (address === 0n || length <= 0 || length > MOST_BYTES) return null;
  const bytes = memory(address, length);
  return bytes && viewOf(bytes);
}

export const numeric = (value: number): RawValue => ({ kind: 'number', value });
export const listOf = (items: readonly RawValue[], cut = false): RawValue => ({ kind: 'list', items, cut });
export const recordOf = (fields: Readonly<Record<string, RawValue>>): RawValue => ({ kind: 'record', fields, others: [] });

/** A pointer that is not followed. */
export const pointer = (address: bigint): RawValue =>
  (address === 0n ? { kind: 'null' } : { kind: 'opaque', text: `0x${address.toString(16)}` });

/** One character per byte. */
export const textOf = (view: DataView, from: number, to: number): string => {
  let text = '';
  for (let i = from; i < to; i += 1) text += String.fromCharCode(view.getUint8(i));
  return text;
};

export const bytesIn = (view: DataView, from: number, to: number): RawValue =>
  ({ kind: 'bytes', bytes: textOf(view, from, to), cut: false });

/** Longest path of the kernel, and the part of it that is read at a time: never past the end of a page. */
const [LONGEST_PATH, PAGE] = [4096, 4096n];

/** A string that ends with NUL; its pointer if it cannot be read. */
export function stringAt(memory: Memory, address: bigint): RawValue {
  let text = '';
  let at = address;
  while (at !== 0n && text.length < LONGEST_PATH) {
    const view = viewAt(memory, at, Number(PAGE - (at % PAGE)));
    if (!view) break;
    const part = textOf(view, 0, view.byteLength);
    const end = part.indexOf('\0');
    if (end !== -1) return { kind: 'bytes', bytes: text + part.slice(0, end), cut: false };
    text += part;
    at += BigInt(view.byteLength);
  }
  return pointer(address);
}
