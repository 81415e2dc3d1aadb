/**
 * Memory of overlapped operations: it must not move until the operation is over, whatever the
 * garbage collector does, so it is allocated on the process heap. Its address identifies the operation
 * in every thread of the process.
 */
import { handleBits } from '../marshal/c-types.ts';
import type { Winsock } from './types.ts';

/** OVERLAPPED (32 bytes), WSABUF (16), flags, bytes transferred, kind, size of the data; then the data. */
const AT = { overlapped: 0, event: 24, buffer: 32, bufferAddress: 40, flags: 48, bytes: 52, kind: 56, length: 60, data: 64 } as const;
const HEAP_ZERO_MEMORY = 8;
export const KIND = { send: 1, receive: 2, accept: 3 } as const;

/** Addresses of all operations of this process. */
const allocated = new Set<number>();

/** An address that no call returned must not reach the system, which would write there. @throws Error for such an address. */
export function operationAt(address: number): number {
  if (!allocated.has(address)) throw new Error(`There is no operation at ${address}`);
  return address;
}

export interface OperationMemory {
  /** Address of the OVERLAPPED, which identifies the operation. */
  readonly address: number;
  readonly buffer: number;
  readonly flags: number;
  readonly bytes: number;
  readonly data: number;
}

/** Allocates one operation that transfers at most `length` bytes. @throws Error if the heap is exhausted. */
export function allocateOperation(calls: Winsock, kind: number, length: number, content: Buffer | null, event: number): OperationMemory {
  const { kernel } = calls;
  const address = Number(kernel.HeapAlloc(kernel.GetProcessHeap(), HEAP_ZERO_MEMORY, AT.data + Math.max(1, length)));
  if (address === 0) throw new Error(`No memory for an operation of ${length} bytes`);
  allocated.add(address);
  const head = Buffer.alloc(AT.data);
  head.writeBigUInt64LE(handleBits(event), AT.event);
  head.writeUInt32LE(length, AT.buffer);
  head.writeBigUInt64LE(BigInt(address + AT.data), AT.bufferAddress);
  head.writeUInt32LE(kind, AT.kind);
  head.writeUInt32LE(length, AT.length);
  write(calls, address, content ? Buffer.concat([head, content]) : head);
  return { address, buffer: address + AT.buffer, flags: address + AT.flags, bytes: address + AT.bytes, data: address + AT.data };
}

/** Only for an operation that was never started or is over. */
export function freeOperation({ kernel }: Winsock, { address }: OperationMemory): void {
  allocated.delete(address);
  kernel.HeapFree(kernel.GetProcessHeap(), 0, address);
}

/** The bytes transferred so far by the call itself (not by a running operation). */
export function bytesMoved(calls: Winsock, { bytes }: OperationMemory): number {
  return read(calls, bytes, 4).readUInt32LE(0);
}

/** The NTSTATUS of an operation (Internal). Only for addresses that a call returned. */
export function statusOf(calls: Winsock, address: number): number {
  return read(calls, address, 4).readUInt32LE(0);
}

/** The data that an operation has received; null if it receives none. Only for addresses that a call returned. */
export function receivedBy(calls: Winsock, address: number, count: number): Buffer | null {
  const head = read(calls, address, AT.data);
  if (head.readUInt32LE(AT.kind) !== KIND.receive) return null;
  return read(calls, address + AT.data, Math.min(count, head.readUInt32LE(AT.length)));
}

function write({ kernel }: Winsock, address: number, bytes: Buffer): void {
  if (!kernel.WriteProcessMemory(kernel.GetCurrentProcess(), address, bytes, bytes.length, 0))
    throw new Error(`Address ${address} cannot be written`);
}

function read({ kernel }: Winsock, address: number, count: number): Buffer {
  const bytes = Buffer.alloc(count);
  if (count > 0 && !kernel.ReadProcessMemory(kernel.GetCurrentProcess(), address, bytes, count, 0))
    throw new Error(`There is no operation at ${address}`);
  return bytes;
}
