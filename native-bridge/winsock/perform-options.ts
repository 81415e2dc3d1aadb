/** Values of socket options as bytes; Microsoft Learn, "SOL_SOCKET Socket Options". */
import { SOCKET_OPTION } from '../../app/shared/calls/c-types.ts';
import { TYPE } from '../../app/shared/calls/constants-winsock.ts';
import { toHex } from '../../app/shared/domain/bytes.ts';
import { PROTOCOL_INFO_SIZE } from '../../app/shared/domain/protocol-info.ts';
import type { ResolvedValue, Results } from '../../app/shared/calls/types.ts';
import { handleBits, intOrDword, ushort } from '../marshal/c-types.ts';

/** Sizes in bytes that an option value can have. */
export const optionRoom = (name: string): number => (name === 'SO_PROTOCOL_INFOW' ? PROTOCOL_INFO_SIZE : 8);

/**
 * struct linger (two u_short, 4 bytes) for an {onoff, linger} pair, else an int or DWORD; timeouts are milliseconds.
 * @throws RangeError for numbers that do not fit.
 */
export function encodeOption(name: string, value: ResolvedValue | undefined): Buffer {
  // Without a value.
  if (name === 'SO_UPDATE_CONNECT_CONTEXT') return Buffer.alloc(0);
  const pair = typeof value === 'object' && value !== null && 'onoff' in value;
  if (name === SOCKET_OPTION && !pair) {
    // Its value is a SOCKET.
    const socket = Buffer.alloc(8);
    socket.writeBigUInt64LE(handleBits(Number(value ?? 0)), 0);
    return socket;
  }
  const bytes = Buffer.alloc(4);
  if (pair) {
    bytes.writeUInt16LE(ushort(value.onoff), 0);
    bytes.writeUInt16LE(ushort(value.linger), 2);
  } else {
    bytes.writeUInt32LE(intOrDword(Number(value ?? 0)), 0);
  }
  return bytes;
}

/** Decodes a value from getsockopt: a name for SO_TYPE, {onoff, linger} for SO_LINGER, else a number. */
export function decodeOption(name: string, bytes: Buffer, length: number): NonNullable<Results['value']> {
  if (name === 'SO_PROTOCOL_INFOW') return toHex(bytes.subarray(0, length));
  if (name === 'SO_LINGER') return { onoff: bytes.readUInt16LE(0), linger: bytes.readUInt16LE(2) };
  // Some boolean options are written as one byte.
  const number = length >= 4 ? bytes.readInt32LE(0) : bytes.readUInt8(0);
  if (name !== 'SO_TYPE') return number;
  return Object.entries(TYPE).find(([, type]) => type === number)?.[0] ?? number;
}
