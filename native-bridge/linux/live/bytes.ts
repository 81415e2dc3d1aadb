/** Bytes with a fixed address, for calls with raw pointers. */
import { addressOf } from '../bindings.ts';

export interface Pinned {
  bytes: Buffer;
  address: number;
}

/** `size` zero bytes that do not move while the result is referenced. Addresses fit a number: user space has 47 bits. */
export function pinned(size: number): Pinned {
  // Large enough that V8 keeps them off its heap, and outside the pool of small Buffers.
  const bytes = Buffer.from(new ArrayBuffer(Math.max(size, 256)));
  return { bytes, address: Number(addressOf(bytes)) };
}

/** Writes a C string at `at`. @returns its address. */
export function putText({ bytes, address }: Pinned, text: string, at = 0): number {
  const end = at + bytes.write(text, at, 'latin1');
  bytes[end] = 0;
  return address + at;
}
