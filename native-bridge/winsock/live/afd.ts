/**
 * What AFD itself says of a handle. Winsock's own calls do not know handles that were duplicated past it (S51), so the
 * driver is asked: IOCTL_AFD_GET_SOCK_NAME, which Wine answers under the same number.
 */
import { decodeSockaddr } from '../sockaddr.ts';
import { liveCalls } from './calls.ts';

const GET_SOCK_NAME = 0x1202f;
const ROOM = 128;

/** The local address of a socket; null for anything that is no socket, or is not bound. */
export function afdAddress(handle: number): string | null {
  const address = Buffer.alloc(ROOM);
  const status = Number(liveCalls().NtDeviceIoControlFile(handle, 0, 0, 0, Buffer.alloc(16), GET_SOCK_NAME, null, 0, address, ROOM));
  if (status !== 0) return null;
  try {
    return decodeSockaddr(address);
  } catch {
    // Another family, which the inventory does not list.
    return null;
  }
}
