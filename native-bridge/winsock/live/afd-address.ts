/**
 * Decodes addresses from AFD: a SOCKADDR; or, for sockets on an old transport, a TDI_ADDRESS_INFO, which contains the
 * SOCKADDR from byte 10 (AFD_ADDRESS of System Informer's ntafd.h). Pure; the TDI form is not verified on Windows.
 */
import { ipv6Text } from '../../../app/shared/live/address.ts';

const [UNIX, INET, INET6] = [1, 2, 23];
/** ULONG activity count, LONG address count, USHORT length without the family, then the family. */
const TDI = { count: 4, length: 8, address: 10 } as const;
/** Number of bytes after the family in each SOCKADDR. */
const TDI_LENGTH: ReadonlyMap<number, number> = new Map([[14, INET], [26, INET6]]);

export interface AfdAddress {
  family: 'AF_UNIX' | 'AF_INET' | 'AF_INET6';
  /** "127.0.0.1:80", "[::1]:80" or a path; without a scope, for comparison with the owner tables. */
  text: string;
}

/** Null for another family, and for bytes that were never written. */
export function decodeAfdAddress(bytes: Uint8Array): AfdAddress | null {
  const b = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (b.length < 28) return null;
  const tdi = b.readInt32LE(TDI.count) === 1 && TDI_LENGTH.get(b.readUInt16LE(TDI.length)) === b.readUInt16LE(TDI.address);
  return sockaddr(tdi ? b.subarray(TDI.address) : b);
}

function sockaddr(b: Buffer): AfdAddress | null {
  switch (b.readUInt16LE(0)) {
    case INET: return { family: 'AF_INET', text: `${b.subarray(4, 8).join('.')}:${b.readUInt16BE(2)}` };
    case INET6: return { family: 'AF_INET6', text: `[${ipv6Text(b, 8)}]:${b.readUInt16BE(2)}` };
    case UNIX: return { family: 'AF_UNIX', text: b.toString('utf8', 2).replace(/\0.*$/s, '') };
    default: return null;
  }
}
