/** Queries on a SOCKET of this process without side effects. */
import { LEVEL, SO, TYPE } from '../../app/shared/calls/constants-winsock.ts';
import { handleBits } from '../marshal/c-types.ts';
import { startWinsock } from './bindings.ts';
import { decodeSockaddr, emptySockaddr } from './sockaddr.ts';

/** WSAPoll events. */
export const POLL = { READ: 0x0100, WRITE: 0x0010 } as const;

/** Whether a WSAPoll with a zero timeout reports anything: data, space, an error, or an invalid descriptor. */
export function readyNow(socket: number, events: number): boolean {
  const polled = Buffer.alloc(16);
  polled.writeBigUInt64LE(handleBits(socket), 0);
  polled.writeInt16LE(events, 8);
  return startWinsock().ws2.WSAPoll(polled, 1, 0) !== 0;
}

/**
 * Whether a receiving call that returned `n` bytes met the end: 0 means that only on streams, and only with buffer space.
 * Create it before the call: while the call blocks, its number can be closed and reused for another socket.
 */
export function endSeen(socket: number, room: number): (n: number) => boolean {
  const stream = isStream(socket);
  return (n) => n === 0 && room > 0 && stream;
}

export const isStream = (socket: number): boolean => optionOf(socket, SO.SO_TYPE) !== TYPE.SOCK_DGRAM;
export const isListening = (socket: number): boolean => (optionOf(socket, SO.SO_ACCEPTCONN) ?? 0) !== 0;
export const takeSocketError = (socket: number): number => optionOf(socket, SO.SO_ERROR) ?? 0;

/** Whether SO_LINGER would make a last close of a blocking socket block (S32). */
export function lingers(socket: number): boolean {
  const value = optionOf(socket, SO.SO_LINGER);
  return value !== null && (value & 0xffff) !== 0 && value >>> 16 !== 0;
}

/** Local and remote address by getsockname and getpeername; null if there is none. */
export function addressesOf(socket: number): { local: string | null; remote: string | null } {
  const { ws2 } = startWinsock();
  const by = (call: typeof ws2.getsockname): string | null => {
    const address = emptySockaddr();
    return call(socket, address, [address.length]) === 0 ? decodeSockaddr(address) : null;
  };
  return { local: by(ws2.getsockname), remote: by(ws2.getpeername) };
}

function optionOf(socket: number, option: number): number | null {
  const value = Buffer.alloc(8);
  const failed = startWinsock().ws2.getsockopt(socket, LEVEL.SOL_SOCKET, option, value, [8]) !== 0;
  return failed ? null : value.readInt32LE(0);
}
