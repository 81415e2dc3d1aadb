/** Structures of Windows in memory that a source copied, one character per byte, little-endian. */
import type { Results } from '../../calls/types.ts';
import { addressOf } from './address.ts';
import type { Packet } from './form.ts';

const FAMILIES: Readonly<Record<number, string>> = { 2: 'AF_INET', 23: 'AF_INET6' };
/** WSABUF: a length, then a pointer. */
const BUFFER = 16;

/** 32 bits, unsigned. */
export const wordAt = (bytes: string, at: number): number =>
  bytes.charCodeAt(at) + bytes.charCodeAt(at + 1) * 0x100 + bytes.charCodeAt(at + 2) * 0x1_0000 + bytes.charCodeAt(at + 3) * 0x100_0000;

/** 64 bits; 0 if there are fewer. */
export const pointerAt = (bytes: string, at: number): number =>
  (bytes.length < at + 8 ? 0 : wordAt(bytes, at) + wordAt(bytes, at + 4) * 2 ** 32);

/** A list of handles; undefined if the copy has not all of them. */
export const pointersIn = (list: string | null, count: number): readonly number[] | undefined =>
  (list !== null && list.length >= 8 * count ? Array.from({ length: count }, (_, i) => pointerAt(list, 8 * i)) : undefined);

/** Bytes of an OVERLAPPED_ENTRY, and places in it. Its status is an NTSTATUS: errors have the highest bit. */
const ENTRY = { BYTES: 32, KEY: 0, OPERATION: 8, STATUS: 16, TRANSFERRED: 24 } as const;

/** `taken`: how many entries are packets. */
export function packetsIn(bytes: string | null, taken: number): readonly Packet[] {
  const count = Math.min(taken, Math.floor((bytes?.length ?? 0) / ENTRY.BYTES));
  return Array.from({ length: count }, (_, i) => {
    const [from, word] = [i * ENTRY.BYTES, (at: number) => wordAt(bytes!, i * ENTRY.BYTES + at)];
    return { operation: pointerAt(bytes!, from + ENTRY.OPERATION), key: word(ENTRY.KEY), bytes: word(ENTRY.TRANSFERRED),
      failed: word(ENTRY.STATUS) >= 0x8000_0000 };
  });
}

/** sockaddr_in or sockaddr_in6 as text; null for other families and what could not be read. */
export function addressIn(bytes: string | null): string | null {
  if (bytes === null || bytes.length < 16) return null;
  const family = FAMILIES[bytes.charCodeAt(0) + bytes.charCodeAt(1) * 0x100];
  if (family === undefined || (family === 'AF_INET6' && bytes.length < 28)) return null;
  const part = (from: number, to: number) => ({ kind: 'bytes' as const, bytes: bytes.slice(from, to), cut: false });
  const fields = family === 'AF_INET' ? { sin_port: part(2, 4), sin_addr: part(4, 8) } : { sin6_port: part(2, 4), sin6_addr: part(8, 24) };
  return addressOf({ kind: 'record', fields: { sa_family: { kind: 'names', names: [family], rest: 0 }, ...fields }, others: [] });
}

/** Most that a source copies of a list. */
const MOST = 256;

/** Bytes of all buffers of a WSABUF list; null if there can be more of them than were copied. */
export function buffersIn(bytes: string | null): number | null {
  if (bytes === null) return null;
  let sum = 0;
  for (let at = 0; at + BUFFER <= bytes.length; at += BUFFER) sum += wordAt(bytes, at);
  return bytes.length < MOST ? sum : null;
}

/** Names of the events of a WSANETWORKEVENTS and their errors: a mask, then an error per bit. */
export function networkEventsIn(bytes: string, bits: Readonly<Record<string, number>>): Required<Pick<Results, 'events' | 'errors'>> {
  const mask = wordAt(bytes, 0);
  const events = Object.keys(bits).filter((name) => (mask >> bits[name]! & 1) === 1);
  const errors = Object.fromEntries(events.flatMap((name) => {
    const error = wordAt(bytes, 4 + 4 * bits[name]!);
    return error === 0 ? [] : [[name, error]];
  }));
  return { events, errors };
}

/** An option: {onoff, linger} or an int. */
export function optionIn(bytes: string | null, isLinger: boolean): number | { onoff: number; linger: number } | null {
  if (bytes === null || bytes.length < 4) return null;
  const word = wordAt(bytes, 0);
  return isLinger ? { onoff: word & 0xffff, linger: word >>> 16 } : word | 0;
}

/** Sockets of an fd_set: a count, and from 8 on handles. undefined if the copy has not all of them. */
export function socketsIn(set: string | null): readonly number[] | undefined {
  const count = set === null || set.length < 8 ? Infinity : wordAt(set, 0);
  return count <= ((set?.length ?? 0) - 8) / 8 ? Array.from({ length: count }, (_, i) => pointerAt(set!, 8 + 8 * i)) : undefined;
}

/** WSAPOLLFD: a handle, and from 8 on the wanted events. */
const POLLFD = { BYTES: 16, EVENTS: 8 } as const;

/** What WSAPoll was asked. `events`: of all sockets; null if they differ. undefined if the copy has not all of them. */
export function polledIn(list: string | null, count: number): { sockets: readonly number[]; events: number | null } | undefined {
  if (list === null || list.length < count * POLLFD.BYTES || list.length >= MOST) return undefined;
  const places = Array.from({ length: count }, (_, i) => i * POLLFD.BYTES);
  const wanted = new Set(places.map((at) => wordAt(list, at + POLLFD.EVENTS) & 0xffff));
  return { sockets: places.map((at) => pointerAt(list, at)), events: wanted.size === 1 ? [...wanted][0]! : null };
}
