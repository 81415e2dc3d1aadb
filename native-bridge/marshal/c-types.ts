/**
 * Conversion of numbers to C types, one function per type. koffi and `| 0` would truncate values that do not fit, and the
 * call would use another object: 4294967297 becomes descriptor 1.
 */
import { type CType, C_TYPES, fits, rangeText } from '../../app/shared/calls/c-types.ts';

/** The number unchanged. @throws RangeError if the type cannot hold it. */
const exactly = (type: CType) => (value: number): number => {
  if (!fits(type, value)) throw new RangeError(`${String(value)} does not fit ${type.name}, which is a whole number ${rangeText(type)}`);
  return value;
};

export const int = exactly(C_TYPES.int);
export const dword = exactly(C_TYPES.dword);
/** Both are 4 bytes, and an option can be either: returns the unsigned number with the same bits. */
export const intOrDword = (value: number): number => exactly(C_TYPES.intOrDword)(value) >>> 0;
export const ushort = exactly(C_TYPES.ushort);
/** A SOCKET, HANDLE or WSAEVENT; -1 is INVALID_SOCKET. */
export const handle = exactly(C_TYPES.handle);
/** The 64 bits of a handle, for structures. */
export const handleBits = (value: number): bigint => BigInt.asUintN(64, BigInt(handle(value)));
export const milliseconds = exactly(C_TYPES.milliseconds);
