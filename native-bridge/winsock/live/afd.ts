/**
 * Queries AFD about a handle. Winsock's calls do not accept handles duplicated without it (S51), so the
 * driver is called directly. Wine answers only the local address, under the same number (W10).
 */
import { startWinsock } from '../bindings.ts';
import { type AfdAddress, decodeAfdAddress } from './afd-address.ts';
import { type AfdContext, decodeContext } from './afd-context.ts';
import { liveCalls } from './calls.ts';

/** IOCTL_AFD_GET_ADDRESS, _GET_REMOTE_ADDRESS and _GET_CONTEXT; ntafd.h. All are METHOD_NEITHER. */
const CODE = { address: 0x1202f, remoteAddress: 0x1203f, context: 0x12043 } as const;
/** A SOCKADDR_STORAGE within a TDI_ADDRESS_INFO, and the context followed by addresses and a helper's data. */
const ROOM = { address: 138, context: 1024 } as const;
const STATUS = { pending: 0x103, bufferOverflow: 0x80000005 | 0, invalidParameter: 0xc000000d | 0,
  invalidDeviceRequest: 0xc0000010 | 0 } as const;
const [WAIT_MS, INFINITE, WAIT_TIMEOUT] = [1000, 0xffff_ffff, 0x102];

export interface AfdSocket {
  local: AfdAddress | null;
  remote: AfdAddress | null;
  /** Null if AFD does not return it, or returns something else. */
  context: AfdContext | null;
}

/**
 * Null for anything that is not a socket. On Windows every Winsock socket has a context, and an address once it is
 * bound; Wine, which has no contexts, identifies an unbound socket by its answer to the address query.
 */
export function afdSocket(handle: number, wine: boolean): AfdSocket | null {
  const context = afdContext(handle).context;
  const address = ask(handle, CODE.address, ROOM.address);
  const local = address.status < 0 ? null : decodeAfdAddress(address.bytes);
  if (context === null && local === null && !(wine && address.status === STATUS.invalidParameter)) return null;
  // The call can succeed without writing anything: the bytes are zeros then, which is not an address.
  const far = local === null ? null : ask(handle, CODE.remoteAddress, ROOM.address);
  return { local, remote: far === null || far.status < 0 ? null : decodeAfdAddress(far.bytes), context };
}

/** The context, or the NTSTATUS of its refusal. */
export function afdContext(handle: number): { context: AfdContext | null; status: number } {
  const { status, bytes, length } = ask(handle, CODE.context, ROOM.context);
  // The data after the fixed part can be longer than the buffer.
  const there = status >= 0 ? bytes.subarray(0, length) : status === STATUS.bufferOverflow ? bytes : null;
  return { context: there === null ? null : decodeContext(there), status };
}

/** Whether the system does not support the query, like Wine. */
export const isUnknownQuestion = (status: number): boolean => status === STATUS.invalidDeviceRequest;

let event = 0;

/**
 * Queries the driver. @returns the NTSTATUS, and `length` bytes in a buffer of `room`. Waits with an event, because the
 * handle might not permit waiting. If a handle does not answer within a second,
 * the query is cancelled, and its buffers are released only after that.
 */
export function ask(handle: number, code: number, room: number): { status: number; bytes: Buffer; length: number } {
  const { kernel } = startWinsock();
  const { NtDeviceIoControlFile, CreateEventW } = liveCalls();
  event ||= Number(CreateEventW(0, false, false, 0));
  const bytes = Buffer.alloc(room);
  // IO_STATUS_BLOCK: status, then the number of bytes written.
  const block = Buffer.alloc(16);
  let status = Number(NtDeviceIoControlFile(handle, event, 0, 0, block, code, null, 0, bytes, room));
  if (status === STATUS.pending) {
    if (kernel.WaitForSingleObject(event, WAIT_MS) === WAIT_TIMEOUT) {
      kernel.CancelIoEx(handle, 0);
      kernel.WaitForSingleObject(event, INFINITE);
    }
    status = block.readInt32LE(0);
  }
  return { status, bytes, length: Math.min(room, block.readUInt32LE(8)) };
}
