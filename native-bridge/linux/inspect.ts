/** Queries on a descriptor of this process without side effects. */
import { readdirSync } from 'node:fs';
import { FCNTL, LEVEL, SO, STATUS_FLAGS, TYPE } from '../../app/shared/calls/constants-linux.ts';
import { libc, type NativeCall } from './bindings.ts';
import { decodeSockaddr, SOCKADDR_ROOM } from './sockaddr.ts';

export const POLL = { IN: 0x001, OUT: 0x004 } as const;

/** Whether a poll(2) with a zero timeout reports anything: data, space, an error, or an invalid descriptor. */
export function readyNow(fd: number, events: number): boolean {
  const polled = Buffer.alloc(8);
  polled.writeInt32LE(fd, 0);
  polled.writeInt16LE(events, 4);
  return Number(libc().poll(polled, 1, 0)) > 0;
}

/** O_NONBLOCK of the description, which all its descriptors share (P2); false for an invalid number. */
export function isNonblocking(fd: number): boolean {
  const flags = Number(libc().fcntl(fd, FCNTL.F_GETFL, 0));
  return flags >= 0 && (flags & STATUS_FLAGS.O_NONBLOCK) !== 0;
}

/** Whether the number is an open descriptor of this process. */
export const isOpen = (fd: number): boolean => Number(libc().fcntl(fd, FCNTL.F_GETFD, 0)) >= 0;

export const openNumbers = (): number[] => readdirSync('/proc/self/fd').map(Number).filter(isOpen);

export const isStream = (fd: number): boolean => socketInt(fd, SO.SO_TYPE) !== TYPE.SOCK_DGRAM;
export const isListening = (fd: number): boolean => socketInt(fd, SO.SO_ACCEPTCONN) === 1;

/** Whether SO_LINGER would make a last close block. Linux blocks on non-blocking sockets too; socket(7). */
export function lingers(fd: number): boolean {
  const [value, length] = [Buffer.alloc(8), Buffer.from([8, 0, 0, 0])];
  if (Number(libc().getsockopt(fd, LEVEL.SOL_SOCKET, SO.SO_LINGER, value, length)) < 0) return false;
  return value.readInt32LE(0) !== 0 && value.readInt32LE(4) > 0;
}

/** SO_ERROR, which reading clears; 0 for none. */
export const takeSocketError = (fd: number): number => socketInt(fd, SO.SO_ERROR) ?? 0;

/** Local and remote address by getsockname and getpeername; null if there is none. */
export function addressesOf(fd: number): { local: string | null; remote: string | null } {
  return { local: addressBy(libc().getsockname, fd), remote: addressBy(libc().getpeername, fd) };
}

function addressBy(call: NativeCall, fd: number): string | null {
  const address = Buffer.alloc(SOCKADDR_ROOM);
  const length = Buffer.from([SOCKADDR_ROOM, 0, 0, 0]);
  if (Number(call(fd, address, length)) < 0) return null;
  return decodeSockaddr(address, length.readUInt32LE(0)) || null;
}

function socketInt(fd: number, option: number): number | null {
  const [value, length] = [Buffer.alloc(4), Buffer.from([4, 0, 0, 0])];
  return Number(libc().getsockopt(fd, LEVEL.SOL_SOCKET, option, value, length)) < 0 ? null : value.readInt32LE(0);
}
